import type { Project } from '../../core/project.ts';

/** As `Project.once`, for what every service asks for: no key is made of several texts to find it. */
export function oncePerPath<T extends object>(make: (project: Project, path: string) => T) {
  const made = new WeakMap<Project, Map<string, T>>();
  return (project: Project, path: string): T => {
    const byPath = made.get(project) ?? new Map<string, T>();
    if (byPath.size === 0) made.set(project, byPath);
    const known = byPath.get(path);
    if (known) return known;
    const value = make(project, path);
    byPath.set(path, value);
    return value;
  };
}
