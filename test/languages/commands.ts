import type { ShellCommand } from '../../core/script.ts';

/**
 * All that commands of a script say, others of them named by their place among them. Each is read by its name, as a spread does
 * not see those that are computed when they are read.
 */
export function allOf(commands: readonly ShellCommand[]) {
  const places = (list: readonly ShellCommand[]) => list.map((command) => commands.indexOf(command));
  return commands.map(({ span, name, words, wrappers, assignments, redirects, nested, pipeline, removal }) => {
    const inside = nested.map((one) => ({ ...one, commands: places(one.commands) }));
    const read = { span, name, words, wrappers, assignments, redirects, removal };
    return { ...read, pipeline: places(pipeline), nested: inside };
  });
}
