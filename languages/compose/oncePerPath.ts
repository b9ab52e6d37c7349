import { lazyFor } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';

/** As `Project.once`, for what every service asks for: no key is made of several texts to find it. */
export function oncePerPath<T extends object>(make: (project: Project, path: string) => T) {
  const madeFor = lazyFor((_: Project) => new Map<string, T>());
  return (project: Project, path: string): T => {
    const made = madeFor(project);
    const known = made.get(path);
    if (known) return known;
    const value = make(project, path);
    made.set(path, value);
    return value;
  };
}
