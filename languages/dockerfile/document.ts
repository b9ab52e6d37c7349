import type { Document, ParsedFile, SourceFile } from '../../core/document.ts';
import type { EmbeddedText } from '../../core/embedded.ts';
import type { Origin, Place } from '../../core/facts.ts';
import type { LineStarts, Span } from '../../core/text.ts';
import type { Repository } from '../pipeline/repository.ts';
import type { CommandReader } from './commands.ts';

/** A Dockerfile as BuildKit's parser reads it: https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser */
export interface DockerfileFile extends ParsedFile {
  readonly language: 'dockerfile';
  readonly lineStarts: LineStarts;
  /** The character that continues a line and escapes another one. */
  readonly escapeCharacter: '\\' | '`';
  readonly directives: readonly Directive[];
  /** All instructions in order, unknown ones included. */
  readonly instructions: readonly Instruction[];
  /** The ARGs, and anything out of place, before the first FROM. */
  readonly preamble: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly commands: CommandReader;
  /** From how many earlier texts its instructions may have been taken. */
  readonly textsKept: number;
}

/** A Dockerfile with its facts. */
export interface DockerfileDocument extends Document {
  readonly language: 'dockerfile';
  readonly file: DockerfileFile;
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The COPY and ADD instructions that take something from the build context or from an address. */
  readonly transfers: readonly Transfer[];
  /** Computed when read; to be asked only of a file that copies its whole context, as nothing is looked up for others. */
  readonly ignoreFile: IgnoreFile;
  /** The repository that it is in, when that has pipelines. Computed when read. */
  readonly repository: Repository | undefined;
  /** What stands beside it and builds it by itself: an action of GitHub's, Cloud Build. Computed when read. */
  readonly ownBuilders: readonly SourceFile[];
}

/** A COPY or ADD; what it takes from another stage or image, and what heredocs write, is left out. `span` is that of the instruction. */
export interface Transfer extends Place {
  readonly keyword: 'COPY' | 'ADD';
  readonly instruction: Instruction;
  readonly sources: readonly TransferSource[];
}

export interface TransferSource {
  readonly span: Span;
  /** Variables expanded; parts that cannot be known are `UNKNOWN`. */
  readonly value: string;
  readonly origins: readonly Origin[];
}

/** What keeps files out of the build context. */
export type IgnoreFile = {
  /** Whether the Dockerfile, and the ignore file if there is one, stand at the root of a repository, with `.git`. */
  readonly isContextRepository: boolean;
} & (
  | {
      /** There is none, whichever folder at or above the Dockerfile is the context. */
      readonly kind: 'none';
      /** The lines of every `.gitignore` at and above the Dockerfile. */
      readonly gitIgnores: readonly string[];
    }
  | { readonly kind: 'found'; readonly file: SourceFile }
);

/** A parser directive such as `# syntax=docker/dockerfile:1`. Those repeated are left out. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  /** From `#` to the value's end. */
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Instruction {
  /**
   * The same instruction where it was read, when edits have moved it since; undefined where it stands. What is told by its own
   * text alone is kept for this.
   */
  readonly unmoved: Instruction | undefined;
  /** In upper case; any word when the instruction is unknown. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword, or a continuation character on a line before it, to the end of its last line, heredocs included, without the line end. */
  readonly span: Span;
  /** Its lines joined: without continuation characters, comments and blank lines between. Heredoc bodies are not in it. */
  readonly text: EmbeddedText;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, blanks around it taken off. */
  readonly arguments: EmbeddedText;
  /** Where `arguments` stand; where they would stand when there are none. */
  readonly argumentsSpan: Span;
  /** The decoded strings of the JSON form; undefined in the shell form and for instructions that have no JSON form. */
  readonly exec: readonly EmbeddedText[] | undefined;
  /** In the order of their bodies. */
  readonly heredocs: readonly Heredoc[];
  /** The instruction within: what ONBUILD triggers, and the CMD of HEALTHCHECK. Its heredocs are those of the outer one. */
  readonly inner: Instruction | undefined;
}

/** `--name=value` or `--name`. */
export interface Flag {
  readonly name: string;
  readonly span: Span;
  /** Without quotes and escapes, variables unexpanded; undefined without `=`. */
  readonly value: EmbeddedText | undefined;
}

/** One `<<WORD` of a RUN, COPY or ADD. */
export interface Heredoc {
  /** The word that ends the body, unquoted. */
  readonly name: string;
  /** The `<<WORD` in the instruction's text. */
  readonly start: number;
  readonly end: number;
  /** Whether it is `<<-`, which takes tabs off the start of each line. */
  readonly isTabStripped: boolean;
  /** The body's lines with their line ends, without the last line that ends it. */
  readonly body: Span;
  readonly isClosed: boolean;
  /** The line, from 0, after the one that ends it. */
  readonly nextLine: number;
}

export interface Stage {
  /** Its 0-based place among the stages, by which COPY may name it. */
  readonly index: number;
  /** In lower case, as BuildKit compares it. */
  readonly name: string | undefined;
  /** The name as written, or the index: how paths of findings call it. */
  readonly label: string;
  readonly from: Instruction;
  /** The first word of FROM, variables unexpanded. */
  readonly base: EmbeddedText;
  /** Those after FROM. */
  readonly instructions: readonly Instruction[];
}
