import { stringList } from '../../core/options.ts';

/** An option that adds resource types to a table, each with the name of something it has: `acme_database.deletion_protection`. */
export const furtherTypesOption = (what: string) =>
  stringList([], `Further types of ${what}, a dot between them. A type may be named several times.`);

/** The names that are given for a type in such an option; undefined where it is not named. */
export function furtherNames(entries: readonly string[], type: string): readonly string[] | undefined {
  const names = entries.flatMap((entry) => {
    const [ofType, name] = entry.split('.');
    return ofType === type ? [name ?? ''] : [];
  });
  return names.length > 0 ? names.filter((name) => name !== '') : undefined;
}
