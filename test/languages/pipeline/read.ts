import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import type { PipelineDocument } from '../../../languages/pipeline/document.ts';
import { pipeline } from '../../../languages/pipeline/language.ts';

/** A text as the only file of its project. */
export function read(path: string, text: string): PipelineDocument {
  const file = pipeline.parse({ path, text });
  return pipeline.toDocument(file, createProject([file])) as PipelineDocument;
}

export const github = (text: string): PipelineDocument => read('.github/workflows/build.yml', text);

export const gitlab = (text: string): PipelineDocument => read('.gitlab-ci.yml', text);

export const at = (text: string, { start, end }: Span): string => text.slice(start, end);
