import type { CommentStyle } from '../../core/document.ts';
import type { Language } from '../../core/language.ts';
import { parseHcl } from '../hcl/parse.ts';
import { reparseHcl } from '../hcl/reparse.ts';
import type { HclFile } from '../hcl/syntax.ts';
import { type TerraformFile, toTerraformDocument } from './document.ts';
import { isJsonSyntax, parseJsonSyntax } from './jsonSyntax.ts';
import { readFilesOf, referencesOf } from './references.ts';

/** Terraform and OpenTofu: HCL in both of its syntaxes, one module for each folder. */
export const terraform: Language = {
  id: 'terraform',
  parse({ path, text }, previous): TerraformFile {
    const isJson = isJsonSyntax(path);
    const hcl = isJson ? parseJsonSyntax(text) : parseNative(text, previous as TerraformFile | undefined);
    const { problems, comments } = hcl;
    return {
      language: 'terraform',
      path,
      text,
      hcl,
      problems,
      comments,
      commentStyle: isJson ? undefined : commentStyle,
    };
  },
  references: (file) => referencesOf(file as TerraformFile),
  referencesIn: (file, project) => readFilesOf(file as TerraformFile, project),
  toDocument: (file, project) => toTerraformDocument(file as TerraformFile, project),
};

const parseNative = (text: string, previous: TerraformFile | undefined): HclFile =>
  previous ? reparseHcl(text, previous.text, previous.hcl) : parseHcl(text);

const commentStyle: CommentStyle = { mark: '#', isAllowedAtLineEnd: true };
