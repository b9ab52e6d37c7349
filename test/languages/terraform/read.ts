import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import type { TerraformDocument } from '../../../languages/terraform/document.ts';
import { terraform } from '../../../languages/terraform/language.ts';

/** The document of the first file, in one folder with the others. */
export function read(text: string, others: Readonly<Record<string, string>> = {}): TerraformDocument {
  const file = terraform.parse({ path: 'infra/main.tf', text });
  const siblings = Object.entries(others).map(([path, other]) => terraform.parse({ path, text: other }));
  return terraform.toDocument(file, createProject([file, ...siblings])) as TerraformDocument;
}

/** What a span covers. */
export const cut = (text: string, { start, end }: Span): string => text.slice(start, end);
