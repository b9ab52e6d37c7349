import type { SourceFile } from '../../../core/document.ts';
import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import { detectLanguage } from '../../../languages/detect.ts';
import type { TerraformDocument } from '../../../languages/terraform/document.ts';
import { terraform } from '../../../languages/terraform/language.ts';

/** The document of the first file, in one project with the others; those that are no Terraform are texts. */
export function read(text: string, others: Readonly<Record<string, string>> = {}): TerraformDocument {
  const sources = Object.entries(others).map(([path, other]) => ({ path, text: other }));
  const isTerraform = ({ path }: SourceFile) => detectLanguage(path, '') === 'terraform';
  const file = terraform.parse({ path: 'infra/main.tf', text });
  const parsed = sources.filter(isTerraform).map((source) => terraform.parse(source));
  const texts = sources.filter((source) => !isTerraform(source));
  return terraform.toDocument(file, createProject([file, ...parsed], texts)) as TerraformDocument;
}

/** What a span covers. */
export const cut = (text: string, { start, end }: Span): string => text.slice(start, end);
