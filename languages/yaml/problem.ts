/** Clear words for the parser's error codes. */
export function describe(code: string, message: string): string {
  if (code === 'MISSING_CHAR' && /quote/.test(message)) return 'the quote is not closed';
  if (code === 'MISSING_CHAR' && /map keys need/.test(message)) return 'a key needs a `:` behind it';
  return words[code] ?? message;
}

const words: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'this alias has no name that can be used',
  BAD_DQ_ESCAPE: 'this escape is not known in a double-quoted string; write a backslash as `\\\\`',
  BAD_INDENT: 'this does not line up with the entries above it',
  BAD_SCALAR_START: 'text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a nested list or map cannot stand here; check the indentation, and quote text that holds `: `',
  BLOCK_IN_FLOW: 'entries in brackets cannot be written as a block',
  KEY_OVER_1024_CHARS: 'a key cannot be longer than 1024 characters',
  MULTILINE_IMPLICIT_KEY: 'a key stands on one line',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_TAGS: 'a value can have one tag only',
  TAB_AS_INDENT: 'indentation is made of spaces, not of tabs',
  UNEXPECTED_TOKEN: 'this is not expected here',
};
