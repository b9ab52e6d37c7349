import { expect, it } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { helm } from '../../../languages/helm/language.ts';
import { terraform } from '../../../languages/terraform/language.ts';
import { cut, read } from './read.ts';

const release = (body: string): string => `resource "helm_release" "x" {\n${body}\n}\n`;

/** Text, path, what is underlined, and the tag as it may be edited. */
const imagesIn = (text: string, others: Readonly<Record<string, string>> = {}) =>
  read(text, others).images.map(({ text: name, path, span, version }) => [
    name,
    path.replace('helm_release.x/values/', ''),
    cut(text, span),
    version.kind === 'tag' && version.span ? cut(text, version.span) : undefined,
  ]);

it.each<[string, string, readonly (readonly (string | undefined)[])[]]>([
  [
    'encoded values',
    '  values = [yamlencode({ web = { image = { registry = "r.io", repository = "acme/web", tag = "1" } } })]',
    [['r.io/acme/web:1', 'web.image.tag', '1', '1']],
  ],
  [
    'a whole reference',
    '  values = [jsonencode({ image = "acme/web:1" })]',
    [['acme/web:1', 'image', 'acme/web:1', '1']],
  ],
  [
    'values in a heredoc',
    '  values = [<<-EOT\n    image:\n      repository: acme/web\n      tag: "1.2"\n  EOT\n  ]',
    [['acme/web:1.2', 'image.tag', '1.2', '1.2']],
  ],
  [
    'blocks',
    '  set {\n    name  = "a.image.repository"\n    value = "acme/web"\n  }\n  set {\n    name = "a.image.tag"\n    value = "1"\n  }',
    [['acme/web:1', 'a.image.tag', '1', '1']],
  ],
  [
    'a list',
    '  set = [{ name = "image.repository", value = "acme/web" }, { name = "image.tag", value = 1 }]',
    [['acme/web:1', 'image.tag', '1', '1']],
  ],
  [
    'a tag whose image the chart knows',
    '  set = [{ name = "controller.image.tag", value = "latest" }]',
    [['controller.image.tag=latest', 'controller.image.tag', 'latest', 'latest']],
  ],
  [
    'later ones win',
    '  values = [yamlencode({ image = { repository = "a", tag = "1" } }), yamlencode({ image = { tag = "2" } })]\n  set {\n    name = "image.repository"\n    value = "b"\n  }',
    [['b:2', 'image.tag', '2', '2']],
  ],
  ['a digest', '  values = [yamlencode({ image = { repository = "a", tag = "1", digest = "sha256:0" } })]', []],
  ['a digest that may be there', '  values = [yamlencode({ image = merge(var.x, { tag = "latest" }) })]', []],
  ["a tag that is no image's", '  values = [yamlencode({ git = { tag = "latest" } })]', []],
  ['an unknown tag', '  values = [yamlencode({ image = { repository = "a", tag = var.x } })]', []],
  ['unknown values behind', '  values = [yamlencode({ image = { repository = "a", tag = "1" } }), var.x]', []],
  [
    'an unknown name',
    '  values = [yamlencode({ image = "a:1" })]\n  set {\n    name = var.x\n    value = "1"\n  }',
    [],
  ],
  ['values that may be more', '  values = concat([yamlencode({ image = "a:1" })], var.x)', []],
  ['no YAML', '  values = ["a: [", "b"]', []],
])('%s', (_, body, expected) => {
  expect(imagesIn(release(body))).toEqual(expected);
});

it('values may stand in a file', () => {
  const text = release('  values = [file("web.yaml")]');
  const others = { 'infra/web.yaml': 'image:\n  repository: acme/web\n  tag: latest\n' };
  expect(imagesIn(text, others)).toEqual([['acme/web:latest', 'image.tag', 'file("web.yaml")', undefined]]);
  expect(read(text, others).images[0]!.origins.map(({ file }) => file)).toEqual(['infra/web.yaml']);
});

it("a chart's own values are left to the chart", () => {
  const text = release('  values = [file("web/values.yaml")]');
  const main = terraform.parse({ path: 'infra/main.tf', text });
  const values = helm.parse({ path: 'infra/web/values.yaml', text: 'image:\n  repository: acme/web\n  tag: latest\n' });
  const chart = helm.parse({ path: 'infra/web/Chart.yaml', text: 'apiVersion: v2\nname: web\nversion: 1.0.0\n' });
  const imagesWith = (...files: readonly (typeof main)[]) =>
    terraform.toDocument(main, createProject([main, ...files])).images.length;
  expect([imagesWith(values), imagesWith(values, chart)]).toEqual([1, 0]);
});

it.each<[string, string, readonly string[]]>([
  ['a tag', '  chart = "./web"\n  set {\n    name  = "image.tag"\n    value = "2"\n  }', ['acme/web:2']],
  ['values', '  chart  = "${path.module}/web"\n  values = [yamlencode({ image = { tag = "3" } })]', ['acme/web:3']],
  [
    'a tag over the chart’s own values',
    '  chart  = "./web"\n  values = [file("web/values.yaml")]\n  set {\n    name  = "image.tag"\n    value = "4"\n  }',
    ['acme/web:4'],
  ],
  ['nothing of an image', '  chart = "./web"\n  set {\n    name  = "replicas"\n    value = 2\n  }', []],
  [
    'a tag of a chart of that name elsewhere',
    '  chart      = "./web"\n  repository = "https://charts.example.com"\n  set {\n    name  = "image.tag"\n    value = "2"\n  }',
    ['image.tag=2'],
  ],
])('a release of a chart of the workspace that sets %s', (_, body, expected) => {
  const main = terraform.parse({ path: 'infra/main.tf', text: release(body) });
  const values = helm.parse({ path: 'infra/web/values.yaml', text: 'image:\n  repository: acme/web\n  tag: "1"\n' });
  const chart = helm.parse({ path: 'infra/web/Chart.yaml', text: 'apiVersion: v2\nname: web\nversion: 1.0.0\n' });
  const project = createProject([main, values, chart]);
  expect(terraform.toDocument(main, project).images.map(({ text }) => text)).toEqual(expected);
  const named = terraform.referencesIn!(main, project).map(({ path }) => path);
  expect(named.includes('infra/web/values.yaml')).toBe(!body.includes('repository'));
});
