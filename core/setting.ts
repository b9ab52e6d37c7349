import { type Configuration, defaultConfiguration } from './configuration.ts';
import type { Level } from './finding.ts';
import { type PresetName, presetLevel, type Rule } from './rule.ts';

/** Where a value was written. `line` is 1-based. */
export type SettingOrigin =
  | { readonly kind: 'preset'; readonly name: PresetName }
  | { readonly kind: 'file'; readonly path: string; readonly line: number };

/** One value that a configuration gives. */
export type Setting = { readonly origin: SettingOrigin } & (
  | { readonly kind: 'preset'; readonly value: PresetName }
  | { readonly kind: 'level'; readonly rule: string; readonly value: Level }
  | { readonly kind: 'option'; readonly rule: string; readonly name: string; readonly value: unknown }
  /** In bytes. */
  | { readonly kind: 'max-file-size'; readonly value: number }
);

/** What is set, each by its key. Of two under one key the later counts, so that to merge is to concatenate. */
export type Settings = ReadonlyMap<string, Setting>;

export function toSettings(settings: readonly Setting[]): Settings {
  return new Map(settings.map((setting) => [keyOf(setting), setting]));
}

export const mergeSettings = (layers: readonly Settings[]): Settings => new Map(layers.flatMap((layer) => [...layer]));

export const levelKey = (rule: string): string => `${rule}.level`;
export const optionKey = (rule: string, name: string): string => `${rule}.options.${name}`;
export const presetKey = 'preset';
export const maxFileSizeKey = 'files.maxSize';

function keyOf(setting: Setting): string {
  switch (setting.kind) {
    case 'preset':
      return presetKey;
    case 'level':
      return levelKey(setting.rule);
    case 'option':
      return optionKey(setting.rule, setting.name);
    case 'max-file-size':
      return maxFileSizeKey;
  }
}

/** A preset is whole: it sets the level and every option of all rules, so that nothing of what came before shows through. */
export function presetSettings(preset: PresetName, rules: readonly Rule[]): Settings {
  const origin = { kind: 'preset', name: preset } as const;
  return toSettings([
    { kind: 'preset', value: preset, origin },
    ...rules.flatMap((rule): readonly Setting[] => [
      { kind: 'level', rule: rule.id, value: presetLevel(rule, preset), origin },
      ...Object.entries(rule.options ?? {}).map(([name, option]): Setting => {
        return {
          kind: 'option',
          rule: rule.id,
          name,
          value: rule.presetOptions?.[preset]?.[name] ?? option.default,
          origin,
        };
      }),
    ]),
  ]);
}

export function toConfiguration(source: string | undefined, settings: Settings): Configuration {
  const levels: Record<string, Level> = {};
  const options: Record<string, Record<string, unknown>> = {};
  let { preset, maxFileSize } = defaultConfiguration;
  for (const setting of settings.values()) {
    switch (setting.kind) {
      case 'preset':
        preset = setting.value;
        break;
      case 'level':
        levels[setting.rule] = setting.value;
        break;
      case 'option':
        options[setting.rule] = { ...options[setting.rule], [setting.name]: setting.value };
        break;
      case 'max-file-size':
        maxFileSize = setting.value;
    }
  }
  return { source, preset, levels, options, maxFileSize };
}
