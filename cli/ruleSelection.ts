import { type Configuration, levelOf } from '../core/configuration.ts';
import type { Level } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import { matchesRule, rulePatterns } from '../core/rulePattern.ts';
import { type Engine, loadAllRules } from './engine.ts';
import { usageError } from './exitCode.ts';

/** Applies `--only` and `--skip` to a configuration. `--only` also turns a rule on that is off otherwise. */
export async function createRuleSelection(
  engine: Engine,
  only: readonly string[],
  skip: readonly string[],
): Promise<(configuration: Configuration) => Configuration> {
  if (only.length === 0 && skip.length === 0) return (configuration) => configuration;
  const rules = await loadAllRules(engine);
  const known = rulePatterns(rules);
  for (const pattern of [...only, ...skip]) {
    if (known.includes(pattern)) continue;
    const { unknownRule } = await import('../core/nearest.ts');
    throw usageError(unknownRule(pattern, rules));
  }

  const isNamed = (patterns: readonly string[], id: string): boolean =>
    patterns.some((pattern) => matchesRule(pattern, id));
  const select = (configuration: Configuration): Configuration => {
    const levels: Record<string, Level> = { ...configuration.levels };
    for (const rule of rules) {
      if (isNamed(skip, rule.id) || (only.length > 0 && !isNamed(only, rule.id))) levels[rule.id] = 'off';
      else if (only.length > 0 && levelOf(rule, configuration) === 'off') levels[rule.id] = ownLevel(rule);
    }
    return { ...configuration, levels };
  };
  // Thousands of files share a few configurations.
  const selected = new Map<Configuration, Configuration>();
  return (configuration) => {
    const known = selected.get(configuration) ?? select(configuration);
    selected.set(configuration, known);
    return known;
  };
}

const ownLevel = ({ level: { recommended, strict } }: Rule): Level =>
  recommended === 'off' ? (strict ?? 'info') : recommended;
