import type { Log, Notification, Region, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import type { FileChange, Finding, FindingLevel, Fix, Problem } from '../../core/finding.ts';
import { changesOf } from '../../core/fix.ts';
import { type Rule, ruleLink } from '../../core/rule.ts';
import type { Span } from '../../core/text.ts';
import { createLocate, type Locate, type Report } from './report.ts';

/** SARIF 2.1.0, for code scanning services. */
export function sarif(report: Report): string {
  const locate = createLocate(report);
  const reported = new Set(report.findings.map(({ rule }) => rule));
  const rules = report.rules.filter(({ id }) => reported.has(id));
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Fixity',
            version: report.version,
            semanticVersion: report.version,
            informationUri: 'https://github.com/fixity-dev/fixity',
            rules: rules.map(toDescriptor),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.problems.every(({ kind }) => kind !== 'internal-error'),
            toolExecutionNotifications: report.problems.map((problem) => toNotification(problem, report, locate)),
          },
        ],
        results: toResults(report, rules, locate),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toDescriptor({ id, title, why, level }: Rule): ReportingDescriptor {
  const link = ruleLink(id);
  return {
    id,
    name: id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: `${why.trim()}\n\n${link}`, markdown: `${why.trim()}\n\n[Documentation](${link})` },
    helpUri: link,
    defaultConfiguration:
      level.recommended === 'off' ? { enabled: false } : { enabled: true, level: toLevel(level.recommended) },
    properties: { tags: [id.slice(0, id.indexOf('/')), 'immutable-infrastructure'] },
  };
}

const toLevel = (level: FindingLevel): 'error' | 'warning' | 'note' => (level === 'info' ? 'note' : level);

function toResults({ findings, texts }: Report, rules: readonly Rule[], locate: Locate): Result[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { rule, level, message, file, span, path, state, fixes, related } = finding;
    const text = texts.get(file)!;
    const key = [rule, file, path, text.slice(span.start, span.end)].join('\0');
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return {
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: toLevel(level),
      message: { text: message },
      locations: [{ ...toLocation(file, span, locate), logicalLocations: [{ fullyQualifiedName: path }] }],
      ...(related.length > 0
        ? {
            relatedLocations: related.map((place, id) => ({
              id,
              ...toLocation(place.file, place.span, locate),
              message: { text: place.message },
            })),
          }
        : {}),
      // Lines move with every edit above; equal findings in one place are told apart by their order.
      partialFingerprints: { 'fixityFinding/v1': `${hash(key)}:${occurrence}` },
      ...(fixes.length > 0 ? { fixes: fixes.map((fix) => toFix(fix, finding, locate)) } : {}),
      // An empty list says that suppressions were looked for, so that readers treat all results alike.
      suppressions: state === 'active' ? [] : [{ kind: state === 'suppressed' ? 'inSource' : 'external' }],
    };
  });
}

const toFix = (fix: Fix, { file }: Finding, locate: Locate) => ({
  description: { text: fix.title },
  artifactChanges: changesOf(fix, file).map((change) => ({
    artifactLocation: toArtifact(change.file),
    replacements: change.kind === 'create' ? [insertionAtStart(change.text)] : toReplacements(change, locate),
  })),
  properties: { safety: fix.safety },
});

/** SARIF has no word for a new file: it is one that was empty. */
const insertionAtStart = (text: string) => ({
  deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  insertedContent: { text },
});

const toReplacements = ({ file, edits }: Extract<FileChange, { kind: 'edit' }>, locate: Locate) =>
  edits.map(({ span, newText }) => ({
    deletedRegion: toRegion(file, span, locate),
    insertedContent: { text: newText },
  }));

function toNotification({ kind, message, file, span }: Problem, { texts }: Report, locate: Locate): Notification {
  const location =
    span && texts.has(file)
      ? toLocation(file, span, locate)
      : { physicalLocation: { artifactLocation: toArtifact(file) } };
  return {
    level: kind === 'internal-error' ? 'error' : 'warning',
    message: { text: message },
    locations: [location],
    descriptor: { id: kind },
  };
}

const toLocation = (file: string, span: Span, locate: Locate): SarifLocation => ({
  physicalLocation: { artifactLocation: toArtifact(file), region: toRegion(file, span, locate) },
});

const toArtifact = (file: string) => ({
  uri: file.split('/').map(encodeURIComponent).join('/'),
  uriBaseId: '%SRCROOT%',
});

function toRegion(file: string, span: Span, locate: Locate): Region {
  const { line, column, endLine, endColumn } = locate(file, span);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** 64 bits of FNV-1a over UTF-16 code units, in hex: to tell findings apart, not to keep secrets. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, '0');
}
