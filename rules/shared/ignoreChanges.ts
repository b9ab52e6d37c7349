import type { Span } from '../../core/text.ts';
import { type HclAttribute, type HclExpression, literalTextOf } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';

/** An argument whose changes Terraform is told to leave alone (developer.hashicorp.com/terraform/language/meta-arguments#lifecycle). */
export interface IgnoredChange {
  readonly span: Span;
  /** The names that lead to it, indexes left out: `template`, `spec`, `containers`, `image`. Empty for `all`. */
  readonly names: readonly string[];
  readonly attribute: HclAttribute;
  readonly lifecycle: TerraformBlock;
}

export function ignoredChangesOf(resource: TerraformResource): readonly IgnoredChange[] {
  return resource.blocks('lifecycle').flatMap((lifecycle) => {
    const attribute = lifecycle.attribute('ignore_changes');
    if (!attribute) return [];
    const { value } = attribute;
    // In JSON the keyword is a string.
    if ((value.kind === 'variable' && value.name === 'all') || literalTextOf(value) === 'all') {
      return [{ span: attribute.span, names: [], attribute, lifecycle }];
    }
    if (value.kind !== 'tuple') return [];
    return value.items.flatMap((item) => {
      const names = namesOf(item);
      // Before Terraform 0.12 `["*"]` stood for all.
      if (names[0] === '*') return [{ span: attribute.span, names: [], attribute, lifecycle }];
      return names.length === 0 ? [] : [{ span: item.span, names, attribute, lifecycle }];
    });
  });
}

/** `template[0].spec`, `metadata["startup-script"]`, and the strings that Terraform had before 0.12. */
function namesOf(expression: HclExpression): readonly string[] {
  if (expression.kind === 'variable') return [expression.name];
  if (expression.kind === 'traversal' && expression.source.kind === 'variable') {
    const names = expression.steps.map((step) => {
      if (step.kind === 'attribute') return step.name;
      return step.kind === 'index' ? literalTextOf(step.key) : undefined;
    });
    return [expression.source.name, ...names.filter((name) => name !== undefined)];
  }
  return (
    literalTextOf(expression)
      ?.split(/[.[\]]/)
      .filter((name) => name !== '' && !/^\d+$/.test(name)) ?? []
  );
}

/** Whether changes of a top-level argument are ignored. */
export const isIgnored = (resource: TerraformResource, argument: string): boolean =>
  ignoredChangesOf(resource).some(({ names }) => names.length === 0 || (names.length === 1 && names[0] === argument));
