import type { Document, ParsedFile } from '../../core/document.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import type { CommandStore } from './commandStore.ts';
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
}
