// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell
import { describe, expect, test } from 'vitest';
import { embed, UNKNOWN } from '../../../core/embedded.ts';
import { downloadOf, interpreterOf } from '../../../languages/downloads.ts';
import { parseShell } from '../../../languages/shell/shell.ts';

const firstCommand = (text: string) => parseShell(embed(text, { start: 0, end: text.length }), text)[0]!;

describe('a download', () => {
  test.each([
    ['curl -fsSL https://host/a', 'https://host/a stdout'],
    ['curl -sSfLo a https://host/a', 'https://host/a file a'],
    ['curl -fsSLO https://host/a', 'https://host/a file'],
    ['curl --remote-name https://host/a', 'https://host/a file'],
    ['curl --output=a https://host/a', 'https://host/a file a'],
    ['curl -oa https://host/a', 'https://host/a file a'],
    ['curl -o - https://host/a', 'https://host/a stdout'],
    ['curl -H "X: y" -u me:secret --retry 3 https://host/a', 'https://host/a stdout'],
    ['curl -XPOST -d @body host/a', 'host/a stdout'],
    ['curl --url https://host/a', 'https://host/a stdout'],
    ['curl --data a=b --retry 3 host', 'host stdout'],
    ['curl "$URL"', '? stdout'],
    ['curl https://host/a > b', 'https://host/a file b'],
    ['curl https://host/a 2> /dev/null', 'https://host/a stdout'],
    ['curl -K config', 'undefined stdout'],
    ['wget https://host/a', 'https://host/a file'],
    ['wget -qO- https://host/a', 'https://host/a stdout'],
    ['wget -q -O - https://host/a', 'https://host/a stdout'],
    ['wget -nv --output-document=- https://host/a', 'https://host/a stdout'],
    ['wget -O a https://host/a', 'https://host/a file a'],
    ['wget -qO /dev/stdout https://host/a', 'https://host/a stdout'],
    ['wget -P /tmp https://host/a', 'https://host/a file'],
    ['fetch -o - https://host/a', 'https://host/a stdout'],
    ['fetch https://host/a', 'https://host/a file'],
  ])('%s', (text, expected) => {
    const { url, output, file } = downloadOf(firstCommand(text))!;
    expect([url?.value, output, ...(file ? [file.value] : [])].join(' ')).toBe(
      expected.replace('undefined ', ' ').replaceAll('?', UNKNOWN),
    );
  });

  test('is made by nothing else', () => {
    expect(downloadOf(firstCommand('echo curl https://host/a'))).toBeUndefined();
  });
});

describe('the interpreter of standard input', () => {
  test.each([
    ['sh', 'sh'],
    ['sudo -E bash -', 'bash'],
    ['bash -s -- --yes', 'bash'],
    ['bash -es stable', 'bash'],
    ['bash -o pipefail', 'bash'],
    ['bash -ex', 'bash'],
    ['sh /dev/stdin --yes', 'sh'],
    ['zsh --login', 'zsh'],
    ['env X=1 sh', 'sh'],
    ['. /dev/stdin', 'sh'],
    ['python3 -', 'python3'],
    ['python3.11 -u', 'python3.11'],
    ['perl', 'perl'],
    ['node -r ./a.js -', 'node'],
    ['bash install.sh', undefined],
    ['bash -c "a"', undefined],
    ['bash -ec "a" -s', undefined],
    ['bash <(a)', undefined],
    ['xargs sh', undefined],
    ['python3 -m json.tool', undefined],
    ["python3 -c 'a'", undefined],
    ['python3 a.py -', undefined],
    ["perl -pe 's/a/b/'", undefined],
    ["node -e 'a'", undefined],
    ['tar -xz', undefined],
    ['tee a', undefined],
    ['$X', undefined],
  ])('%s', (text, expected) => {
    expect(interpreterOf(firstCommand(text))).toBe(expected);
  });
});
