import type { LanguageId } from '../core/document.ts';
import type { Language } from '../core/language.ts';

/** Loads a language's parser. Lazily, because a run over Dockerfiles needs no YAML parser. */
export async function loadLanguage(id: LanguageId): Promise<Language> {
  switch (id) {
    case 'dockerfile':
      return (await import('./dockerfile/language.ts')).dockerfile;
    case 'compose':
      return (await import('./compose/language.ts')).compose;
    case 'kubernetes':
      return (await import('./kubernetes/language.ts')).kubernetes;
    case 'terraform':
      return (await import('./terraform/language.ts')).terraform;
    case 'kustomize':
      return (await import('./kustomize/language.ts')).kustomize;
    case 'helm':
      return (await import('./helm/language.ts')).helm;
    case 'pipeline':
      return (await import('./pipeline/language.ts')).pipeline;
  }
}
