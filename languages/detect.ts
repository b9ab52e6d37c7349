import type { LanguageId } from '../core/document.ts';
import { isKubernetes } from './kubernetes/detect.ts';

/** What a file's path alone says: its language, or that only its text can tell. */
export type PathVerdict = LanguageId | 'yaml' | undefined;

/**
 * Judges a path (with `/`). Dockerfiles: `Dockerfile`, `Containerfile`, either with an extension, `*.Dockerfile`,
 * `*.dockerfile`. Terraform: `.tf`, `.tofu`. YAML and JSON need a look at their text.
 */
export function languageOfPath(path: string): PathVerdict {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (dockerfileName.test(name)) return /\.(?:dockerignore|md)$/i.test(name) ? undefined : 'dockerfile';
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (extension === 'tf' || extension === 'tofu') return 'terraform';
  return extension === 'yaml' || extension === 'yml' || extension === 'json' ? 'yaml' : undefined;
}

const dockerfileName = /^(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.(?:dockerfile|containerfile)$/i;

/** The language of a file, or undefined when it is none of ours. */
export function detectLanguage(path: string, text: string): LanguageId | undefined {
  const verdict = languageOfPath(path);
  if (verdict !== 'yaml') return verdict;
  return isKubernetes(text) ? 'kubernetes' : undefined;
}
