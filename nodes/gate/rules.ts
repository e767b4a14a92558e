import { isPlainObject } from '../../src/plain-object';
import { printable } from '../../src/text/printable';
import { parseRegularExpression } from '../../src/regular-expression/regular-expression';
import { METRICS, OPERATORS, type Rule } from '../../src/verdict/gate/rule';
import { whyUnfit } from '../../src/verdict/gate/rule-fitness';
import { ConfigurationError } from '../shared/configuration-error';
import { readChoice, readText, type Properties } from '../shared/settings';

const DEFAULT_RULES: readonly Rule[] = [{ metric: 'positives', op: '>', value: 1 }];

/**
 * The rules of a gate as they are saved, or the default ones where there is no such property.
 * Throws `ConfigurationError` with the place of a rule that can never be told.
 */
export function readRules(properties: Properties): readonly Rule[] {
  const rules = properties.rules ?? DEFAULT_RULES;
  if (!Array.isArray(rules) || rules.length === 0) {
    throw new ConfigurationError('rules', 'at least one rule is expected');
  }
  return rules.map((rule: unknown, index) => readRule(rule, `rules[${index}]`));
}

function readRule(rule: unknown, name: string): Rule {
  if (!isPlainObject(rule)) throw new ConfigurationError(name, 'a rule is expected');
  const metric = readChoice(rule, 'metric', METRICS);
  const op = readChoice(rule, 'op', OPERATORS);
  const value = typeof rule.value === 'number' ? rule.value : readText(rule, 'value');
  if (value === '') throw new ConfigurationError(name, 'a value to compare with is expected');
  if (op === 'matches' && parseRegularExpression(String(value)) === undefined) {
    throw new ConfigurationError(name, `"${printable(String(value))}" is no regular expression`);
  }
  const unfit = whyUnfit(metric, op, value);
  if (unfit !== undefined) throw new ConfigurationError(name, unfit);
  if (metric !== 'msg') return { metric, op, value };
  const path = readText(rule, 'path').replace(/^msg\./, '');
  if (path === '') throw new ConfigurationError(name, 'the path of a property is expected');
  return { metric, op, value, path };
}
