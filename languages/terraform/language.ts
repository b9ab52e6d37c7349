import type { CommentStyle } from '../../core/document.ts';
import type { Language } from '../../core/language.ts';
import { folderOf } from '../../core/project.ts';
import { parseHcl } from '../hcl/parse.ts';
import { type TerraformFile, toTerraformDocument } from './document.ts';

/** Terraform and OpenTofu: HCL's native syntax, one module for each folder. */
export const terraform: Language = {
  id: 'terraform',
  parse({ path, text }): TerraformFile {
    const hcl = parseHcl(text);
    return { language: 'terraform', path, text, hcl, problems: hcl.problems, comments: hcl.comments, commentStyle };
  },
  references: ({ path }) => [{ kind: 'folder', path: folderOf(path), language: 'terraform' }],
  toDocument: (file, project) => toTerraformDocument(file as TerraformFile, project),
};

const commentStyle: CommentStyle = { mark: '#', isAllowedAtLineEnd: true };
