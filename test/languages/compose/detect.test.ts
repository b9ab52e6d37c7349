import { expect, test } from 'vitest';
import { detectLanguage } from '../../../languages/detect.ts';

const services = 'services:\n  web:\n    image: nginx\n';

test.each([
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'a/docker-compose.yaml',
  'compose.override.yaml',
  'docker-compose.prod.yml',
  'docker-compose-dev.yml',
  'docker-compose_test.yml',
  'shop.compose.yaml',
  'dev-docker-compose.yml',
  'Docker-Compose.yml',
  'podman-compose.yml',
  'dev_compose.yaml',
  'docker-stack.yml',
  'docker-stack.prod.yaml',
])('%s is a name of Compose', (path) => {
  expect(detectLanguage(path, services)).toBe('compose');
});

test.each([
  'composer.yaml',
  'decompose.yaml',
  'services.yaml',
  'compose.json',
  'compose.yaml.md',
  'composed/app.yaml',
  'stack.yml',
  'docker-stacks.yml',
])('%s is none', (path) => {
  expect(detectLanguage(path, services)).toBeUndefined();
});

test.each<[string, string, string | undefined]>([
  ['services with a BOM', `\uFEFF${services}`, 'compose'],
  ['quoted', '"services":\n  web: {}\n', 'compose'],
  ['line ends of Windows, and something before', `# Shop\r\nname: shop\r\nservices:\r\n  web: {}\r\n`, 'compose'],
  ['no services', 'volumes:\n  data:\n', undefined],
  ['services further in', 'jobs:\n  test:\n    services:\n      db: {}\n', undefined],
  ['services in a text', 'notes: |\n  services: none\n', undefined],
  ['a template', 'services:\n  web:\n    image: {{ image }}\n', undefined],
  ['a control line', 'services:\n{% if x %}\n  web: {}\n{% endif %}\n', undefined],
  ['a template in an item', 'services:\n  web:\n    ports:\n      - {{ port }}\n', undefined],
  ['actions of Go in a text', 'services:\n  web:\n    command: docker ps --format {{.Names}}\n', 'compose'],
  ['actions of Go in quotes', 'services:\n  web:\n    hostname: "{{.Node.Hostname}}"\n', 'compose'],
  ['Kubernetes', 'apiVersion: v1\nkind: Service\nspec: {}\n', 'kubernetes'],
])('%s', (_, text, expected) => {
  expect(detectLanguage('compose.yaml', text)).toBe(expected);
});

test('a workflow stays a workflow, whatever its name', () => {
  expect(detectLanguage('.github/workflows/compose.yml', 'on: push\njobs:\n  a:\n    services: {}\n')).toBe('pipeline');
});
