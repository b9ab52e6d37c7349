import { type Configuration, levelOf } from './configuration.ts';
import type { Document, LanguageId } from './document.ts';
import { UNKNOWN } from './embedded.ts';
import type { Workload } from './facts.ts';
import { type Finding, type FindingLevel, levels } from './finding.ts';
import { folderOf } from './project.ts';
import type { Rule } from './rule.ts';

/** What is built, deployed and replaced as one: a workload with its image's Dockerfile, or else a folder. */
export interface Service {
  readonly name: string;
  /** The files that it stands in, in order. A file of several workloads is in each of their services. */
  readonly files: readonly string[];
  /** The rules that are on and speak the language of one of its files, by id, each with its highest level there. */
  readonly rules: ReadonlyMap<Rule['id'], FindingLevel>;
  /** Whether it counts in the score in all. Manifests that run nothing, such as those of roles, do not. */
  readonly isCounted: boolean;
}

export interface ServiceMap {
  /** Ordered by name. */
  readonly services: readonly Service[];
  /** The service that a finding in one of the files belongs to. */
  serviceOf(finding: Pick<Finding, 'file' | 'path'>): Service | undefined;
}

/** A linted file. Paths are in one form throughout, that of findings. */
export interface ServiceFile {
  readonly path: string;
  readonly language: LanguageId;
  readonly rules: Service['rules'];
  readonly runners: readonly Runner[];
  /** Whether it is part of a service although nothing in it runs an image. */
  readonly runs: boolean;
}

/** What runs images, a workload or what a cloud has in its place; or what belongs to it. */
export interface Runner {
  /** That of its findings begin with it. */
  readonly path: string;
  readonly name: string | undefined;
  /** The names of its images, without tags. */
  readonly images: readonly string[];
  /** The Dockerfile that it says it is built from. */
  readonly dockerfile: string | undefined;
  /** Whether it is a service only together with a Dockerfile, as a machine is that runs containers among other things. */
  readonly isOnlyJoined?: boolean;
  /** What it belongs to, if that is another one. */
  readonly helps?: { readonly file: string; readonly path: string };
}

export const toRunner = ({ path, name, containers }: Workload, dockerfile: string | undefined): Runner => ({
  path: readable(path),
  name: name === undefined ? undefined : readable(name),
  images: containers.flatMap(({ image }) => image?.name ?? []),
  dockerfile,
});

/** What services need to know of a document, and of what in it runs images. */
export function toServiceFile(
  document: Document,
  rules: readonly Rule[],
  configuration: Configuration,
  runners: readonly Runner[],
): ServiceFile {
  const { language, file, images } = document;
  const speaking = rules.filter((rule) => rule.languages.includes(language));
  const on = speaking.flatMap((rule): [Rule['id'], FindingLevel][] => {
    const level = levelOf(rule, configuration);
    return level === 'off' ? [] : [[rule.id, level]];
  });
  const isTest = language === 'helm' && /(?:^|\/)templates\/tests?\//.test(file.path);
  return {
    path: file.path,
    language,
    rules: new Map(on),
    runners: isTest ? [] : runners,
    runs: !isTest && (!languagesOfManifests.includes(language) || images.length > 0),
  };
}

/** As findings have it in their paths. */
const readable = (text: string): string => text.replaceAll(new RegExp(`${UNKNOWN}+`, 'g'), '*');

/** Those whose files may be of objects that run nothing. */
const languagesOfManifests: readonly LanguageId[] = ['kubernetes', 'helm', 'kustomize'];

/**
 * The services of files. Workloads that are built from one Dockerfile are one service wherever they stand; others are when they have
 * one name and stand in one folder. What belongs to no workload is the service of its folder.
 */
export function servicesOf(files: readonly ServiceFile[]): ServiceMap {
  const dockerfiles = files.filter(({ language }) => language === 'dockerfile').map(({ path }) => path);
  const drafts = new Map<string, Draft>();
  const draftOf = (key: string, name: string, folder: string): Draft => {
    const draft = drafts.get(key) ?? { name, folder, files: new Set(), isCounted: false };
    drafts.set(key, draft);
    return draft;
  };
  const draftsOfRunners = new Map<string, readonly { readonly path: string; readonly draft: Draft }[]>();
  const draftsOfFiles = new Map<string, Draft>();

  for (const file of files) {
    const own = file.runners.flatMap((runner) => {
      const dockerfile = dockerfileFor(runner, file.path, dockerfiles);
      if (dockerfile === undefined && runner.isOnlyJoined) return [];
      const name = nameOf(runner, file.path, dockerfile);
      const own = ownNameOf(runner) ?? placeOf(runner, file.path);
      const key = dockerfile === undefined ? `workload ${folderOf(file.path)} ${own}` : `image ${dockerfile}`;
      const draft = draftOf(key, name, folderOf(dockerfile ?? file.path));
      draft.isCounted = true;
      draft.files.add(file);
      const built = files.find(({ path }) => path === dockerfile);
      if (built) {
        draft.files.add(built);
        draftsOfFiles.set(built.path, draft);
      }
      return [{ path: runner.path, draft }];
    });
    draftsOfRunners.set(file.path, own);
  }
  for (const file of files) {
    if (draftsOfFiles.has(file.path)) continue;
    const folder = folderOf(file.path);
    const deployed = file.language === 'helm' && file.runners.length === 0 ? onlyDraftIn(folder) : undefined;
    if (deployed) {
      deployed.files.add(file);
      draftsOfFiles.set(file.path, deployed);
      continue;
    }
    const draft = draftOf(`folder ${folder}`, folderName(folder), folder);
    draftsOfFiles.set(file.path, draft);
    draft.files.add(file);
    if (file.runs && (file.runners.length === 0 || file.language === 'terraform')) draft.isCounted = true;
  }

  /** What the templates of a chart's folder deploy that is built here, else all that they deploy, when that is one service. */
  function onlyDraftIn(chart: string): Draft | undefined {
    const templates = chart === '' ? 'templates/' : `${chart}/templates/`;
    const own = files.filter(({ path }) => path.startsWith(templates));
    const deployed = new Set(own.flatMap(({ path }) => draftsOfRunners.get(path)!.map(({ draft }) => draft)));
    const built = [...deployed].filter((draft) => [...draft.files].some(({ language }) => language === 'dockerfile'));
    const [draft, ...others] = built.length > 0 ? built : deployed;
    return others.length === 0 ? draft : undefined;
  }

  const names = namesOf([...drafts.values()]);
  const services = new Map([...drafts.values()].map((draft) => [draft, toService(draft, names.get(draft)!)]));
  return {
    services: [...services.values()].sort((a, b) => compare(a.name, b.name) || compare(a.files[0]!, b.files[0]!)),
    serviceOf({ file, path }) {
      const runner = draftsOfRunners.get(file)?.find((one) => path === one.path || path.startsWith(`${one.path}/`));
      const draft = runner?.draft ?? draftsOfFiles.get(file);
      return draft && services.get(draft);
    },
  };
}

interface Draft {
  readonly name: string;
  /** By which those of one name are told apart. */
  readonly folder: string;
  readonly files: Set<ServiceFile>;
  isCounted: boolean;
}

/** Those that share a name are told apart by the folder that they are built in, or stand in. */
function namesOf(drafts: readonly Draft[]): ReadonlyMap<Draft, string> {
  const counts = new Map<string, number>();
  for (const { name } of drafts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    drafts.map((draft) => [
      draft,
      counts.get(draft.name) === 1 ? draft.name : `${draft.name} in ${folderName(draft.folder)}`,
    ]),
  );
}

function toService({ files, isCounted }: Draft, name: string): Service {
  const rules = new Map<Rule['id'], FindingLevel>();
  for (const [rule, level] of [...files].flatMap((file) => [...file.rules])) {
    const known = rules.get(rule);
    if (!known || levels.indexOf(level) > levels.indexOf(known)) rules.set(rule, level);
  }
  return {
    name,
    files: [...files].map(({ path }) => path).sort(),
    rules: new Map([...rules].sort(([a], [b]) => compare(a, b))),
    isCounted,
  };
}

/** What it is called: by its own name, as long as that says something. */
const ownNameOf = ({ name }: Runner): string | undefined =>
  name !== undefined && /[^*\W]/.test(name) ? name : undefined;

/** Else by the folder that its image is built in, by its image, or by where it stands. */
function nameOf(runner: Runner, file: string, dockerfile: string | undefined): string {
  const folder = dockerfile === undefined ? '' : folderOf(dockerfile);
  const [image] = runner.images.flatMap((name) => lastPartOf(name) ?? []);
  return ownNameOf(runner) ?? (folder === '' ? (image ?? placeOf(runner, file)) : lastFolderOf(folder));
}

/** What tells those without a name of their own apart. */
const placeOf = ({ path, helps }: Runner, file: string): string =>
  helps === undefined ? `${file}: ${path}` : `${helps.file}: ${helps.path}`;

/**
 * The Dockerfile of a workload: what it says it is built from, or the only one in a folder that is named like its image:
 * `acme/shop-web` of the workload `web`, or of a chart somewhere in `web`, `acme/web`, and `acme/web-api` of `web/api`.
 */
function dockerfileFor(runner: Runner, file: string, dockerfiles: readonly string[]): string | undefined {
  if (runner.dockerfile !== undefined) return runner.dockerfile;
  for (const image of runner.images.flatMap((name) => lastPartOf(name) ?? [])) {
    const { name } = runner;
    const found =
      onlyOne(dockerfiles, image) ??
      (name !== undefined && isEndOf(name, image) ? onlyOne(dockerfiles, name) : undefined) ??
      alone(dockerfiles.filter((path) => folderOf(path).split('/').slice(-2).join('-') === image)) ??
      (ownNameOf(runner) === undefined
        ? alone(dockerfiles.filter((path) => isBuiltAbove(path, file, image)))
        : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The end of an image's name; undefined when a part of it is not known. */
function lastPartOf(image: string): string | undefined {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last === '' || last.includes(UNKNOWN) ? undefined : last;
}

const isEndOf = (name: string, image: string): boolean => image.endsWith(`-${name}`) || image.endsWith(`_${name}`);

/** Whether a Dockerfile's folder holds the file, and has a name that the image's ends with. */
const isBuiltAbove = (dockerfile: string, file: string, image: string): boolean =>
  file.startsWith(`${folderOf(dockerfile)}/`) && isEndOf(lastFolderOf(folderOf(dockerfile)), image);

const lastFolderOf = (folder: string): string => folder.slice(folder.lastIndexOf('/') + 1);

/** The only Dockerfile at or below folders of a name. One that is called just that goes before variants such as `Dockerfile.debug`. */
function onlyOne(dockerfiles: readonly string[], folder: string): string | undefined {
  const within = dockerfiles.filter((path) => folderOf(path).split('/').includes(folder));
  const directly = within.filter((path) => folderOf(path).split('/').at(-1) === folder);
  return directly.length > 0 ? alone(directly) : alone(within);
}

function alone(dockerfiles: readonly string[]): string | undefined {
  const plain = dockerfiles.filter((path) => /(?:^|\/)(?:Dockerfile|Containerfile)$/.test(path));
  const [first, ...others] = plain.length > 0 ? plain : dockerfiles;
  return others.length === 0 ? first : undefined;
}

const folderName = (folder: string): string => (folder === '' ? 'top folder' : folder);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
