import { describe, expect, it } from 'vitest';
import { defineRule } from '../../core/rule.ts';
import { run } from './harness.ts';

describe('fixity rules', () => {
  it('as a table', async () => {
    expect((await run({ args: ['rules'] })).stdout).toMatchInlineSnapshot(`
      "RULE               START  RECOMMENDED  STRICT   OPTIONS  LANGUAGES                        FINDS
      pinned/latest      off    error        error    -        dockerfile kubernetes terraform  The word :latest
      sealed/ssh         off    warning      error    -        dockerfile kubernetes terraform  The word ssh
      stateless/disk     off    info         warning  -        dockerfile kubernetes terraform  The word disk
      replaceable/quiet  off    off          info     -        dockerfile kubernetes terraform  The word quiet
      "
    `);
  });

  it('as JSON', async () => {
    const rules = JSON.parse((await run({ args: ['rules', '--format', 'json'] })).stdout) as readonly unknown[];
    expect(rules).toHaveLength(4);
    expect(rules[0]).toEqual({
      id: 'pinned/latest',
      title: 'The word :latest',
      level: { recommended: 'error' },
      presets: { start: 'off', recommended: 'error', strict: 'error' },
      options: [],
      languages: ['dockerfile', 'kubernetes', 'terraform'],
      since: '0.1.0',
      link: 'https://github.com/fixity-dev/fixity/blob/main/docs/rules/pinned/latest.md',
    });
  });
});

describe('fixity explain', () => {
  it('shows the page of a rule', async () => {
    expect((await run({ args: ['explain', 'pinned/latest'] })).stdout).toMatchInlineSnapshot(`
      "The word :latest

      pinned/latest · principle pinned: the same source always builds and deploys the same artifact

      - Level: off (start), error (recommended), error (strict)
      - Languages: Dockerfile, Kubernetes, Terraform
      - Since: 0.1.0

      Why

      The word :latest drifts.

      See the manual (https://example.com).

      Examples

      Found

          FROM :latest

          \`:latest\` is here; leave it out
            FROM :latest
                 ^^^^^^^
            fix (safe): Write :1.0
            fix (safe, needs a look-up): Pin to the digest

      After the first fix:

          FROM :1.0

      Left alone

          FROM a:1

      How to ignore it

      Write # fixity: ignore[pinned/latest] the reason on the line above, or turn the rule off in fixity.yaml:

          rules:
            pinned/latest: off

      https://github.com/fixity-dev/fixity/blob/main/docs/rules/pinned/latest.md
      "
    `);
  });

  it('in colour', async () => {
    const { stdout } = await run({ args: ['explain', 'sealed/ssh', '--color'] });
    expect(stdout).toContain('The word \u001b[36mssh\u001b[39m \u001b[1mdrifts\u001b[22m.');
  });

  it.each([
    [
      'keeps what stands in code as it is',
      'Names with `*`, such as `*-dev`, are *not* meant.',
      'Names with *, such as *-dev, are not meant.',
    ],
    [
      'takes code in a link for code',
      'See [`*` and more](https://example.com).',
      'See * and more (https://example.com).',
    ],
  ])('%s', async (_, why, shown) => {
    const rule = defineRule({
      id: 'pinned/stars',
      title: 'Stars',
      languages: ['dockerfile'],
      level: { recommended: 'info' },
      since: '0.1.0',
      why,
      examples: { bad: [], good: [] },
      *check() {},
    });
    const { stdout } = await run({ args: ['explain', 'pinned/stars'], rules: [rule] });
    expect(stdout).toContain(`\n${shown}\n`);
  });

  it('of a rule that does not exist', async () => {
    expect(await run({ args: ['explain', 'pined/latest'] })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'fixity: `pined/latest` is not a rule; did you mean `pinned/latest`?\n',
    });
  });
});
