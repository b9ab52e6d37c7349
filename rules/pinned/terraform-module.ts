import { toSource } from '../../core/embedded.ts';
import type { Fix, OnlineFix, RuleFinding } from '../../core/finding.ts';
import { choice } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { lineSpanAt, type TextEdit } from '../../core/text.ts';
import { insertAttributeAfter, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclAttribute } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { type ModuleSource, moduleSourceOf } from '../../languages/terraform/moduleSource.ts';
import { knownText, type StringValue } from '../../languages/terraform/value.ts';
import { quote } from '../shared/message.ts';
import { isOpenConstraint } from '../shared/versionConstraint.ts';

const options = {
  pin: choice(
    ['version', 'commit'],
    'version',
    'What a git source has to name: a `version`, which may be a tag, or the full `commit`, which nobody can move.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'pinned/terraform-module',
  title: 'Module without a fixed version',
  languages: ['terraform'],
  level: { recommended: 'error', start: 'error' },
  options,
  presetOptions: { strict: { pin: 'commit' } },
  since: '0.1.0',
  why: `
A module from somewhere else is code that runs with all the rights of your Terraform. Without a version, or with a branch for a
version, each \`terraform init\` on a fresh machine fetches what is there at that moment; \`.terraform.lock.hcl\` locks providers,
and never modules.

It bites as a plan that wants to replace a database though nobody changed a line: the module's main branch has moved, and only
the colleague with an old \`.terraform\` folder still sees the plan that was reviewed.

Give a registry module a \`version\`, and a git source a \`ref\`: a version tag, or a full commit, which cannot be moved. Update by
a change of that line. A tag is enough where you trust who can push to that repository; the preset \`strict\` asks for the commit.

Ignore it for a module that lives in the same repository and is only reached by a URL for historical reasons, or better: use
a local path.

See [module sources](https://developer.hashicorp.com/terraform/language/modules/sources) and
[version constraints](https://developer.hashicorp.com/terraform/language/expressions/version-constraints).
`,
  examples: {
    bad: [
      { terraform: 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n' },
      { terraform: 'module "vpc" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = ">= 5.0"\n}\n' },
      { terraform: 'module "vpc" {\n  source = "git::https://git.acme.dev/modules/vpc.git"\n}\n' },
      { terraform: 'module "vpc" {\n  source = "github.com/acme/vpc?ref=main"\n}\n' },
      { terraform: 'module "vpc" {\n  source = "https://modules.acme.dev/vpc.zip"\n}\n' },
    ],
    good: [
      { terraform: 'module "vpc" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "~> 5.16"\n}\n' },
      { terraform: 'module "vpc" {\n  source = "./modules/vpc"\n}\n' },
      {
        terraform:
          'module "vpc" {\n  source = "git::ssh://git@git.acme.dev/modules/vpc.git//network?depth=1&ref=v1.2.0"\n}\n',
      },
      { terraform: 'module "vpc" {\n  source = "https://modules.acme.dev/vpc.zip?checksum=sha256:0a1b"\n}\n' },
      { terraform: 'module "vpc" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = ">= 5.0, < 6.0"\n}\n' },
    ],
  },

  *check({ modules, file }, { options: { pin } }) {
    for (const block of modules) {
      const source = block.value('source');
      const attribute = block.attribute('source');
      const text = knownText(source);
      if (source?.kind !== 'string' || !attribute || text === undefined) continue;
      const parts = moduleSourceOf(text);
      if (parts?.kind === 'registry') yield* checkRegistry(block, attribute, file.text);
      else if (parts?.kind === 'remote') {
        const message = complaint(parts, pin);
        if (message === undefined) continue;
        const edit = (version: string) => pinEdit(source, file.text, parts, version);
        const placeholderEdit = isNamed(parts) ? undefined : edit(placeholder);
        const commented = file.commentStyle && isLastOnLine(attribute, file.text) ? attribute : undefined;
        yield {
          at: { span: attribute.value.span, path: `${block.path}/source` },
          message: `${quote(text)} ${message}`,
          fixes: placeholderEdit ? [placeholderFix([placeholderEdit])] : [],
          onlineFixes: commitFixes(parts, text, edit, commented),
        };
      }
    }
  },
});

type Remote = Extract<ModuleSource, { kind: 'remote' }>;

/** What is wrong with a remote source; undefined when it is pinned, or when a name may be a tag as well as a branch. */
function complaint(source: Remote, wanted: 'version' | 'commit'): string | undefined {
  const { isArchive, pin } = source;
  if (isArchive) return pin ? undefined : 'is an archive that nothing checks; add its `checksum`';
  if (!pin) return 'is whatever the default branch holds; add a `ref`';
  if (pin.value === placeholder) return undefined;
  if (!isNamed(source)) return `follows \`${pin.value}\`, which moves; set \`ref\` to a version tag or a commit`;
  if (wanted === 'version' || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(pin.value)) return undefined;
  return `is at \`${pin.value}\`, a name that can be moved; set \`ref\` to the full commit`;
}

/** A commit, a version, or any name with a digit may be fixed; a name without one is a branch. */
const isNamed = ({ pin }: Remote): boolean => pin !== undefined && /\d/.test(pin.value);

/** `ref=VERSION`, where the source is written in place. */
function pinEdit(
  { value, origins }: StringValue,
  text: string,
  { isArchive, pin }: Remote,
  version: string,
): TextEdit | undefined {
  if (isArchive || origins.length > 0) return undefined;
  const [start, end] = pin ? [pin.offset, pin.offset + pin.value.length] : [value.text.length, value.text.length];
  const span = pin
    ? toSource(value, start, end)
    : { start: toSource(value, 0, end).end, end: toSource(value, 0, end).end };
  if (pin && text.slice(span.start, span.end) !== pin.value) return undefined;
  return { span, newText: pin ? version : `${value.text.includes('?') ? '&' : '?'}ref=${version}` };
}

/** The commit that the source means now. A comment keeps the name that the commit had, for people and for bots. */
function commitFixes(
  { repository, pin }: Remote,
  text: string,
  edit: (version: string) => TextEdit | undefined,
  commented: HclAttribute | undefined,
): readonly OnlineFix[] {
  // go-getter makes a shallow clone of branches and tags alone.
  if (repository === undefined || /[?&]depth=/.test(text) || !edit(placeholder)) return [];
  const title = `Pin it to the commit of ${pin ? quote(pin.value) : 'the default branch'}`;
  return [
    {
      title,
      safety: 'safe',
      async resolve({ commitOf }) {
        const commit = await commitOf(repository, pin?.value ?? 'HEAD');
        const pinning = commit === undefined ? undefined : edit(commit);
        if (!pinning) return undefined;
        const end = commented?.value.span.end;
        const comment = end === undefined || !pin ? [] : [{ span: { start: end, end }, newText: ` # ${pin.value}` }];
        return { title, safety: 'safe', edits: [pinning, ...comment] };
      },
    },
  ];
}

const isLastOnLine = ({ span }: HclAttribute, text: string): boolean =>
  text.slice(span.end, lineSpanAt(text, span.end).end).trim() === '';

function* checkRegistry(block: TerraformBlock, source: HclAttribute, text: string): Iterable<RuleFinding> {
  const attribute = block.attribute('version');
  if (!attribute) {
    yield {
      at: { span: source.value.span, path: `${block.path}/source` },
      message: `${quote(text.slice(source.value.span.start + 1, source.value.span.end - 1))} has no \`version\`, so every fresh \`terraform init\` takes the newest; add one`,
      fixes: [placeholderFix(insertAttributeAfter(text, block.body, source, `version = "${placeholder}"`))],
    };
    return;
  }
  const version = knownText(block.value('version'));
  if (version === undefined || !isOpenConstraint(version)) return;
  yield {
    at: { span: attribute.value.span, path: `${block.path}/version` },
    message: `${quote(version)} has no upper end, so every fresh \`terraform init\` takes the newest; use \`~>\` or one version`,
    fixes: attribute.value.kind === 'template' ? [placeholderFix([replaceValue(attribute, `"${placeholder}"`)])] : [],
  };
}

const placeholder = 'VERSION';

const placeholderFix = (edits: readonly TextEdit[]): Fix => ({
  title: 'Set the version',
  safety: 'placeholder',
  placeholder,
  edits,
});
