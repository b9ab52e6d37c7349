import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../core/text.ts';
import { parseHcl, parseHclTemplate } from '../../../languages/hcl/parse.ts';
import { templatePieces } from '../../../languages/hcl/template-pieces.ts';

const folder = new URL('inputs/', import.meta.url);
const inputs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const input = fc.constantFrom(...inputs);

/** Texts that begin well and go wrong: real files cut, spliced, and with marks put anywhere. */
const brokenText = fc.oneof(
  fc.tuple(input, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc
    .tuple(input, fc.nat(), input, fc.nat())
    .map(([a, cutA, b, cutB]) => a.slice(0, cutA % (a.length + 1)) + b.slice(cutB % (b.length + 1))),
  fc
    .tuple(
      input,
      fc.nat(),
      fc.constantFrom(...'{}[]()"$%\\\n\r~=:,.<-#/*', '${', '%{', '<<A\n', '<<-', '%{if', '\ue000', '😀'),
    )
    .map(([text, at, mark]) => text.slice(0, at % (text.length + 1)) + mark + text.slice(at % (text.length + 1))),
  fc
    .array(
      fc.constantFrom(
        'a',
        ' = ',
        '{',
        '}',
        '[',
        ']',
        '(',
        ')',
        '"',
        '${',
        '%{ if ',
        '%{ endif }',
        '}',
        '\n',
        '  ',
        '<<A\n',
        'A\n',
        '.',
        '*',
        ',',
        ':',
        '?',
        '=>',
        '...',
        'for x in y',
        '#',
        '/*',
        '"b"',
        '1',
        '!',
        '\\',
        '~',
      ),
    )
    .map((tokens) => tokens.join('')),
  fc.string({ unit: 'binary' }),
);

test('whatever the text, spans lie within it and within their parents, in order', () => {
  fc.assert(
    fc.property(brokenText, (text) => {
      const file = parseHcl(text);
      expectNested(file.body, { start: 0, end: text.length });
      for (const { span } of [...file.problems, ...file.comments]) expectWithin(span, { start: 0, end: text.length });
      expectDisjoint(file.comments.map(({ span }) => span));
      expectDisjoint(file.body.items.map(({ span }) => span));
    }),
    { numRuns: 1500 },
  );
});

test('pieces of templates come from the template, in order', () => {
  fc.assert(
    fc.property(brokenText, (text) => {
      walk(parseHcl(text).body, (node) => {
        if (node.kind !== 'template' && node.kind !== 'heredoc') return;
        const spans = templatePieces(node as never, text).map(({ span }) => span);
        for (const span of spans) expectWithin(span, node.span);
        expectDisjoint(spans);
      });
    }),
    { numRuns: 300 },
  );
});

interface Node {
  readonly kind?: string;
  readonly span: Span;
}

const childrenOf = (node: object): Node[] =>
  Object.entries(node)
    .filter(([key, value]) => typeof value === 'object' && value !== null && !/span$/i.test(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'span' in value);

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

function expectNested(node: Node, parent: Span): void {
  expectWithin(node.span, parent);
  for (const child of childrenOf(node)) expectNested(child, node.span);
}

function expectWithin(span: Span, parent: Span): void {
  if (span.start < parent.start || span.end > parent.end || span.start > span.end) {
    expect.fail(`${JSON.stringify(span)} is not within ${JSON.stringify(parent)}`);
  }
}

function expectDisjoint(spans: readonly Span[]): void {
  spans.slice(1).forEach((span, index) => {
    if (span.start < spans[index]!.end) expect.fail(`${JSON.stringify(span)} overlaps ${JSON.stringify(spans[index])}`);
  });
}

test('any text is read as a template file, and every place is in it', () => {
  fc.assert(
    fc.property(brokenText, (text) => {
      for (const { span } of templatePieces(parseHclTemplate(text), text)) {
        expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
