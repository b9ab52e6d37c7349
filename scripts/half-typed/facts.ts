import type { Document, SourceFile } from '../../core/document.ts';
import type { Language } from '../../core/language.ts';
import { createProject } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
import type { HclBody } from '../../languages/hcl/syntax.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';

/** Something that a rule can see, by its content: places are counted anew when something is put in above. */
interface NamedFact {
  readonly name: string;
  readonly span: Span;
}

/** A function that reads a file alone, and all that rules see of it. */
export const createFactReader =
  (language: Language) =>
  (source: SourceFile): readonly NamedFact[] => {
    const file = language.parse(source);
    const document = language.toDocument(file, createProject([file]));
    return [...factsOf(document), ...structureOf(document)];
  };

function factsOf({
  images,
  scripts,
  ports,
  mounts,
  workloads,
  packageLists,
  fileWrites,
}: Document): readonly NamedFact[] {
  return [
    ...images.map(({ span, text }) => ({ span, name: `image ${text}` })),
    ...scripts.flatMap(({ phase, commands }) =>
      commands.map(({ span, words }) => ({ span, name: `${phase} ${words.map(({ value }) => value).join(' ')}` })),
    ),
    ...ports.map(({ span, port, usage }) => ({ span, name: `port ${port} ${usage}` })),
    ...mounts.map(({ span, source, target }) => ({ span, name: `mount ${source.kind} ${target}` })),
    ...workloads.map(({ span, kind, name }) => ({ span, name: `workload ${kind} ${name}` })),
    ...fileWrites.map(({ span, target }) => ({ span, name: `file ${target}` })),
    ...packageLists.map(({ span, packages }) => ({
      span,
      name: `packages ${packages.map(({ name }) => name).join()}`,
    })),
  ];
}

/** What rules for one language alone see. */
function structureOf(document: Document): readonly NamedFact[] {
  switch (document.language) {
    case 'dockerfile':
      return (document as DockerfileDocument).instructions.map(({ keyword, keywordSpan, arguments: { text } }) => ({
        span: keywordSpan,
        name: `${keyword} ${text}`,
      }));
    case 'terraform':
      return itemsOf((document as TerraformDocument).file.hcl.body, '');
    default:
      return [];
  }
}

/** Blocks and attributes, named by the blocks around them. */
function itemsOf({ items }: HclBody, path: string): readonly NamedFact[] {
  return items.flatMap((item): readonly NamedFact[] => {
    if (item.kind === 'attribute') return [{ span: item.nameSpan, name: `${path}${item.name}` }];
    const name = `${path}${[item.type, ...item.labels.map(({ text }) => text)].join('.')}`;
    return [{ span: item.typeSpan, name }, ...itemsOf(item.body, `${name}/`)];
  });
}
