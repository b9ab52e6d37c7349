import type { Span } from '../../core/text.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import { asData } from '../../languages/terraform/containers.ts';
import { itemsOf, knownNumber, knownText, property, type Value } from '../../languages/terraform/value.ts';

/** A rule of a lifecycle policy of ECR, whether it stands in JSON or in a data source (docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html). */
export interface ExpiryRule {
  readonly path: string;
  /** Its lowest first: it is looked at first. */
  readonly priority: number;
  readonly tagStatus: string | undefined;
  /** Prefixes and patterns of the tags that it is for. */
  readonly tags: readonly string[];
  readonly countType: string | undefined;
  readonly count: number | undefined;
  /** Where the number of images or days stands. */
  readonly countSpan: Span;
}

/** The rules of a policy that expire images, by priority; undefined where it cannot be read. */
export function expiryRulesOf(resource: TerraformResource): readonly ExpiryRule[] | undefined {
  const rules = resource.type === 'aws_ecr_lifecycle_policy' ? jsonRules(resource) : blockRules(resource);
  return rules?.toSorted((a, b) => a.priority - b.priority);
}

function jsonRules(resource: TerraformResource): readonly ExpiryRule[] | undefined {
  const list = property(asData(resource.value('policy')), 'rules');
  if (list?.kind !== 'list' || list.isPartial) return undefined;
  return itemsOf(list).flatMap((rule, index): readonly ExpiryRule[] => {
    const selection = property(rule, 'selection');
    const count = property(selection, 'countNumber');
    if (!count || !isExpiry(property(property(rule, 'action'), 'type'))) return [];
    return [
      {
        path: `${resource.path}/policy/rules[${index}]`,
        priority: knownNumber(property(rule, 'rulePriority')) ?? 0,
        tagStatus: knownText(property(selection, 'tagStatus')),
        tags: ['tagPrefixList', 'tagPatternList'].flatMap((name) => textsOf(property(selection, name))),
        countType: knownText(property(selection, 'countType')),
        count: knownNumber(count),
        countSpan: count.span,
      },
    ];
  });
}

function blockRules(resource: TerraformResource): readonly ExpiryRule[] | undefined {
  const rules = resource.blocks('rule');
  if (rules.some(({ isDynamic }) => isDynamic)) return undefined;
  return rules.flatMap((rule): readonly ExpiryRule[] => {
    const [selection] = rule.blocks('selection');
    const count = selection?.value('count_number');
    if (!selection || !count || !isExpiry(rule.blocks('action')[0]?.value('type'))) return [];
    return [
      {
        path: rule.path,
        priority: knownNumber(rule.value('priority')) ?? 0,
        tagStatus: knownText(selection.value('tag_status')),
        tags: ['tag_prefix_list', 'tag_pattern_list'].flatMap((name) => textsOf(selection.value(name))),
        countType: knownText(selection.value('count_type')),
        count: knownNumber(count),
        countSpan: count.span,
      },
    ];
  });
}

/** `expire` is the only action but for archiving. */
const isExpiry = (type: Value | undefined): boolean => type === undefined || knownText(type) === 'expire';

const textsOf = (value: Value | undefined): readonly string[] => itemsOf(value).map((item) => knownText(item) ?? '');
