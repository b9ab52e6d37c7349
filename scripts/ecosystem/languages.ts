import { type LanguageId, languageIds } from '../../core/document.ts';
import { discover } from '../../host/discover.ts';
import { createConfigurationFinder } from '../../host/findConfiguration.ts';
import { createFolders } from '../../host/folders.ts';
import { nodeHost, withSlashes } from '../../host/node.ts';
import { relativePath } from '../../host/path.ts';
import { detectLanguage, languageOfPath } from '../../languages/detect.ts';
import { loadRules } from '../../rules/load.ts';

/** The files that the command line lints in a folder, called as it calls them, and their languages. */
export async function languagesIn(path: string): Promise<ReadonlyMap<string, LanguageId>> {
  const folder = withSlashes(path);
  const folders = createFolders(nodeHost, folder);
  const { files } = await discover([folder], {
    host: nodeHost,
    folders,
    configurationOf: createConfigurationFinder({ host: nodeHost, folders, loadRules: () => loadRules(languageIds) }),
    isCandidate: (name) => languageOfPath(name) !== undefined,
    toShown: (file) => relativePath(folder, file),
  });
  const languages = new Map<string, LanguageId>();
  for (const file of files) {
    const content = await nodeHost.readFile(file).catch(() => undefined);
    const language = content && detectLanguage(file, new TextDecoder().decode(content));
    if (language) languages.set(relativePath(folder, file), language);
  }
  return languages;
}
