import type { CommentStyle } from '../../core/document.ts';
import type { Language } from '../../core/language.ts';
import { parseHcl } from '../hcl/parse.ts';
import { type TerraformFile, toTerraformDocument } from './document.ts';
import { referencesOf } from './references.ts';

/** Terraform and OpenTofu: HCL's native syntax, one module for each folder. */
export const terraform: Language = {
  id: 'terraform',
  parse({ path, text }): TerraformFile {
    const hcl = parseHcl(text);
    return { language: 'terraform', path, text, hcl, problems: hcl.problems, comments: hcl.comments, commentStyle };
  },
  references: (file) => referencesOf(file as TerraformFile),
  toDocument: (file, project) => toTerraformDocument(file as TerraformFile, project),
};

const commentStyle: CommentStyle = { mark: '#', isAllowedAtLineEnd: true };
