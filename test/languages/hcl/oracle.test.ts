import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readByOracle, readByUs } from './oracle.ts';

const folder = new URL('inputs/', import.meta.url);

test.each(readdirSync(folder))('%s is read as HashiCorp’s parser reads it', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  expect(readByUs(text)).toEqual(readByOracle(text));
  expect(readByUs(text) === undefined).toBe(name.startsWith('invalid-'));
});
