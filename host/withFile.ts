import type { Host } from './host.ts';

/** A host in which one file holds a text of ours, whatever it holds on disk. */
export function withFile(host: Host, path: string, text: string): Host {
  const content = new TextEncoder().encode(text);
  return {
    ...host,
    stat: async (asked) => (asked === path ? { kind: 'file', size: content.length } : host.stat(asked)),
    readFile: async (asked) => (asked === path ? content : host.readFile(asked)),
  };
}
