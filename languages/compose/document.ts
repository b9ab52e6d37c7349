import type { Document, ParsedFile } from '../../core/document.ts';
import type { CommandStore } from '../commandStore.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import type { ComposeService } from './service.ts';

export interface ComposeFile extends ParsedFile {
  readonly language: 'compose';
  readonly documents: readonly YamlDocument[];
  readonly services: readonly ComposeService[];
  readonly commands: CommandStore;
}

export interface ComposeDocument extends Document {
  readonly language: 'compose';
  readonly file: ComposeFile;
  /** The services that this file writes, parts of services of other files among them. */
  readonly services: readonly ComposeService[];
  /**
   * All that is written of a service: here, in what it extends, in the other half of `compose.yaml` and
   * `compose.override.yaml`, and in the folder's other Compose files. Undefined when what it extends is not here.
   */
  readonly partsOf: (name: string) => readonly ComposeService[] | undefined;
}
