import { isVariable, validator } from '../../../editor/shared/validator';
import { isJsonObject } from '../../../src/json';
import {
  readRegularExpression,
  type PatternProblem,
} from '../../../src/regular-expression/regular-expression';
import { findUnfitness } from '../../../src/verdict/gate/rule-fitness';
import { compares, isMetric, isOperator } from './metrics';

/** A rule as it is saved, by whatever version or hand. */
export interface SavedRule {
  readonly metric?: string;
  readonly op?: string;
  readonly value?: string | number;
  readonly path?: string;
}

const PATTERN_PROBLEMS: Readonly<Record<PatternProblem, string>> = {
  malformed: 'error.pattern',
  'too long': 'error.patternTooLong',
  'too long with Unicode': 'error.patternUnicode',
};

/** The validator of the property. */
export const validRules = validator((node: Translating, rules) => {
  const problem = problemOfAll(node, Array.isArray(rules) ? rules : []);
  return problem === undefined || problem;
});

/** What is wrong with rules, in one sentence, or `undefined`. */
export function problemOfAll(node: Translating, rules: readonly unknown[]): string | undefined {
  if (rules.length === 0) return node._('error.noRules');
  const problems = rules.flatMap((rule, index) => {
    const problem = problemOf(rule);
    if (problem === undefined) return [];
    return node._('error.rule', { number: index + 1, problem: node._(problem) });
  });
  return problems.length === 0 ? undefined : problems.join('; ');
}

/** The key of what is wrong with a rule, or `undefined`. */
export function problemOf(rule: unknown): string | undefined {
  if (!isRule(rule)) return 'error.metric';
  if (!isMetric(rule.metric) && !isVariable(rule.metric)) return 'error.metric';
  return operatorProblem(rule) ?? pathProblem(rule) ?? valueProblem(rule);
}

/** Whether it has members as a rule has them, though by hand they may be of other types. */
function isRule(rule: unknown): rule is SavedRule {
  return isJsonObject(rule);
}

function operatorProblem({ metric, op, value }: SavedRule): string | undefined {
  if (isVariable(op)) return undefined;
  if (!isOperator(op)) return 'error.operator';
  return isMetric(metric) && !compares(metric, op, value ?? '') ? 'error.operator' : undefined;
}

/** The key of what is wrong with the path of a rule, or `undefined`. */
export function pathProblem({ metric, path }: SavedRule): string | undefined {
  if (metric !== 'msg') return undefined;
  return RED.utils.validateTypedProperty(path, 'msg') === true ? undefined : 'error.path';
}

/** The key of what is wrong with the value of a rule, or `undefined`. */
export function valueProblem({ metric, op, value: saved }: SavedRule): string | undefined {
  const value = saved ?? '';
  if (isVariable(value)) return undefined;
  if (isMetric(metric)) {
    const unfitness = findUnfitness(metric, isOperator(op) ? op : '=', value);
    if (unfitness === 'no number') return 'error.number';
    if (unfitness === 'no level') return 'error.level';
  }
  if (value === '') return 'error.empty';
  return op === 'matches' ? patternProblem(String(value)) : undefined;
}

function patternProblem(text: string): string | undefined {
  const read = readRegularExpression(text);
  return typeof read === 'string' ? PATTERN_PROBLEMS[read] : undefined;
}
