import { type Document, parseDocument } from 'yaml';
import {
  type ConfigurableRules,
  type ConfigurationInput,
  configurationSchema,
  type RuleEntries,
  toBytes,
} from './configSchema.ts';
import type { ConfigurationFile } from './configurationFile.ts';
import { type ConfigurationProblem, spanAt, toProblems } from './configurationProblems.ts';
import { parseExtension } from './extension.ts';
import { matchesRule } from './rulePattern.ts';
import { type Setting, type SettingOrigin, toSettings } from './setting.ts';
import { lineStartsOf, positionAt } from './text.ts';

export interface ParsedConfiguration {
  /** With problems, what it says is left out but for what it extends, which may have problems too. */
  readonly file: ConfigurationFile;
  /** In order. */
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads the text of a configuration file, YAML or JSON with comments by its name. An empty file is valid. Reports all that is wrong. */
export function parseConfiguration(path: string, text: string, rules: ConfigurableRules): ParsedConfiguration {
  // JSON is YAML but for its comments, so that one parser gives the positions of both.
  const document = parseDocument(/\.jsonc?$/.test(path) ? blankComments(text) : text, {
    prettyErrors: false,
    logLevel: 'error',
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos: [start, end], code, message }) => {
      return { span: { start, end }, message: code === 'MULTIPLE_DOCS' ? multipleDocuments : message };
    });
    // One slip may be reported once for each collection that it leaves open.
    return invalid(problems.filter(({ span }, at) => at === 0 || span.start !== problems[at - 1]!.span.start));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return invalid([{ span: { start: 0, end: 0 }, message: `cannot be read: ${(error as Error).message}` }]);
  }
  // A schema of all rules takes longer to make than everything else here takes together.
  const written = JSON.stringify(value);
  const result = configurationSchema(rules.filter(({ id }) => written.includes(id))).safeParse(value);
  const extended = extensionsOf((value as { extends?: unknown }).extends, document);
  if (!result.success) {
    return invalid(
      result.error.issues.flatMap((issue) => toProblems(issue, document, value, rules)),
      extended,
    );
  }
  const source = { path, document, lineStarts: lineStartsOf(text), rules };
  return { file: { ...toFile(result.data, source), extends: extended }, problems: [] };
}

const multipleDocuments = 'a configuration is one YAML document; remove the second one, which begins here';

const invalid = (
  problems: readonly ConfigurationProblem[],
  extended: ConfigurationFile['extends'] = [],
): ParsedConfiguration => ({
  file: { extends: extended, settings: new Map(), ignore: [], overrides: [] },
  problems: [...problems].sort((a, b) => a.span.start - b.span.start),
});

/** Those entries that lead somewhere. */
function extensionsOf(value: unknown, document: Document): ConfigurationFile['extends'] {
  const entries = Array.isArray(value) ? value.map((entry, index) => [entry, String(index)]) : [[value]];
  return entries.flatMap(([text, ...index]) => {
    const to = typeof text === 'string' ? parseExtension(text) : undefined;
    return to ? [{ to, text, span: spanAt(document, ['extends', ...index], 'value') }] : [];
  });
}

interface Source {
  readonly path: string;
  readonly document: Document;
  readonly lineStarts: readonly number[];
  readonly rules: ConfigurableRules;
}

function toFile(input: ConfigurationInput, source: Source): Omit<ConfigurationFile, 'extends'> {
  const { files = {}, overrides = [] } = input;
  return {
    settings: toSettings([
      ...ruleSettings(input.rules ?? {}, ['rules'], source),
      ...(files.maxSize === undefined
        ? []
        : [
            {
              kind: 'max-file-size',
              value: toBytes(files.maxSize),
              origin: originOf(['files', 'maxSize'], source),
            } as const,
          ]),
    ]),
    ignore: (files.ignore ?? []).map((glob, index) => {
      return { glob, origin: originOf(['files', 'ignore', String(index)], source) };
    }),
    overrides: overrides.map((override, index) => {
      const place = ['overrides', String(index)];
      return {
        files: override.files,
        until:
          override.until === undefined
            ? undefined
            : { day: override.until, span: spanAt(source.document, [...place, 'until'], 'value') },
        settings: toSettings(ruleSettings(override.rules, [...place, 'rules'], source)),
      };
    }),
  };
}

/** What entries set, the widest first. */
function ruleSettings(entries: RuleEntries, place: readonly string[], source: Source): readonly Setting[] {
  const isWildcard = (pattern: string): number => (pattern.endsWith('*') ? 0 : 1);
  const widestFirst = Object.entries(entries).sort(([a], [b]) => isWildcard(a) - isWildcard(b) || a.length - b.length);
  return widestFirst.flatMap(([pattern, entry]) => {
    if (entry === undefined) return [];
    const at = [...place, pattern];
    const [value, levelPlace] = typeof entry === 'string' ? [entry, at] : [entry.level, [...at, 'level']];
    const options = typeof entry === 'string' ? {} : (entry.options ?? {});
    const matching = source.rules.filter(({ id }) => matchesRule(pattern, id));
    const origin = originOf(levelPlace, source);
    return [
      ...(value === undefined ? [] : matching.map(({ id }) => ({ kind: 'level', rule: id, value, origin }) as const)),
      ...Object.entries(options).map(([name, option]) => {
        const optionOrigin = originOf([...at, 'options', name], source);
        return { kind: 'option', rule: pattern, name, value: option, origin: optionOrigin } as const;
      }),
    ];
  });
}

function originOf(place: readonly string[], { path, document, lineStarts }: Source): SettingOrigin {
  return { kind: 'file', path, line: positionAt(lineStarts, spanAt(document, place, 'key').start).line + 1 };
}

/** JSON with comments, all that is in comments replaced by blanks so that offsets stay. */
function blankComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ' '),
  );
}
