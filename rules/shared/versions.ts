import { UNKNOWN } from '../../core/embedded.ts';

/** Whether a version names the newest of something (`latest`, `next`, `main`) or a range (`^1.2`, `>=2`, `*`) in place of one release. What is not known counts as fixed. */
export const isMovingVersion = (version: string): boolean =>
  !version.includes(UNKNOWN) &&
  (version === '' || /^(?:[\^~<>*]|x$)|\|\|/.test(version) || channels.has(version.toLowerCase()));

/**
 * Whether a name of a branch, tag or commit is fixed: a commit, or a name with a digit, which is a tag for all that its
 * spelling tells. A name that is not known counts as fixed.
 */
export const isFixedReference = (reference: string): boolean =>
  reference.includes(UNKNOWN) || /\d/.test(reference) || reference === placeholder;

/** Whether a name is that of a full commit. */
export const isCommit = (reference: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(reference);

/** What a fix writes where a person must name a version. */
export const placeholder = 'VERSION';

const channels: ReadonlySet<string> = new Set([
  ...[
    'latest',
    'newest',
    'next',
    'current',
    'stable',
    'lts',
    'edge',
    'canary',
    'nightly',
    'snapshot',
    'upgrade',
    'patch',
  ],
  ...['alpha', 'beta', 'rc', 'pre', 'prerelease', 'preview', 'dev', 'develop', 'experimental', 'insiders'],
  ...['main', 'master', 'trunk', 'head', 'tip'],
]);
