import type { Document, LanguageId } from '../../../core/document.ts';
import type { Language } from '../../../core/language.ts';
import { createProject } from '../../../core/project.ts';
import { detectLanguage } from '../../../languages/detect.ts';
import { loadLanguage } from '../../../languages/load.ts';

const languages: ReadonlyMap<LanguageId, Language> = new Map([
  ['kubernetes', await loadLanguage('kubernetes')],
  ['kustomize', await loadLanguage('kustomize')],
]);

/** The documents of files that see each other, by path. Files of no language are texts of the project. */
export function readProject(files: Readonly<Record<string, string>>): ReadonlyMap<string, Document> {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const languageOf = ({ path, text }: (typeof sources)[number]) => {
    const id = detectLanguage(path, text);
    return id && languages.get(id);
  };
  const parsed = sources.flatMap((source) => languageOf(source)?.parse(source) ?? []);
  const texts = sources.filter((source) => !languageOf(source));
  const project = createProject(parsed, texts);
  return new Map(parsed.map((file) => [file.path, languages.get(file.language)!.toDocument(file, project)]));
}

/** What each file's images are judged by: `path: text of the image`. */
export const imagesIn = (files: Readonly<Record<string, string>>): readonly string[] =>
  [...readProject(files)].flatMap(([path, { images }]) => images.map(({ text }) => `${path}: ${text}`));

/** A Deployment `web` of containers with a name and an image each. */
export const deployment = (...containers: readonly (readonly [name: string, image: string])[]): string =>
  [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: web',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    ...containers.map(([name, image]) => `        - {name: ${name}, image: "${image}"}`),
    '',
  ].join('\n');
