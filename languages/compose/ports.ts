import { toSource } from '../../core/embedded.ts';
import type { Port } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Span } from '../../core/text.ts';
import { removeEntries } from '../yaml/edit.ts';
import { get, type YamlItem, type YamlNode } from '../yaml/node.ts';
import type { ComposeService } from './service.ts';
import { contentSpan, resolve, type Scope } from './value.ts';

/**
 * The ports of a service: those of its containers that `ports` publishes, the machine's where it is another one, and
 * those of `expose` (https://docs.docker.com/reference/compose-file/services/#ports). One for each port of a small range.
 */
export function portsOf(scope: Scope, service: ComposeService): readonly Port[] {
  return [
    ...entriesOf(service, 'ports').flatMap((item) => toPorts(scope, service, 'ports', item)),
    ...entriesOf(service, 'expose').flatMap((item) => toPorts(scope, service, 'expose', item)),
  ];
}

function entriesOf(service: ComposeService, key: string): readonly YamlItem[] {
  const list = service.get(key);
  return list?.kind === 'sequence' ? list.items : [];
}

function toPorts(scope: Scope, service: ComposeService, key: 'ports' | 'expose', item: YamlItem): readonly Port[] {
  const ranges = item.value.kind === 'map' ? longRanges(scope, item.value) : shortRanges(scope, item.value);
  const removal = lazy(() =>
    // Whoever removes one port of a range keeps the others.
    ranges.every(({ ports }) => ports.length === 1)
      ? removeEntries(scope.source, service.node, new Set([item]))
      : undefined,
  );
  const seen = new Set<number>();
  return ranges.flatMap(({ ports, span }) =>
    ports.flatMap((port): Port[] => {
      if (seen.has(port)) return [];
      seen.add(port);
      const usage = key === 'ports' ? 'published' : 'expose';
      return [toPort({ port, usage, span, path: `${service.path}/${key}[${port}]` }, { removal })];
    }),
  );
}

const toPort = lazyProperties<Pick<Port, 'removal'>>('removal');

interface PortRange {
  readonly ports: readonly number[];
  readonly span: Span;
}

/** `[[address:]published:]target[/protocol]`, where both may be ranges. The target comes first. */
function shortRanges(scope: Scope, node: YamlNode): readonly PortRange[] {
  const value = resolve(scope, node)?.value;
  if (!value) return [];
  const ranges: PortRange[] = [];
  let end = value.text.replace(/\/\w*$/, '').length;
  for (let count = 0; count < 2 && end > 0; count++) {
    const start = value.text.lastIndexOf(':', end - 1) + 1;
    ranges.push({ ports: portNumbers(value.text.slice(start, end)), span: toSource(value, start, end) });
    end = start - 1;
  }
  return ranges;
}

function longRanges(scope: Scope, node: YamlNode): readonly PortRange[] {
  return ['target', 'published'].flatMap((key): PortRange[] => {
    const port = get(node, key);
    const value = resolve(scope, port)?.value;
    return port && value ? [{ ports: portNumbers(value.text), span: contentSpan(scope.source, port) }] : [];
  });
}

/** A wider range says nothing of any single port. */
const maxRange = 100;

function portNumbers(text: string): readonly number[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return [];
  const first = Number(match[1]);
  const count = Number(match[2] ?? first) - first + 1;
  return count > maxRange ? [] : Array.from({ length: Math.max(0, count) }, (_, index) => first + index);
}
