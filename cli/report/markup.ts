import { printable } from './report.ts';

/** HTML that may be written as it is. Everything else is text, and is escaped. */
export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | readonly Content[] | undefined;

/** HTML with values put in: texts are escaped, for elements and quoted attributes alike, and lists are joined. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup => ({
  markup: strings.map((part, index) => part + (index < values.length ? toHtml(values[index]) : '')).join(''),
});

function toHtml(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return 'markup' in content ? content.markup : content.map(toHtml).join('');
}

const escaped = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A message or a title, in which backticks are code and nothing else means anything. */
export const codeInText = (text: string): Markup =>
  html`${text.split(/(`[^`]+`)/).map((part, index) => (index % 2 === 1 ? html`<code>${part.slice(1, -1)}</code>` : part))}`;

/** A paragraph of a rule's `why`: code, links, strong and emphasis. */
export const inlineMarkdown = (markdown: string): Markup => html`${markdown.split(inline).map(toInline)}`;

const inline = /(`[^`]+`|\[[^\]]+\]\(https:[^)\s]+\)|\*\*[^*]+\*\*|\*[^*\n]+\*)/;

function toInline(part: string, index: number): Content {
  if (index % 2 === 0) return part;
  const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
  if (link) return html`<a href="${link[2]}">${codeInText(link[1]!)}</a>`;
  if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
  return part.startsWith('**') ? html`<strong>${part.slice(2, -2)}</strong>` : html`<em>${part.slice(1, -1)}</em>`;
}
