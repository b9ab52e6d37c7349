import type { Span } from '../../core/text.ts';
import type { HclAttribute, HclBody } from '../hcl/syntax.ts';
import type { TerraformFile } from './document.ts';

/** The start of the line of `offset`, or of the line where the heredoc or string begins that the line is inside of: `#` is text there. */
export function suppressionLineIn({ text, hcl }: TerraformFile, offset: number): number {
  let lineStart = lineStartOf(text, offset);
  for (;;) {
    const attribute = attributeAt(hcl.body, lineStart);
    const around = attribute && stringAround(attribute.value, lineStart);
    if (!around) return lineStart;
    lineStart = lineStartOf(text, around.start);
  }
}

const lineStartOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

function attributeAt(body: HclBody, offset: number): HclAttribute | undefined {
  const item = body.items.find(({ span }) => span.start < offset && offset <= span.end);
  return item?.kind === 'block' ? attributeAt(item.body, offset) : item;
}

/** The outermost string or heredoc that begins before `offset` and ends behind it, anywhere below a node of the tree. */
function stringAround(node: unknown, offset: number): Span | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { kind, span } = node as { readonly kind?: string; readonly span?: Span };
  if (span && (offset <= span.start || span.end <= offset)) return undefined;
  if (kind === 'heredoc' || kind === 'template') return span;
  for (const child of Object.values(node)) {
    const found = stringAround(child, offset);
    if (found) return found;
  }
  return undefined;
}
