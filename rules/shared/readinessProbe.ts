import { isKnown } from '../../core/embedded.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asString, get, type YamlMap, type YamlNode } from '../../languages/yaml/node.ts';
import type { WrittenMap } from '../../languages/yaml/write.ts';

/** What keeps pods running; those of a Job end, and nobody waits for them to be ready. */
export const servedKinds: ReadonlySet<string> = new Set([
  ...['DaemonSet', 'Deployment', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'],
]);

/** A port that a container declares, as a probe may call it. */
export interface DeclaredPort {
  /** That of its entry in `ports`. */
  readonly span: Span;
  readonly node: YamlNode;
  readonly number: string | undefined;
  readonly name: string | undefined;
}

/** The ports over TCP that a container declares; none where a template may write others. */
export function tcpPorts(container: YamlMap): readonly DeclaredPort[] {
  const ports = get(container, 'ports');
  if (mayHoldMore(ports)) return [];
  return (ports?.kind === 'sequence' ? ports.items : []).flatMap(({ value, span }) => {
    const node = get(value, 'containerPort');
    if (!node || (asString(get(value, 'protocol')) ?? 'TCP') !== 'TCP') return [];
    const number = asString(node) ?? '';
    return [{ span, node, number: /^\d+$/.test(number) ? number : undefined, name: asString(get(value, 'name')) }];
  });
}

/** Whether a port is there for others than those who watch the container. */
export const isForOthers = ({ name = '' }: DeclaredPort): boolean => !/metric|prom|debug|admin/i.test(name);

/** What a probe says of a port: its name, which stays the same when the number changes, else its number; undefined when neither is known. */
export const portInProbe = ({ name = '', number }: DeclaredPort): string | undefined =>
  isPortName.test(name) && !isBoolean.test(name) ? name : number;

/** Whether HTTP is spoken on a port, by its name, or by its number where it has no name. */
export const speaksHttp = ({ name, number }: DeclaredPort): boolean =>
  name === undefined || !isKnown(name) ? httpPorts.has(number ?? '') : /^(?:http|web|ui|rest|api)(?:$|-)/.test(name);

/** The edits that let a container be asked whether it is ready. */
export const addReadinessProbe = (
  text: string,
  container: YamlMap,
  question: WrittenMap,
): readonly TextEdit[] | undefined => insertEntry(text, container, ['readinessProbe'], question, ['name', 'image']);

/** https://www.rfc-editor.org/rfc/rfc6335#section-5.1 */
const isPortName = /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Words that YAML 1.1 takes for a boolean, or for a number. */
const isBoolean = /^(?:y|n|yes|no|on|off|true|false|null|\d+e\d+|0x[\da-f]+)$/;

/** Those that servers of HTTP listen on when nothing else is said. */
const httpPorts: ReadonlySet<string> = new Set([
  ...['80', '3000', '3001', '4000', '4200', '5000', '8000', '8008', '8080', '8081', '8088', '8888'],
]);
