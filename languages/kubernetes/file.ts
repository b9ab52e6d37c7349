import type { ParsedFile } from '../../core/document.ts';
import type { Facts } from '../../core/facts.ts';
import type { CommandStore } from '../commandStore.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import type { KubernetesObject } from './object.ts';

export interface KubernetesFile extends ParsedFile {
  readonly language: 'kubernetes';
  /** The YAML documents that were read; those that no rule asks about are left out. */
  readonly documents: readonly YamlDocument[];
  readonly objects: readonly KubernetesObject[];
  readonly facts: Facts;
  readonly commands: CommandStore;
}
