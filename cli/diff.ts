import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** The difference of two texts of one file, as `git apply` and `patch -p1` take it; without `before` it is a new file. */
export function unifiedDiff(file: string, before: string | undefined, after: string): string {
  const old = before === undefined ? '/dev/null' : `a/${file}`;
  const patch = createTwoFilesPatch(old, `b/${file}`, before ?? '', after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch.endsWith('\n') ? patch : `${patch}\n`;
}
