import { lazyFor } from '../core/lazy.ts';
import type { ShellCommand, ShellWord } from '../core/script.ts';
import { type ManagerName, managers, type PackageManager } from './packages/managers.ts';
import { takesNextWord } from './shell/wrappers.ts';

/** A command of a package manager, of the system or of a language. */
export interface PackageCommand {
  readonly manager: ManagerName;
  readonly action: PackageAction;
  /** The word that names the action, which tells `npm ci` from `npm install`; undefined for one that is not named. */
  readonly verb: ShellWord | undefined;
  /** The packages named one by one. Empty for what installs by a list or lock file, and for an upgrade of all. */
  readonly packages: readonly NamedPackage[];
  /** Local files, folders and addresses given in place of names, and lists such as that of `pip install -r`. */
  readonly files: readonly ShellWord[];
  /** Of the files, the lists of packages. */
  readonly lists: readonly ShellWord[];
  /** The files that hold versions and name nothing to install, such as that of `pip install -c`. */
  readonly constraints: readonly ShellWord[];
  /** The options, as written, without the values that stand in a word of their own. */
  readonly flags: readonly string[];
}

/**
 * `update` refreshes the index of packages, `upgrade` brings installed ones to newer versions: all of them when neither
 * packages nor files are named. Dry runs and downloads without installing are `other`.
 */
export type PackageAction = 'install' | 'upgrade' | 'update' | 'remove' | 'other';

export interface NamedPackage {
  /** Without version, architecture and extras. */
  readonly name: string;
  /** The exact version asked for, as written. Ranges are none. */
  readonly version: string | undefined;
  /** What is asked for when several versions will do, as written: `>=1,<2`, `@^1.0`, `=1.2.*`. */
  readonly range: string | undefined;
  readonly word: ShellWord;
}

/** What a command does with packages; undefined when it is no package manager's. */
export function packageCommandOf(command: ShellCommand): PackageCommand | undefined {
  // Most commands are no package manager's, and to say so takes no longer than to look it up.
  return isPackageManager(command.name) ? readPackageCommand(command) : undefined;
}

/** Several rules ask the same of each command. */
const readPackageCommand = lazyFor((command: ShellCommand): PackageCommand | undefined => {
  const call = callOf(command.name, command.words);
  if (!call) return undefined;
  const { manager, words } = call;
  if (manager.name === 'pacman') return pacmanCommand(manager, words);

  const { operands, flags, values } = readArguments(manager, words.slice(1));
  const actionIndex = operands.findIndex(({ value }) => !isIgnored(manager, value));
  const verb = operands[actionIndex];
  const action = verb === undefined ? manager.bareAction : actionOf(manager, verb.value);
  // `bundle --version` asks for the manager's own version; `bundle add x --version 1` for that of a package.
  const isBareQuestion = verb === undefined && words.some(({ value }) => value === '--version' || value === '-v');
  const isInert =
    isBareQuestion || flags.some((flag) => manager.inert.some((option) => isGiven(option, flag, manager)));
  const said = { manager: manager.name, verb, flags };
  if (action === undefined || isInert) return { ...said, action: 'other', ...nothing };

  const named = actionIndex === -1 ? [] : operands.slice(actionIndex + 1);
  return { ...said, action, ...sortOperands(manager, named, values) };
});

interface Call {
  readonly manager: PackageManager;
  readonly words: readonly ShellWord[];
}

function callOf(name: string, words: readonly ShellWord[]): Call | undefined {
  if (/^python[\d.]*$/.test(name)) {
    const module = words.findIndex(({ value }) => value === '-m') + 1;
    const manager = module > 0 && words.slice(1, module).every(({ value }) => value.startsWith('-'));
    return manager ? callOf(words[module]?.value ?? '', words.slice(module)) : undefined;
  }
  if (name === 'uv' && words[1]?.value === 'pip') return callOf('pip', words.slice(1));
  const manager = managerOf(name);
  return manager && { manager, words };
}

/** The manager that a program is, also with a version behind its name: `pip3.12`. */
const managerOf = (name: string): PackageManager | undefined =>
  managers.get(name) ?? (endsWithDigit(name) ? managers.get(name.replace(/[\d.]+$/, '')) : undefined);

function endsWithDigit(name: string): boolean {
  const last = name.charCodeAt(name.length - 1);
  return last >= 48 && last <= 57;
}

/** Whether commands of a program may be those of a package manager. */
export const isPackageManager = (name: string): boolean =>
  managerOf(name) !== undefined || name === 'uv' || name.startsWith('python');

interface Arguments {
  readonly operands: readonly ShellWord[];
  readonly flags: readonly string[];
  readonly values: readonly OptionValue[];
}

interface OptionValue {
  readonly option: string;
  readonly word: ShellWord;
}

const nothing = { packages: [], files: [], lists: [], constraints: [] };

function readArguments(manager: PackageManager, words: readonly ShellWord[]): Arguments {
  const operands: ShellWord[] = [];
  const flags: string[] = [];
  const values: OptionValue[] = [];
  let areOptionsOver = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (areOptionsOver || !/^-./.test(word.value)) {
      operands.push(word);
    } else if (word.value === '--') {
      areOptionsOver = true;
    } else {
      flags.push(word.value);
      const takesNext = takesNextWord(word.value, manager.values);
      const [option, value] = takesNext
        ? [lastOption(word.value), words[++index]]
        : attachedValue(word, manager.values);
      if (value) values.push({ option, word: value });
    }
  }
  return { operands, flags, values };
}

/** The last option of a cluster such as `-qr`. */
const lastOption = (value: string): string => (value.startsWith('--') ? value : `-${value.at(-1)}`);

/** The option and value in a word such as `--version=1.2` or `-rrequirements.txt`. */
function attachedValue({ value, span }: ShellWord, values: readonly string[]): [string, ShellWord | undefined] {
  const equals = value.indexOf('=');
  if (value.startsWith('--')) {
    return equals === -1 ? [value, undefined] : [value.slice(0, equals), { span, value: value.slice(equals + 1) }];
  }
  const short = value.slice(0, 2);
  return values.includes(short) ? [short, { span, value: value.slice(2) }] : [value, undefined];
}

const isIgnored = (manager: PackageManager, operand: string): boolean =>
  manager.prefixes.includes(operand) || operand.startsWith('+');

function actionOf(manager: PackageManager, word: string): PackageAction | undefined {
  for (const action of ['install', 'upgrade', 'update', 'remove'] as const) {
    if (manager.actions[action].includes(word)) return action;
  }
  return undefined;
}

/** Whether an option is given by a flag, alone, with a value or in a cluster of letters. */
function isGiven(option: string, flag: string, { values }: PackageManager): boolean {
  if (option.startsWith('--')) return flag === option || flag.startsWith(`${option}=`);
  const hasValue = values.includes(flag.slice(0, 2));
  return option === flag || (!hasValue && /^-[A-Za-z]+$/.test(flag) && flag.includes(option[1]!));
}

function sortOperands(
  manager: PackageManager,
  operands: readonly ShellWord[],
  values: readonly OptionValue[],
): Pick<PackageCommand, 'packages' | 'files' | 'lists' | 'constraints'> {
  const valuesOf = (options: readonly string[]): readonly ShellWord[] =>
    values.filter(({ option }) => options.includes(option)).map(({ word }) => word);
  const lists = valuesOf(manager.listOptions);
  const files = [...valuesOf(manager.fileOptions)];
  const version = valuesOf(manager.versionOptions).at(-1)?.value;
  const packages: NamedPackage[] = [];
  for (const word of operands) {
    if (filePattern.test(word.value)) files.push(word);
    else packages.push(namedPackage(manager, word, version));
  }
  return { packages, files, lists, constraints: valuesOf(manager.constraintOptions) };
}

function namedPackage({ pattern }: PackageManager, word: ShellWord, versionOfAll: string | undefined): NamedPackage {
  const match = pattern.exec(word.value);
  const name = match?.[1] ?? word.value;
  const version = match?.[2] ?? versionOfAll;
  const asked = word.value
    .slice(word.value.indexOf(name) + name.length)
    .replace(/^\[[^\]]*\]|;.*$/gs, '')
    .trim();
  const isRange = version === undefined ? /[<>~^=|]/.test(asked) : /[<>~^*|]|(?:^|\.)[xX](?:\.|$)/.test(version);
  return { name, version, range: isRange ? asked || version : undefined, word };
}

// A path, an address, a file by its ending, or a path in a folder that only the run knows.
const filePattern =
  /^(?:\.{1,2}(?:[/[]|$)|\/|~\/|file:|git@|\uE000\/)|:\/\/|\.(?:deb|rpm|apk|whl|gem|txt|tgz|tar\.gz|zip|nupkg|crate|\w+proj|slnx?)$/;

/** pacman says what to do by an option: `-S` with the letters `y` (refresh) and `u` (upgrade). */
function pacmanCommand(manager: PackageManager, words: readonly ShellWord[]): PackageCommand {
  const { operands, flags } = readArguments(manager, words.slice(1));
  const letters = flags.filter((flag) => /^-[A-Za-z]/.test(flag)).join('');
  const has = (letter: string, long: string): boolean => letters.includes(letter) || flags.includes(long);
  const sorted = sortOperands(manager, operands, []);
  const call = { manager: manager.name, verb: undefined, flags, ...sorted };
  if (has('R', '--remove')) return { ...call, action: 'remove' };
  if (has('U', '--upgrade')) return { ...call, action: 'install' };
  const isQuery = /[sigpwlc]/.test(letters) || flags.some((flag) => manager.inert.includes(flag));
  if (!has('S', '--sync') || isQuery) return { ...call, ...nothing, action: 'other' };
  if (operands.length > 0) return { ...call, action: 'install' };
  if (has('u', '--sysupgrade')) return { ...call, action: 'upgrade' };
  return { ...call, action: has('y', '--refresh') ? 'update' : 'other' };
}
