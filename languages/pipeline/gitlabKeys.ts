/** The keys at the top that are no jobs (https://docs.gitlab.com/ci/yaml/#global-keywords). */
export const globalKeys: ReadonlySet<string> = new Set([
  'after_script',
  'before_script',
  'cache',
  'image',
  'include',
  'services',
  'spec',
  'stages',
  'types',
  'variables',
  'workflow',
]);
