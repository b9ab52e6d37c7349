import { defaultConfiguration } from '../core/configuration.ts';
import { type ConfigurationFile, type Layer, mergeLayers } from '../core/configurationFile.ts';
import { parseConfiguration } from '../core/parseConfiguration.ts';
import type { Rule } from '../core/rule.ts';
import { presetSettings } from '../core/setting.ts';
import { lineStartsOf, positionAt, type Span } from '../core/text.ts';
import { type Extending, locate, type Place, placeOf } from './extensions.ts';
import { nameOf, relativePath } from './path.ts';
import { readText } from './readText.ts';

/** What is wrong with one configuration file. `line` and `column` are 1-based. */
export interface ConfigurationError {
  /** Absolute path of the file. */
  readonly path: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A configuration file and all that it extends, merged. */
export interface ReadConfiguration {
  readonly layer: Layer;
  readonly errors: readonly ConfigurationError[];
  /** The texts of the files that were read, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads the configuration file at `path` and what it extends, in any depth: presets, files of the same repository, and packages
 * in the `node_modules` of its folder and those above, up to the repository's root. Only data is read, whatever else a
 * package holds, and nothing is fetched. All that is wrong in any of the files is reported, each thing once.
 */
export async function readConfiguration(
  path: string,
  rules: readonly Rule[],
  extending: Extending,
): Promise<ReadConfiguration> {
  const errors: ConfigurationError[] = [];
  const texts = new Map<string, string>();
  const files = new Map<string, ConfigurationFile>();
  const layers = new Map<string, Layer>();

  extending.onLookup(path);
  const layer = await layerOf([await placeOf(path, extending)], nameOf(path), (message) =>
    report(path, { start: 0, end: 0 }, message),
  );
  const order = [...texts.keys()];
  errors.sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path) || a.span.start - b.span.start);
  return { layer, errors, texts };

  function report(at: string, span: Span, message: string): void {
    const { line, column } = positionAt(lineStartsOf(texts.get(at) ?? ''), span.start);
    errors.push({ path: at, span, line: line + 1, column: column + 1, message });
  }

  /** The layer of the last of `chain`, in which each extends the next. `fail` is told why it cannot be read. */
  async function layerOf(chain: readonly Place[], text: string, fail: (message: string) => void): Promise<Layer> {
    const place = chain.at(-1)!;
    // A package's globs are relative to the folder of who extends it, so one file may be several layers.
    const key = `${place.path}\n${place.globFolder}`;
    const known = layers.get(key);
    if (known) return known;
    const file = files.get(place.path) ?? (await read(place.path, text, fail));
    files.set(place.path, file);

    const extended: Layer[] = [];
    for (const entry of file.extends) extended.push(await extendedLayer(entry, chain));
    const layer = mergeLayers([
      ...extended,
      {
        settings: file.settings,
        ignore: file.ignore.length > 0 ? [{ path: place.path, folder: place.globFolder, content: file.ignore }] : [],
        overrides: file.overrides.map((content) => ({ path: place.path, folder: place.globFolder, content })),
      },
    ]);
    layers.set(key, layer);
    return layer;
  }

  async function read(at: string, text: string, fail: (message: string) => void): Promise<ConfigurationFile> {
    const found = await readText(extending.host, at, text, defaultConfiguration.maxFileSize);
    if (found.kind === 'problem') {
      fail(found.problem.message);
      return emptyFile;
    }
    texts.set(at, found.text);
    const parsed = parseConfiguration(at, found.text, rules);
    for (const { span, message } of parsed.problems) report(at, span, message);
    return parsed.file;
  }

  async function extendedLayer(
    { to, text, span }: ConfigurationFile['extends'][number],
    chain: readonly Place[],
  ): Promise<Layer> {
    if (to.kind === 'preset') return { ...emptyLayer, settings: presetSettings(to.name, rules) };
    const from = chain.at(-1)!;
    const fail = (message: string): Layer => {
      report(from.path, span, message);
      return emptyLayer;
    };
    const located = await locate(to, text, from, extending);
    if (located.kind === 'missing') return fail(located.message);
    const { place } = located;
    const start = chain.findIndex(({ realPath }) => realPath === place.realPath);
    if (start === -1) return layerOf([...chain, place], text, fail);
    const circle = [...chain.slice(start), place].map((one) => relativePath(chain[0]!.roots.at(-1)!, one.path));
    return fail(`\`${text}\` leads back to where it came from: ${circle.join(' > ')}`);
  }
}

const emptyFile: ConfigurationFile = { extends: [], settings: new Map(), ignore: [], overrides: [] };
const emptyLayer: Layer = { settings: new Map(), ignore: [], overrides: [] };
