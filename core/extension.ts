import { suggestion } from './nearest.ts';
import { type PresetName, presetNames } from './rule.ts';

/** What an entry of `extends` leads to. */
export type Extension =
  | { readonly kind: 'preset'; readonly name: PresetName }
  /** A path relative to the file with the entry. */
  | { readonly kind: 'file'; readonly path: string }
  /** A file in an npm package; `path` is relative to the package's folder. */
  | { readonly kind: 'package'; readonly name: string; readonly path: string }
  /** The configuration file in the repository's root. */
  | { readonly kind: 'root' };

/** Undefined for what leads nowhere. Absolute paths and addresses are refused: a configuration means the same on every machine. */
export function parseExtension(text: string): Extension | undefined {
  if (text === '//') return { kind: 'root' };
  const preset = presetNames.find((name) => text === `fixity:${name}`);
  if (preset) return { kind: 'preset', name: preset };
  const [, name, path = 'fixity.yaml'] = packagePattern.exec(text) ?? [];
  if (name !== undefined) return isData(path) && !leavesFolder(path) ? { kind: 'package', name, path } : undefined;
  return isData(text) && !absolutePattern.test(text) ? { kind: 'file', path: text } : undefined;
}

/** `; did you mean ...?` for an entry that leads nowhere. */
export function extensionSuggestion(text: string): string {
  const presets = presetNames.map((name) => `fixity:${name}`);
  const near = suggestion(text, presets) || suggestion(`fixity:${text}`, presets);
  return near || (packagePattern.test(`npm:${text}`) ? suggestion(`npm:${text}`, [`npm:${text}`]) : '');
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name: a name has no capitals, and `.` and `_` do not begin it. */
const packagePattern = /^npm:((?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*)(?:\/(.+))?$/;
/** Also a drive's letter, a scheme and a share of Windows. */
const absolutePattern = /^(?:[/\\]|[A-Za-z][\w+.-]*:)/;

const isData = (path: string): boolean => /\.(?:ya?ml|jsonc?)$/.test(path);
const leavesFolder = (path: string): boolean => path.split(/[/\\]/).includes('..');
