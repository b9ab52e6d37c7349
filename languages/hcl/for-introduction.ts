import { Code, codeAt, identifierEnd, isIdentifierStart, type Reader, report, skipBlanks, skipWord } from './reader.ts';
import type { HclExpression } from './syntax.ts';

/** `key, value in collection`, behind the `for` of an expression or a template directive, and the blanks after it. */
export function readForIntroduction(reader: Reader): { names: string[]; collection: HclExpression } {
  const names: string[] = [];
  readName(reader, names);
  if (codeAt(reader, 0) === Code.comma) {
    reader.position++;
    readName(reader, names);
  }
  if (!skipWord(reader, 'in')) report(reader, reader.position, reader.position, '`in` is missing');
  return { names, collection: reader.readExpression(reader) };
}

function readName(reader: Reader, names: string[]): void {
  skipBlanks(reader);
  const start = reader.position;
  if (!isIdentifierStart(reader.text, start)) {
    report(reader, start, start, 'a name is missing');
    return;
  }
  reader.position = identifierEnd(reader.text, start);
  names.push(reader.text.slice(start, reader.position));
  skipBlanks(reader);
}
