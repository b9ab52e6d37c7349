import type { Document } from '../../core/document.ts';
import type { Mount } from '../../core/facts.ts';
import { stringList } from '../../core/options.ts';
import { folderOf, resolvePath } from '../../core/project.ts';
import { defineRule } from '../../core/rule.ts';
import type { ComposeDocument } from '../../languages/compose/document.ts';
import type { ComposeService } from '../../languages/compose/service.ts';
import { asString, get, itemsOf } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { subjectOf } from '../shared/containers.ts';
import { isForDevelopment } from '../shared/development.ts';
import { pod } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/source-mount',
  title: 'Source code mounted over the image',
  languages: ['compose', 'kubernetes'],
  level: { recommended: 'info' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that are there for development: names, with `*` for any text.'),
  },
  why: `
With the project's folder mounted over the application in the image, what runs is whatever lies in that folder. The image that was
built, tested and scanned is only a shell around it, and a \`git pull\` or an editor on the machine changes what runs.

It bites as a server on which somebody has "quickly" changed a file, and as a deployment that works because of a folder
\`node_modules\` that is on that one machine only.

It is right for development, so keep it there: in \`compose.override.yaml\`, which Compose merges by itself, in a file whose name has
\`dev\`, \`local\` or \`test\` in it, or in \`develop.watch\`, which copies changes and mounts nothing. What is deployed copies its
source in the Dockerfile.

Configuration files are left alone, and so are services in a profile or with a build target for development or tests.

See [several Compose files](https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/) and
[Compose Watch](https://docs.docker.com/compose/how-tos/file-watch/).
`,
  examples: {
    bad: [
      { compose: composed('build: .\nvolumes:\n  - .:/app') },
      { compose: composed('build: ./web\nvolumes:\n  - ./web/src:/app/src') },
      { kubernetes: podWith('/home/jane/shop/src') },
    ],
    good: [
      { compose: composed('build: .\nvolumes:\n  - ./web.yaml:/etc/web.yaml:ro\n  - uploads:/app/uploads') },
      { compose: composed('build: .\nvolumes:\n  - .:/app'), file: 'compose.override.yaml' },
      { compose: composed('build: .\ndevelop:\n  watch:\n    - { path: ./src, action: sync, target: /app/src }') },
      { kubernetes: podWith('/srv/uploads') },
    ],
  },

  *check(document: Document, { options, pathFromRoot }) {
    const { file, workloads, language } = document;
    if (isForDevelopment(pathFromRoot)) return;
    const services = language === 'compose' ? (document as ComposeDocument).services : [];
    const byPath = new Map(services.toReversed().map((service) => [service.path, service]));
    for (const { containers, name, path } of workloads) {
      if (isAllowed(options.allow, name ?? '')) continue;
      const service = byPath.get(path);
      for (const container of containers) {
        for (const mount of container.mounts) {
          if (!(service ? isSourceOf(service, mount, file.path) : isHomeOfSomebody(mount))) continue;
          yield {
            at: mount,
            message: `what runs in ${subjectOf(container)} is what lies in ${shown(mount, document)}, not its image; copy the source into the image`,
          };
        }
      }
    }
  },
});

const shown = ({ span }: Mount, { file }: Document): string => quote(file.text.slice(span.start, span.end));

/** Whether a service has its application from a folder of the project. */
function isSourceOf(service: ComposeService, { source, target }: Mount, path: string): boolean {
  if (source.kind !== 'host-path' || target === undefined || isForTests(service)) return false;
  // Settings, whatever the folder of the project is called.
  if (isWithin(target, '/etc')) return false;
  const folder = `${root}${folderOf(path)}`.replace(/\/$/, '');
  // Compose's own folder is that of the first file, in which the others stand too.
  const from = /^\.{1,2}(?:\/|$)/.test(source.path) ? resolvePath(folder, source.path) : undefined;
  if (from === undefined || isFile(from)) return false;
  const workingFolder = asString(service.get('working_dir'));
  const context = contextOf(service, folder);
  const isApplication = isWithin(workingFolder ?? '', target) || applicationFolder.test(target);
  if (context === undefined) {
    // An image of others that works in the mounted folder has nothing else to run.
    return workingFolder !== undefined && isWithin(workingFolder, target) && (from === folder || isSourceFolder(from));
  }
  if (isWithin(context, from)) return isApplication || lastOf(target) === lastOf(from);
  return isWithin(from, context) && isSourceFolder(from) && (isApplication || lastOf(target) === lastOf(from));
}

/** Stands for the folders above the project, into which `..` may lead. */
const root = '/a/b/c/d/';

/** The folder that a service builds its image from; undefined when it builds none, or from somewhere else. */
function contextOf(service: ComposeService, folder: string): string | undefined {
  const build = service.get('build');
  if (!build || build.kind === 'null') return undefined;
  const context = asString(build) ?? asString(get(build, 'context')) ?? '.';
  if (/[$:]/.test(context)) return undefined;
  return resolvePath(folder, context);
}

/** By its name, its profiles, or the stage that it builds. */
function isForTests(service: ComposeService): boolean {
  const profiles = itemsOf(service.get('profiles')).map((profile) => asString(profile) ?? '');
  return [service.name, asString(service.get('build', 'target')) ?? '', ...profiles].some((name) =>
    forTests.test(name),
  );
}

const forTests =
  /(?:^|[-_.])(?:dev|develop|development|local|debug|tests?|testing|ci|e2e|lint|tools?|docs?)(?:[-_.\d]|$)/i;

/** Names of folders where images have their application; those of the official images of languages and servers are among them. */
const applicationFolder =
  /\/(?:apps?|code|html|project|rails|server|site|source|src|web|www|work|workdir|workspace)\/?$|^\/go\/src\/./;

/** What projects call the folders of their source. */
const isSourceFolder = (path: string): boolean => sourceNames.has(lastOf(path));

const sourceNames: ReadonlySet<string> = new Set([
  ...['api', 'app', 'backend', 'client', 'cmd', 'frontend', 'internal', 'lib', 'packages', 'pages', 'pkg', 'public'],
  ...['server', 'src', 'static', 'templates', 'views', 'web'],
]);

const isFile = (path: string): boolean => /\.[A-Za-z]\w*$/.test(lastOf(path));

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder.replace(/\/+$/, '')}/`);

const lastOf = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

/** Whether a pod runs what lies in a person's folder: on their own machine, or as a cluster on a desktop sees it. */
function isHomeOfSomebody({ source, target }: Mount): boolean {
  if (source.kind !== 'host-path' || target === undefined || isFile(source.path)) return false;
  return homes.test(source.path) && (applicationFolder.test(target) || isSourceFolder(source.path));
}

const homes = /^(?:\/host_mnt|\/run\/desktop\/mnt\/host\/[a-z])?\/(?:Users|home)\/(?!kubernetes\/)[^/]+\/./;

function composed(fields: string): string {
  return `services:\n  web:\n${fields.replace(/^/gm, '    ')}\n`;
}

function podWith(path: string): string {
  const mount = 'volumeMounts:\n  - name: source\n    mountPath: /app/src';
  return pod(mount, `volumes:\n  - name: source\n    hostPath:\n      path: ${path}`);
}
