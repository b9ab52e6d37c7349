import { describe, expect, it } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { applyEdits } from '../../../core/text.ts';
import type { DockerfileDocument, DockerfileFile } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';

function read(text: string): DockerfileDocument {
  const file = dockerfile.parse({ path: 'Dockerfile', text }) as DockerfileFile;
  return dockerfile.toDocument(file, createProject([file])) as DockerfileDocument;
}

/** `path text -> name version` of each image; an unknown part is `?`. */
function images(text: string): readonly string[] {
  return read(text).images.map(({ path, text: written, name, version }) => {
    const place = version.kind === 'tag' ? version.span && text.slice(version.span.start, version.span.end) : undefined;
    const tag = version.kind === 'tag' ? `${version.tag}${place === undefined ? '' : ` at ${place}`}` : version.kind;
    return `${path} ${written} -> ${name} ${tag}`.replaceAll('\uE000', '?');
  });
}

describe('images', () => {
  const cases: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
    ['base', 'FROM --platform=linux/amd64 node:22 AS a', ['stage:a/base node:22 -> node 22 at 22']],
    ['scratch is none', 'FROM scratch', []],
    ['an earlier stage is none', 'FROM a:1 AS Base\nFROM base', ['stage:Base/base a:1 -> a 1 at 1']],
    ['a later stage is one', 'FROM b\nFROM a:1 AS b', ['stage:0/base b -> b none', 'stage:b/base a:1 -> a 1 at 1']],
    ['ARG default', 'ARG A=a:1\nFROM $A', ['stage:0/base $A -> a 1 at 1']],
    ['ARG default in parts', 'ARG T=1\nFROM a:${T}-x', ['stage:0/base a:${T}-x -> a 1-x']],
    ['chain of ARGs', 'ARG T=1\nARG A="a:$T"\nFROM $A', ['stage:0/base $A -> a 1 at 1']],
    ['ARG without default', 'ARG T\nFROM a:$T', ['stage:0/base a:$T -> a unresolved']],
    ['default in place', 'ARG T\nFROM a:${T:-2}', ['stage:0/base a:${T:-2} -> a 2 at 2']],
    ['default over an empty value', 'ARG T=\nFROM a:${T:-2}', ['stage:0/base a:${T:-2} -> a 2 at 2']],
    ['an empty value is a value', 'ARG T=\nFROM a${T-b}', ['stage:0/base a${T-b} -> a none']],
    ['alternative', 'ARG T=x\nFROM a:${T:+2}', ['stage:0/base a:${T:+2} -> a 2 at 2']],
    ['what the platform sets', 'FROM a:${TARGETARCH:-b}', ['stage:0/base a:${TARGETARCH:-b} -> a unresolved']],
    ['a cut value', 'ARG T=v1\nFROM a:${T#v}', ['stage:0/base a:${T#v} -> a 1']],
    ['a cut value that is not known', 'ARG T\nFROM a:${T#v}', ['stage:0/base a:${T#v} -> a unresolved']],
    ['syntax below a shebang', '#!/x\n# syntax=a:1\nFROM scratch', ['syntax a:1 -> a 1 at 1']],
    ['partly unknown stage', 'FROM a:1 AS x-arm\nFROM x-$TARGETARCH', ['stage:x-arm/base a:1 -> a 1 at 1']],
    [
      'ARG of a stage is not seen by FROM',
      'FROM a:1\nARG T=2\nFROM b:$T',
      ['stage:0/base a:1 -> a 1 at 1', 'stage:1/base b:$T -> b unresolved'],
    ],
    ['COPY', 'FROM scratch\nCOPY --from=a:1 x y', ['stage:0/copy-from[0] a:1 -> a 1 at 1']],
    ['COPY from stages', 'FROM scratch AS s\nCOPY --from=S x y\nCOPY --from=0 x y', []],
    [
      'COPY expands nothing',
      'ARG A=a:1\nFROM scratch\nCOPY --from=$A x y',
      ['stage:0/copy-from[0] $A -> ? unresolved'],
    ],
    ['RUN', 'FROM scratch\nRUN --mount=type=bind,from=a:1,target=/x b', ['stage:0/mount-from[0] a:1 -> a 1 at 1']],
    [
      'frontend',
      '# syntax=docker/dockerfile:1\nFROM scratch',
      ['syntax docker/dockerfile:1 -> docker/dockerfile 1 at 1'],
    ],
    ['continued', 'FROM \\\n  a:1 \\\n  AS b', ['stage:b/base a:1 -> a 1 at 1']],
  ];
  it.each(cases)('%s', (_, text, expected) => expect(images(text)).toEqual(expected));

  const cuts: readonly (readonly [modified: string, expected: string])[] = [
    ['${V#*.}', '2.3-rc.1'],
    ['${V##*.}', '1'],
    ['${V%.*}', '1.2.3-rc'],
    ['${V%%.*}', '1'],
    ['${V%%-*}', '1.2.3'],
    ['${V#?.}', '2.3-rc.1'],
    ['${V#x}', '1.2.3-rc.1'],
    ['${V#}', '1.2.3-rc.1'],
    ['${V%-$R.?}', '1.2.3'],
    ['${V%"-rc.1"}', '1.2.3'],
    ['${V#\\*}', '1.2.3-rc.1'],
    ['${V#\\x}', '?'],
    ['${V#$T}', '?'],
    ['${V/./_}', '1_2.3-rc.1'],
    ['${V//./_}', '1_2_3-rc_1'],
    ['${V//.?/}', '1-rc'],
    ['${V/.*c/x}', '1x.1'],
    ['${V/-rc.*/}', '1.2.3'],
    ['${V//\\//_}', '1.2.3-rc.1'],
    ['${V//*/x}', '?'],
    ['${V//./$T}', '?'],
    ['${W//\\//_}', 'a_b_c'],
  ];
  it.each(cuts)('cuts as BuildKit does: %s', (modified, expected) => {
    const image = read(`ARG V=1.2.3-rc.1\nARG W=a/b/c\nARG R=rc\nARG T\nFROM x/${modified}`).images[0]!;
    expect(image.name.replaceAll('\uE000', '?')).toBe(`x/${expected}`);
  });

  it('names what it was resolved through, nearest first', () => {
    const text = 'ARG T=1\nARG A=a:$T\nFROM $A';
    const origins = read(text).images[0]!.origins.map(
      ({ name, span }) => `${name} ${text.slice(span.start, span.end)}`,
    );
    expect(origins).toEqual(['ARG A a:$T', 'ARG T 1']);
  });
});

describe('scripts', () => {
  const cases: readonly (readonly [what: string, instructions: string, expected: readonly string[]])[] = [
    ['shell form', 'RUN a b && c', ['RUN[0] build: a, c']],
    ['exec form', 'RUN ["a", "b c"]', ['RUN[0] build: a']],
    ['continued', 'RUN a && \\\n # c\n b', ['RUN[0] build: a, b']],
    ['heredoc', 'RUN <<EOF\na\nb\nEOF', ['RUN[0] build: a, b']],
    ['heredoc without tabs', 'RUN <<-EOF\n\ta\n\tEOF', ['RUN[0] build: a']],
    ['heredoc for a shell', 'RUN bash -e <<EOF\na\nEOF', ['RUN[0] build: bash, a']],
    ['heredoc for something else', 'RUN python3 <<EOF\na\nEOF', ['RUN[0] build: python3']],
    ['heredoc with a shell in #!', 'RUN <<EOF\n#!/usr/bin/env bash\na\nEOF', ['RUN[0] build: a']],
    ['heredoc with another interpreter', 'RUN <<EOF\n#!/usr/bin/env python3\na\nEOF', ['RUN[0] build: ']],
    ['PowerShell', 'SHELL ["powershell"]\nRUN a\nRUN ["b"]', ['RUN[0] build: ', 'RUN[1] build: b']],
    ['bash', 'SHELL ["/bin/bash", "-c"]\nRUN a', ['RUN[0] build: a']],
    ['SHELL is inherited', 'SHELL ["cmd"]\nFROM s\nRUN a', ['RUN[0] build: ']],
    ['trigger', 'ONBUILD RUN a', ['ONBUILD[0]/RUN build: a']],
    ['probe', 'HEALTHCHECK --retries=2 CMD a || b', ['HEALTHCHECK probe: a, b']],
    ['no probe', 'HEALTHCHECK NONE', []],
    ['the last one counts', 'CMD a\nCMD b', ['CMD boot: b']],
    ['both', 'ENTRYPOINT ["a"]\nCMD ["b"]', ['ENTRYPOINT boot: a', 'CMD boot: b']],
    ['a shell ENTRYPOINT hides CMD', 'ENTRYPOINT a\nCMD ["b"]', ['ENTRYPOINT boot: a']],
  ];
  it.each(cases)('%s', (_, instructions, expected) => {
    for (const lineEnd of ['\n', '\r\n']) {
      const text = `FROM a:1 AS s\n${instructions}\n`.replaceAll('\n', lineEnd);
      const scripts = read(text).scripts.map(({ path, phase, commands }) => {
        return `${path.slice(path.indexOf('/') + 1)} ${phase}: ${commands.map(({ name }) => name).join(', ')}`;
      });
      expect(scripts).toEqual(expected);
    }
  });

  const values: readonly (readonly [instructions: string, expected: readonly string[]])[] = [
    ['ENV V=1.2\nRUN a $V', ['a 1.2']],
    ['ENV V=1.2 W=3\nENV W=$V-$W\nRUN a ${W}', ['a 1.2-3']],
    ['ARG V=latest\nRUN a x==$V', ['a x==latest']],
    ['ARG G\nRUN a $G', ['a 7']],
    ['RUN a $G', ['a ?']],
    ['ARG V\nRUN a $V', ['a ?']],
    ['ARG V=\nRUN a $V', ['a ?']],
    ['ARG V=$TARGETARCH\nRUN a $V', ['a ?']],
    ['RUN a $V\nENV V=1', ['a ?']],
    ['ENV V=1\nRUN V=2; a $V', ['', 'a 2']],
    ['ENV P="b c"\nRUN a $P', ['a b c']],
    ['ENV V=1\nRUN <<E\na $V\nE', ['a 1']],
    ["ENV V=1\nRUN bash <<'E'\na $V\nE", ['bash', 'a 1']],
    ['ENV V=1\nRUN ["sh", "-c", "a $V"]', ['sh -c a $V', 'a 1']],
    ['ENV V=1\nRUN ["a", "$V"]', ['a $V']],
    ['ENV V=1\nONBUILD RUN a $V', ['a ?']],
    ['ARG V=1\nCMD a $V', ['a ?']],
    ['ENV V=1\nCMD a $V\nENV V=2', ['a 2']],
    ['ENV V=1\nHEALTHCHECK CMD a $V', ['a 1']],
    ['ENV V=1\nFROM s\nRUN a $V', ['a 1']],
    ['ENV V=1\nFROM b:1\nRUN a $V', ['a ?']],
  ];
  it.each(values)('sees variables: %j', (instructions, expected) => {
    const words = read(`ARG G=7\nFROM a:1 AS s\n${instructions}`).scripts.flatMap(({ commands }) =>
      commands.map((command) => command.words.map(({ value }) => value.replaceAll('\uE000', '?')).join(' ')),
    );
    expect(words).toEqual(expected);
  });

  it('runs nothing in a Windows image', () => {
    expect(read('FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN a').scripts[0]!.commands).toEqual([]);
  });

  it('is taken out with its lines', () => {
    const text = 'FROM a:1\n# why\nRUN a \\\n  && b\nUSER c\n';
    expect(applyEdits(text, read(text).scripts[0]!.removal!)).toBe('FROM a:1\n# why\nUSER c\n');
  });
});

describe('ports', () => {
  const cases: readonly (readonly [instructions: string, ports: readonly number[]])[] = [
    ['EXPOSE 22 80/tcp 53/UDP', [22, 80, 53]],
    ['EXPOSE 20-22', [20, 21, 22]],
    ['EXPOSE 1-65535', []],
    ['ARG P=22\nEXPOSE $P', [22]],
    ['ARG P\nEXPOSE $P', []],
    ['ARG P\nEXPOSE ${P:-22}', [22]],
    ['ENV P="22 80"\nEXPOSE $P', [22, 80]],
    ['ENV P 22\nEXPOSE $P/tcp', [22]],
    ['ENV P=22\nARG P\nEXPOSE $P', [22]],
    ['EXPOSE $HOME ssh 22:22', []],
    ['ENV P=22\nFROM s\nEXPOSE $P', [22]],
  ];
  it.each(cases)('%s', (instructions, ports) => {
    expect(read(`FROM a:1 AS s\n${instructions}`).ports.map(({ port }) => port)).toEqual(ports);
  });

  const removals: readonly (readonly [before: string, after: string | undefined])[] = [
    ['EXPOSE 22\nUSER a', 'USER a'],
    ['EXPOSE 22 80', 'EXPOSE 80'],
    ['EXPOSE 80 22 443', 'EXPOSE 80 443'],
    ['EXPOSE 80 \\\n  22 \\\n  443', 'EXPOSE 80 \\\n  443'],
    ['EXPOSE 80 \\\n  22', 'EXPOSE 80'],
    ['EXPOSE 80 \\\n  # ssh\n  22 \\\n  443\n', 'EXPOSE 80 \\\n  # ssh\n  443\n'],
    ['EXPOSE 80 \\\n  # ssh\n  22\nUSER a', 'EXPOSE 80\n  # ssh\nUSER a'],
    ['EXPOSE 80 \\\n  # ssh\n  22 443', 'EXPOSE 80 \\\n  # ssh\n  443'],
    ['EXPOSE 22-23', undefined],
    ['ENV P="22 80"\nEXPOSE $P', undefined],
  ];
  it.each(removals)('%j without 22', (before, after) => {
    for (const lineEnd of ['\n', '\r\n']) {
      const text = `FROM a:1\n${before}`.replaceAll('\n', lineEnd);
      const { removal } = read(text).ports.find(({ port }) => port === 22)!;
      expect(removal && applyEdits(text, removal)).toBe(after && `FROM a:1\n${after}`.replaceAll('\n', lineEnd));
    }
  });
});

describe('suppression line', () => {
  const cases: readonly (readonly [what: string, text: string, at: string, line: string | undefined])[] = [
    ['of an instruction', 'FROM a\nRUN b \\\n  && c\n', '&& c', 'RUN b'],
    ['of a heredoc', 'FROM a\nRUN <<E\nb\nE\n', 'b\nE', 'RUN <<E'],
    ['none at a directive', '# syntax=a\nFROM a\n', 'syntax', undefined],
    ['below a directive', '# syntax=a\nFROM a\n', 'FROM', 'FROM'],
    ['none before a byte order mark', '\uFEFFFROM a\n', 'FROM', undefined],
  ];
  it.each(cases)('%s', (_, text, at, line) => {
    const offset = read(text).suppressionLineAt(text.indexOf(at));
    expect(offset).toBe(line === undefined ? undefined : text.indexOf(line));
  });
});

describe('problems', () => {
  const cases: readonly (readonly [text: string, problems: readonly string[]])[] = [
    ['', []],
    ['ARG A\nFROM a', []],
    ['FROM a\nFOO b', ['FOO: `FOO` is not an instruction']],
    ['FROM a\nWORKDIR', ['WORKDIR: `WORKDIR` needs an argument']],
    ['FROM a\nCMD', []],
    ['FROM a b', ['FROM: `FROM` takes an image, or an image, `AS` and a name']],
    ['FROM a\nCOPY b', ['COPY: `COPY` needs a source and a destination']],
    ['FROM a\nENV b', ['ENV: `ENV` takes pairs such as `name=value`']],
    ['RUN a', ['RUN: `RUN` stands before the first `FROM`; only `ARG` may']],
    ['FROM a\nRUN <<E\nb', ['<<E: the heredoc never ends; a line with only `E` is missing']],
    ['# escape=x\nFROM a', ['x: `x` cannot be the escape character; it is \\ or a backquote']],
    ['FROM a \\\nRUN b', ['FROM: `FROM` is continued by `\\`, but another instruction follows; take the `\\` away']],
  ];
  it.each(cases)('%j', (text, problems) => {
    const found = read(text).file.problems.map(
      ({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`,
    );
    expect(found).toEqual(problems);
  });

  it('are few in text that is no Dockerfile', () => {
    expect(read('lorem ipsum\n'.repeat(1000)).file.problems).toHaveLength(20);
  });
});

describe('comments', () => {
  it('may stand behind a byte order mark', () => {
    const text = '\uFEFF# a\nFROM x\n';
    expect(read(text).file.comments).toEqual([{ span: { start: 1, end: 4 }, isOwnLine: true }]);
  });

  it('are those between and within instructions, not directives and heredocs', () => {
    const text = '# escape=\\\n# a\nFROM x\nRUN y \\\n  # b\n  z\nRUN <<E\n# no\nE\n';
    expect(read(text).file.comments.map(({ span }) => text.slice(span.start, span.end))).toEqual(['# a', '# b']);
  });
});
