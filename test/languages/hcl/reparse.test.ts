import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import { reparseHcl } from '../../../languages/hcl/reparse.ts';

const text = `# The service
variable "image" { default = "acme/web:1.2" }

locals { /* of
  all */ name = "x"
}

resource "aws_instance" "web" { // one
  count     = var.size == "large" ? -2 : (!local.a && b[0].c.*.d) + 1
  tags      = { Name = "\${local.name}-web", (var.key) = [true, null, for.x], "a\\n" = f(a, b...) }
  list      = [for k, v in { for x in y : x => x... } : "%{ if v ~}\${k}%{ else }-%{ endif }" if v]
  user_data = <<-EOT
    #!/bin/bash
    echo "\${var.image}" # no comment
    }
  EOT
  lifecycle {
    ignore_changes = [tags]
  }
}

output "x" {
  value = 1.5
} # done
`;

const edit = fc.record({
  start: fc.nat(text.length),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  written: fc.oneof(
    fc.constantFrom('', 'x', ' # x', '"', '\n', '\n\n', '{', '}', '/*', '*/', 'EOT', '\n  EOT\n', 'a = 1\n', 'b {}\n'),
    fc.constantFrom('<<E\n', '${', '%{', '=', 'a "b" {\n}\n', '\ufeff'),
    fc.string({ maxLength: 3 }),
  ),
});

test('what is taken from an earlier text is what reading again gives', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, isWindows) => {
      let now = isWindows ? text.replaceAll('\n', '\r\n') : text;
      let file = parseHcl(now);
      for (const { start, length, written } of edits) {
        const before = now;
        now = now.slice(0, start) + written + now.slice(start + length);
        file = reparseHcl(now, before, file);
        expect(file).toEqual(parseHcl(now));
      }
    }),
    { numRuns: 300 },
  );
});

test.each<[string, string, string, readonly number[]]>([
  ['that moves nothing', '# The', '# Thy', [0, 1, 2, 3]],
  ['above all', '# The', '# This is the', []],
  ['in a heredoc', 'no comment', 'none', [0, 1]],
  ['between blocks', '\n\noutput', '\n\nprovider "aws" {}\n\noutput', [0, 1, 2]],
  ['that breaks a block', 'value = 1.5', 'value = {', []],
])('an edit %s leaves blocks as they are', (_, from, to, kept) => {
  const file = parseHcl(text);
  const { blocks } = reparseHcl(text.replace(from, to), text, file).body;
  const isKept = file.body.blocks.map((block) => blocks.includes(block));
  expect(isKept).toEqual([0, 1, 2, 3].map((index) => kept.includes(index)));
});
