import type { Document, ParsedFile } from '../../core/document.ts';
import type { EmbeddedText } from '../../core/embedded.ts';
import type { ImageReference, Origin, Place } from '../../core/facts.ts';
import type { Script, ShellWord } from '../../core/script.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import type { Repository } from './repository.ts';

/** A workflow or an action of GitHub Actions, or a file of GitLab CI. */
export interface PipelineFile extends ParsedFile {
  readonly language: 'pipeline';
  readonly system: 'github' | 'gitlab';
  readonly documents: readonly YamlDocument[];
  readonly jobs: readonly PipelineJob[];
}

export interface PipelineDocument extends Document {
  readonly language: 'pipeline';
  readonly file: PipelineFile;
  /** Of GitLab, each with the steps of the pipeline that the file is part of: those that it extends, and those for all jobs. */
  readonly jobs: readonly PipelineJob[];
  /** That it is a pipeline of; undefined for an action, which may be anyone's. Computed when read. */
  readonly repository: Repository | undefined;
}

/**
 * A job; `path` is such as `jobs/build`, and `span` that of its key. What an action runs is one job. What stands above
 * GitLab's jobs (`default:`, a script for all) is a `template`, as are the jobs that it hides by a dot.
 */
export interface PipelineJob extends Place {
  readonly kind: 'job' | 'template';
  readonly name: string;
  /** The jobs that it waits for, as far as they are named. */
  readonly needs: readonly string[];
  /** GitLab's stage, when the job itself names one. */
  readonly stage: string | undefined;
  readonly steps: readonly PipelineStep[];
  /** The images that it and its services run in, and those that its steps use. */
  readonly images: readonly ImageReference[];
  /** The value at a path of keys and indexes. */
  get(...path: readonly (string | number)[]): YamlNode | undefined;
}

/** A step of GitHub's, or one command of GitLab's. */
export interface PipelineStep extends Place {
  /** The action that it uses, as written: `docker/build-push-action@v6`. */
  readonly uses: string | undefined;
  /** What the action is given: `with`. */
  readonly inputs: YamlNode | undefined;
  /** One of them as a text, with what the file says of `env` put in and `UNKNOWN` for what the run decides. */
  input(name: string): EmbeddedText | undefined;
  readonly script: Script | undefined;
  /** Where it stands when that is another file, from which the place at `span` brings it here. */
  readonly origins?: readonly Origin[];
  /** What it does about images. Computed when read. */
  readonly imageWork: readonly ImageWork[];
}

/** What a step does about an image: builds it, gives it a name, pushes it. `span` is that of the command or of the step. */
export interface ImageWork extends Place {
  readonly isBuilt: boolean;
  /** `maybe` when that hangs on what only the run knows. */
  readonly isPushed: 'yes' | 'no' | 'maybe';
  /** The names that it gets, or is pushed by, `UNKNOWN` where only the run knows; empty when none is said here. */
  readonly names: readonly ShellWord[];
  /** What it is built from, as it is said here. */
  readonly context: string | undefined;
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
}
