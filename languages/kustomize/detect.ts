import { folderOf } from '../../core/project.ts';
import { isTemplate } from '../kubernetes/detect.ts';

/** The names that kustomize looks for in a folder (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/). */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a path (with `/`) is that of a kustomization. */
export const isKustomizationPath = (path: string): boolean =>
  kustomizationNames.includes(path.slice(folderOf(path).length).replace('/', ''));

/** Whether a file is one by its text too, which is no manifest: not the source of a template, which is not YAML yet. */
export const isKustomization = (path: string, text: string): boolean =>
  isKustomizationPath(path) && !(text.includes('{{') && isTemplate(text));
