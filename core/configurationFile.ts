import type { Extension } from './extension.ts';
import { mergeSettings, type SettingOrigin, type Settings } from './setting.ts';
import type { Span } from './text.ts';

/** What one configuration file says itself. */
export interface ConfigurationFile {
  readonly extends: readonly { readonly to: Extension; readonly text: string; readonly span: Span }[];
  readonly settings: Settings;
  readonly ignore: readonly IgnoreGlob[];
  readonly overrides: readonly Override[];
}

/** A glob in `.gitignore` syntax. */
export interface IgnoreGlob {
  readonly glob: string;
  readonly origin: SettingOrigin;
}

export interface Override {
  /** Globs in `.gitignore` syntax. */
  readonly files: readonly string[];
  /** The last day on which it holds, `YYYY-MM-DD`, and where that is written. */
  readonly until: { readonly day: string; readonly span: Span } | undefined;
  readonly settings: Settings;
}

/** What a file and all that it extends say, merged. */
export interface Layer {
  readonly settings: Settings;
  readonly ignore: readonly Placed<readonly IgnoreGlob[]>[];
  readonly overrides: readonly Placed<Override>[];
}

/** Something with globs from the file at `path`; they are relative to `folder`. */
export interface Placed<T> {
  readonly path: string;
  readonly folder: string;
  readonly content: T;
}

/** Layers of which the later count more. */
export function mergeLayers(layers: readonly Layer[]): Layer {
  return {
    settings: mergeSettings(layers.map(({ settings }) => settings)),
    ignore: lastOfEach(layers.flatMap(({ ignore }) => ignore)),
    overrides: lastOfEach(layers.flatMap(({ overrides }) => overrides)),
  };
}

/** What comes twice, by two ways to the same file, has its effect where it comes last; without this, lists would double at every fork. */
const lastOfEach = <T>(list: readonly T[]): readonly T[] => [...new Set(list.toReversed())].reverse();

/** Whether an override still holds on a day, `YYYY-MM-DD`. */
export const holdsOn = ({ until }: Override, today: string): boolean => until === undefined || until.day >= today;
