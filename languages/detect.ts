import type { LanguageId } from '../core/document.ts';
import { isCompose, isComposeName } from './compose/detect.ts';
import { isHelm, isInTemplates } from './helm/detect.ts';
import { isKubernetes } from './kubernetes/detect.ts';
import { isKustomization, isKustomizationPath } from './kustomize/detect.ts';
import { isAction, isGitlabInclude, isPipelinePath } from './pipeline/detect.ts';

/** What a file's path alone says: its language, or that only its text can tell. */
export type PathVerdict = LanguageId | 'yaml' | undefined;

/**
 * Judges a path (with `/`). Dockerfiles: `Dockerfile`, `Containerfile`, either with an extension, `*.Dockerfile`,
 * `*.dockerfile`. Terraform: `.tf`, `.tofu`, `.tfvars`, each with `.json` behind it too. Pipelines: `.github/workflows/*.yml`,
 * `.gitlab-ci.yml`. `kustomization.yaml`, `kustomization.yml`, `Kustomization` and other YAML and JSON need a look at their
 * text, as do `.tpl` files, which may be Helm's.
 */
export function languageOfPath(path: string): PathVerdict {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (dockerfileName.test(name)) return otherExtension.test(name) ? undefined : 'dockerfile';
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (/\.(?:tf|tofu|tfvars)\.json$/.test(name)) return 'terraform';
  if (['tf', 'tofu', 'tfvars'].includes(extension)) return 'terraform';
  if (isPipelinePath(path)) return 'pipeline';
  if (isKustomizationPath(path)) return 'yaml';
  return ['yaml', 'yml', 'json', 'tpl'].includes(extension) ? 'yaml' : undefined;
}

const dockerfileName = /^(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.(?:dockerfile|containerfile)$/i;

/** What `Dockerfile.*` is in truth when it is called so: its ignore file, a template of another tool, program text, notes. */
const otherExtension =
  /\.(?:dockerignore|containerignore|go|[cm]?[jt]sx?|py|rb|rs|java|kt|cs|php|sh|bash|ps1|md|rst|txt|html|ya?ml|json|toml|j2|jinja2?|erb|mustache|hbs|tmpl|tpl|template|in|log|patch|diff|orig|rej|bak|swp)$/i;

/** The language of a file, or undefined when it is none of ours. */
export function detectLanguage(path: string, text: string): LanguageId | undefined {
  const verdict = languageOfPath(path);
  if (verdict !== 'yaml') return verdict;
  if (isAction(path, text)) return 'pipeline';
  if (isComposeName(path.slice(path.lastIndexOf('/') + 1)) && isCompose(text)) return 'compose';
  if (isGitlabInclude(path, text)) return 'pipeline';
  if (isInTemplates(path) && isHelm(path, text)) return 'helm';
  if (path.endsWith('.tpl')) return undefined;
  if (isKubernetes(text)) return 'kubernetes';
  if (isHelm(path, text)) return 'helm';
  return isKustomization(path, text) ? 'kustomize' : undefined;
}

/** Whether a file may be of a language, as far as its path tells. */
export function mayBe(path: string, language: LanguageId): boolean {
  if (language === 'kustomize') return isKustomizationPath(path);
  if (language === 'compose') return isComposeName(path.slice(path.lastIndexOf('/') + 1));
  const verdict = languageOfPath(path);
  return verdict === language || verdict === 'yaml';
}

/**
 * Whether a file may change what files of a language mean although they do not refer to it: a kustomization that takes a
 * manifest in, a Terraform module that calls another. An editor looks for such files in its whole workspace.
 */
export function isIndexFile(path: string, language: LanguageId): boolean {
  switch (language) {
    case 'terraform':
      return languageOfPath(path) === 'terraform';
    case 'kubernetes':
    case 'kustomize':
      return isKustomizationPath(path);
    default:
      return false;
  }
}

/** Whether an index file may change what other files mean, as far as a short look at its text tells. */
export const mayChangeOthers = (text: string, language: LanguageId): boolean =>
  language !== 'terraform' || /\bsource\b["\s]*[=:]\s*"\.\.?["/\\]/.test(text);
