interface Disagreement {
  /** What we read instead. */
  readonly ours: readonly string[];
  /** Why that is right. */
  readonly reason: string;
}

/** Instructions that `dockerfile-ast` reads and we read otherwise, by input and its reading. BuildKit was asked in each case. */
export const disagreements: Readonly<Record<string, Readonly<Record<string, Disagreement>>>> = {
  'continuedAtEnd.Dockerfile': {
    'RUN 1-2 echo a': { ours: ['RUN 1-1 echo a'], reason: 'after the last line end there is no line' },
  },
  'escapedEscape.Dockerfile': {
    'RUN 1-2 echo a\\ RUN echo b': {
      ours: ['RUN 1-1 echo a\\\\', 'RUN 2-2 echo b'],
      reason: 'an escape character after another one continues nothing',
    },
  },
  'heredocContinued.Dockerfile': {
    'RUN 1-4 cat > /a <<EOF && echo done body EOF': {
      ours: ['RUN 1-4 cat > /a <<EOF && echo done body \\ EOF'],
      reason: 'in a heredoc, an escape character is a character',
    },
  },
  'json.Dockerfile': {
    'RUN 1-1 [ "sh" , "-c", "echo "a" u0041 t" ]': {
      ours: ['RUN 1-1 [ "sh" , "-c", "echo \\"a\\" \\u0041 \\t" ]'],
      reason: 'the escapes are those of JSON',
    },
  },
  'notHeredoc.Dockerfile': {
    'RUN 6-7 echo ${#a} <<EOF': {
      ours: ['RUN 6-6 echo ${#a} <<EOF'],
      reason: 'BuildKit looks for no heredoc in text with a substitution that it does not know',
    },
  },
  'openHeredoc.Dockerfile': {
    'RUN 1-6 <<EOF echo a COPY a b USER root': {
      ours: ['RUN 1-3 <<EOF echo a', 'COPY 4-4 a b', 'USER 5-5 root'],
      reason: 'BuildKit refuses the file; we go on at the next instruction',
    },
  },
};

/**
 * Inputs that `dockerfile-ast` reads otherwise in many places, for reasons such as those above: escapes that it takes off,
 * lone carriage returns, directives, names of heredocs. The goldens, which are BuildKit's word, decide there alone.
 */
export const leftToGoldens: ReadonlySet<string> = new Set([
  'argForms.Dockerfile',
  'carriageReturns.Dockerfile',
  'commentsInside.Dockerfile',
  'copyForms.Dockerfile',
  'directivesUnknown.Dockerfile',
  'entrypoints.Dockerfile',
  'envForms.Dockerfile',
  'envSpaces.Dockerfile',
  'escapeBackquote.Dockerfile',
  'escapeOnly.Dockerfile',
  'flagEscapes.Dockerfile',
  'heredocDirective.Dockerfile',
  'heredocNames.Dockerfile',
  'heredocNone.Dockerfile',
  'heredocRedirected.Dockerfile',
  'heredocSpaces.Dockerfile',
  'lineSeparators.Dockerfile',
  'runFlags.Dockerfile',
]);
