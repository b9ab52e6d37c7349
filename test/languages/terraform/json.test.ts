import { describe, expect, it } from 'vitest';
import { embed, UNKNOWN } from '../../../core/embedded.ts';
import { readJson } from '../../../languages/terraform/json.ts';
import { knownText, property, type Value } from '../../../languages/terraform/value.ts';
import { cut } from './read.ts';

const read = (json: string): Value => readJson(embed(json, { start: 0, end: json.length }), []);

/** The value as JavaScript has it; `?` for what is unknown or incomplete. */
function plain(value: Value | undefined): unknown {
  switch (value?.kind) {
    case 'string':
      return value.value.text;
    case 'number':
    case 'bool':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return [...value.items.map(plain), ...(value.isPartial ? ['?'] : [])];
    case 'object':
      return {
        ...Object.fromEntries(value.entries.map(({ key, value: entry }) => [key, plain(entry)])),
        ...(value.isPartial && { '?': '?' }),
      };
    default:
      return '?';
  }
}

describe('readJson', () => {
  it.each([
    '{}',
    '[]',
    '[1, -2.5e3, true, false, null, "a"]',
    ' { "a" : { "b" : [ "c" ] } } ',
    '["\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"]',
    '"a"',
  ])('reads %s as JSON.parse does', (json) => {
    expect(plain(read(json))).toEqual(JSON.parse(json));
  });

  it.each<[string, unknown]>([
    ['', '?'],
    ['nonsense', '?'],
    ['{"a": 1', { a: 1, '?': '?' }],
    ['{"a"', { '?': '?' }],
    ['{"a": }', { a: '?' }],
    ['{"a": 1, }', { a: 1 }],
    ['{a: 1}', { '?': '?' }],
    ['[1, 2', [1, 2, '?']],
    ['[1 2]', [1, '?']],
    ['["a', ['a', '?']],
    ['["a\\', ['a\\', '?']],
    [`{"a": ${UNKNOWN}, "b": 1}`, { a: '?', b: 1 }],
    [`{"${UNKNOWN}": 1, "b": 2}`, { b: 2, '?': '?' }],
    [`["a${UNKNOWN}"]`, [`a${UNKNOWN}`]],
    [`[${UNKNOWN}]`, ['?']],
  ])('keeps what it can of %s', (json, expected) => {
    expect(plain(read(json))).toEqual(expected);
  });

  it('is not lost in brackets', () => {
    expect(read('['.repeat(100_000)).kind).toBe('list');
    expect(read('{"a":'.repeat(100_000)).kind).toBe('object');
  });

  it('keeps places', () => {
    const json = '{ "image": "nginx:1", "list": [12] }';
    const value = read(json);
    expect(cut(json, property(value, 'image')!.span)).toBe('nginx:1');
    expect(cut(json, property(value, 'list')!.span)).toBe('[12]');
    expect(cut(json, value.span)).toBe(json);
  });

  it('maps around escapes', () => {
    const json = '"a\\tb"';
    const value = read(json);
    expect(knownText(value)).toBe('a\tb');
    expect(value.kind === 'string' && value.value.pieces.map(({ source }) => cut(json, source))).toEqual([
      'a',
      '\\t',
      'b',
    ]);
  });
});
