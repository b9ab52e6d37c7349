import { type Configuration, levelOf, optionsOf } from '../core/configuration.ts';
import type { Rule } from '../core/rule.ts';
import { levelKey, maxFileSizeKey, optionKey, presetKey, type SettingOrigin } from '../core/setting.ts';
import type { FoundConfiguration } from '../host/findConfiguration.ts';
import { createFolders } from '../host/folders.ts';
import { parentOf, relativePath, resolvePath } from '../host/path.ts';
import { type Engine, loadAllRules } from './engine.ts';
import { type ExitCode, exitCodes, usageError } from './exitCode.ts';
import { configurationFinder, describeError } from './givenConfiguration.ts';
import type { Io } from './io.ts';
import { createRuleSelection } from './ruleSelection.ts';

export interface ConfigPrintOptions {
  readonly origin?: boolean;
  readonly format: 'yaml' | 'json';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly config?: string;
}

/** `fixity config print FILE`: all that a file is linted with, whether it exists or not. */
export async function printConfiguration(
  file: string,
  options: ConfigPrintOptions,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  const { host, cwd } = io;
  const rules = await loadAllRules(engine);
  const toShown = (path: string): string => relativePath(cwd, path);
  const select = await createRuleSelection(engine, options.only ?? [], options.skip ?? []);
  const path = resolvePath(cwd, file);
  const isFolder = await host.stat(path).then(
    ({ kind }) => kind === 'directory',
    () => false,
  );
  if (isFolder) throw usageError(`${file} is a folder; name a file in it`);

  const search = { host, folders: createFolders(host, cwd), loadRules: async () => rules };
  const find = configurationFinder(options.config, cwd, search);
  const found = await find(parentOf(path));
  if (found.errors.length > 0) {
    for (const error of found.errors) io.stderr(`${describeError(error, toShown)}\n`);
    return exitCodes.failure;
  }
  const resolved = resolve(path, found, select, rules, toShown);
  io.stdout(options.format === 'json' ? toJson(resolved, options) : toYaml(resolved, options));
  return exitCodes.clean;
}

interface Value {
  readonly value: unknown;
  /** Where it comes from, for people. */
  readonly origin: string;
}

interface Resolved {
  readonly file: string;
  readonly source: string | undefined;
  readonly isIgnored: boolean;
  readonly preset: Value;
  readonly ignore: readonly Value[];
  readonly maxSize: Value;
  readonly rules: readonly {
    readonly id: string;
    readonly level: Value;
    readonly options: readonly (Value & { readonly name: string })[];
  }[];
}

function resolve(
  path: string,
  found: FoundConfiguration,
  select: (configuration: Configuration) => Configuration,
  rules: readonly Rule[],
  toShown: (path: string) => string,
): Resolved {
  const before = found.configurationOf(path);
  const configuration = select(before);
  const settings = found.settingsOf(path);
  const describe = (origin: SettingOrigin | undefined): string => describeOrigin(origin, toShown);
  return {
    file: toShown(path),
    source: found.source === undefined ? undefined : toShown(found.source),
    isIgnored: found.isIgnored(path),
    preset: { value: `fixity:${configuration.preset}`, origin: describe(settings.get(presetKey)?.origin) },
    ignore: found.ignore.map(({ glob, origin }) => ({ value: glob, origin: describe(origin) })),
    maxSize: { value: configuration.maxFileSize, origin: describe(settings.get(maxFileSizeKey)?.origin) },
    rules: rules.map((rule) => {
      const value = levelOf(rule, configuration);
      const isSelected = value !== levelOf(rule, before);
      return {
        id: rule.id,
        level: { value, origin: isSelected ? 'command line' : describe(settings.get(levelKey(rule.id))?.origin) },
        options: Object.entries(optionsOf(rule, configuration)).map(([name, option]) => {
          return { name, value: option, origin: describe(settings.get(optionKey(rule.id, name))?.origin) };
        }),
      };
    }),
  };
}

function describeOrigin(origin: SettingOrigin | undefined, toShown: (path: string) => string): string {
  if (!origin) return 'default';
  return origin.kind === 'preset' ? `fixity:${origin.name}` : `${toShown(origin.path)}:${origin.line}`;
}

/** A configuration again, with what is only known of one file in comments. */
function toYaml(
  { file, source, isIgnored, preset, ignore, maxSize, rules }: Resolved,
  options: ConfigPrintOptions,
): string {
  const entry = (start: string, { value, origin }: Value): string =>
    `${start} ${scalarOrList(value)}${options.origin ? ` # ${origin}` : ''}`;
  const lines = [
    `# ${file}, with ${source ?? 'the built-in defaults'}`,
    ...(isIgnored ? ['# It is not linted: `files.ignore` names it.'] : []),
    entry('extends:', preset),
    'files:',
    ...(ignore.length === 0 ? [] : ['  ignore:', ...ignore.map((glob) => entry('    -', glob))]),
    entry('  maxSize:', maxSize),
    'rules:',
    ...rules.flatMap((rule) =>
      rule.options.length === 0
        ? [entry(`  ${rule.id}:`, rule.level)]
        : [
            `  ${rule.id}:`,
            entry('    level:', rule.level),
            '    options:',
            ...rule.options.map((option) => entry(`      ${option.name}:`, option)),
          ],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** JSON is YAML, where words such as levels are written without quotes. */
const scalarOrList = (value: unknown): string =>
  typeof value === 'string' && /^(?!true$|false$|null$)[a-z]+$/.test(value) ? value : JSON.stringify(value);

function toJson(
  { file, source, isIgnored, preset, ignore, maxSize, rules }: Resolved,
  options: ConfigPrintOptions,
): string {
  const valuesOf = (entries: readonly (Value & { readonly name: string })[]): object =>
    Object.fromEntries(entries.map(({ name, value }) => [name, value]));
  const origins = [
    ['extends', preset.origin],
    ...ignore.map(({ origin }, index) => [`files.ignore.${index}`, origin]),
    [maxFileSizeKey, maxSize.origin],
    ...rules.flatMap(({ id, level, options: values }) => [
      [levelKey(id), level.origin],
      ...values.map(({ name, origin }) => [optionKey(id, name), origin]),
    ]),
  ];
  const printed = {
    file,
    source: source ?? null,
    isIgnored,
    extends: preset.value,
    files: { ignore: ignore.map(({ value }) => value), maxSize: maxSize.value },
    rules: Object.fromEntries(
      rules.map(({ id, level, options: values }) => [
        id,
        values.length === 0 ? level.value : { level: level.value, options: valuesOf(values) },
      ]),
    ),
    ...(options.origin && { origins: Object.fromEntries(origins) }),
  };
  return `${JSON.stringify(printed, undefined, 2)}\n`;
}
