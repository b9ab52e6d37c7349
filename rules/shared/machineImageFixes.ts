import type { Fix } from '../../core/finding.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclAttribute } from '../../languages/hcl/syntax.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import { itemsOf, knownText, toText } from '../../languages/terraform/value.ts';

/**
 * The fix of a data source that takes whichever image is newest: a word in the place of the image or its version, which only the
 * provider knows. None where that place is not known, or in JSON.
 */
export function imageFixes(dataSource: TerraformResource, source: string): readonly Fix[] {
  const { type, block } = dataSource;
  switch (type) {
    case 'aws_ami':
    case 'aws_ami_ids':
      return versionFix(wildcardEdits(dataSource, source));
    case 'azurerm_shared_image_version':
      return versionFix(textEdits(dataSource.attribute('name'), source, version));
    case 'google_compute_image':
    case 'yandex_compute_image':
      return nameFix(dataSource, 'family', source);
    case 'azurerm_image':
      return nameFix(dataSource, 'name_regex', source);
    case 'oci_core_images':
      return isWritten(dataSource.attribute('operating_system'), source)
        ? [{ ...toFix('Name the image', image), edits: insertAttribute(source, block, `display_name = "${image}"`) }]
        : [];
    default:
      return [];
  }
}

/** The fix of an argument that stands for the newest version. */
export const versionFixes = (attribute: HclAttribute, source: string): readonly Fix[] =>
  versionFix(textEdits(attribute, source, version));

const version = 'VERSION';
const image = 'IMAGE';

const toFix = (title: string, placeholder: string) => ({ title, safety: 'placeholder', placeholder }) as const;

const versionFix = (edits: readonly TextEdit[]): readonly Fix[] =>
  edits.length > 0 ? [{ ...toFix('Set the version', version), edits }] : [];

/** The only wildcard in the names that are looked for. */
function wildcardEdits(dataSource: TerraformResource, source: string): readonly TextEdit[] {
  const names = dataSource.blocks('filter').filter((filter) => knownText(filter.value('name')) === 'name');
  const [filter] = names;
  const values = filter?.attribute('values');
  const patterns = itemsOf(filter?.value('values')).map((value) => toText(value).text);
  if (names.length !== 1 || !values || wildcardsIn(patterns.join('')).length !== 1) return [];
  const { start, end } = values.value.span;
  const [match, ...others] = wildcardsIn(source.slice(start, end));
  if (match?.[0] !== '*' || others.length > 0) return [];
  const at = start + match.index;
  return [{ span: { start: at, end: at + 1 }, newText: version }];
}

const wildcardsIn = (text: string) => [...text.matchAll(/[*?]/g)];

function textEdits(attribute: HclAttribute | undefined, source: string, word: string): readonly TextEdit[] {
  const isText = attribute && source.slice(attribute.value.span.start, attribute.value.span.end).startsWith('"');
  return isText ? [replaceValue(attribute, `"${word}"`)] : [];
}

/** The image's name in place of what several images have. */
function nameFix(dataSource: TerraformResource, argument: string, source: string): readonly Fix[] {
  const attribute = dataSource.attribute(argument);
  if (!attribute || dataSource.attribute('name') || !isWritten(attribute, source)) return [];
  const { nameSpan } = attribute;
  const edits = textEdits(attribute, source, image);
  // As long as the old name, so that `=` stays below `=`.
  const name = { span: nameSpan, newText: 'name'.padEnd(argument.length) };
  return edits.length > 0 ? [{ ...toFix('Name the image', image), edits: [name, ...edits] }] : [];
}

/** Whether an argument stands in this text, and not as JSON. */
const isWritten = (attribute: HclAttribute | undefined, source: string): boolean =>
  attribute !== undefined && /^\w+[ \t]*=/.test(source.slice(attribute.span.start, attribute.span.end));
