import { findUnfitness } from '../../../src/verdict/gate/rule-fitness';
import { METRICS, OPERATORS, type Metric, type Operator } from '../../../src/verdict/gate/rule';

/** What a metric is compared with: `any` where this version does not know the metric. */
export type Kind = 'number' | 'level' | 'text' | 'msg' | 'any';

/** How a metric is shown. */
interface Shown {
  readonly kind: Kind;
  /** Keys of its name, and of what stands behind its value. */
  readonly label?: string;
  readonly unit?: string;
}

/** What a person would ask for first comes first. */
export const LEVELS = ['malicious', 'suspicious', 'clean', 'unknown', 'pending'];

const SHOWN: Readonly<Record<Metric, Shown>> = {
  positives: { kind: 'number', label: 'metric.positives' },
  percent: { kind: 'number', label: 'metric.percent', unit: 'unit.percent' },
  level: { kind: 'level', label: 'metric.level' },
  trusted: { kind: 'number', label: 'metric.trusted' },
  score: { kind: 'number', label: 'metric.score', unit: 'unit.score' },
  reputation: { kind: 'number', label: 'metric.reputation' },
  category: { kind: 'text', label: 'metric.category' },
  engine: { kind: 'text', label: 'metric.engine' },
  msg: { kind: 'msg', label: 'metric.msg' },
};

/** A saved metric may be an environment variable, or one that this version does not know. */
export function shownOf(metric: string): Shown {
  return isMetric(metric) ? SHOWN[metric] : { kind: 'any' };
}

export function isMetric(name: unknown): name is Metric {
  return METRICS.some((metric) => metric === name);
}

export function isOperator(name: unknown): name is Operator {
  return OPERATORS.some((operator) => operator === name);
}

/** The operators that are offered for a metric, and for a level that it is compared with. */
export function operatorsFor(metric: string, level: string): readonly string[] {
  if (!isMetric(metric)) return OPERATORS;
  // A level is chosen from a list: there is nothing in it to search for.
  const offered = OPERATORS.filter((op) => metric !== 'level' || !isSearch(op));
  return offered.filter((op) => compares(metric, op, level));
}

/** Whether the operator compares what the metric is, whatever value it is compared with. */
export function compares(metric: Metric, op: Operator, value: string | number): boolean {
  const unfitness = findUnfitness(metric, op, value);
  return unfitness === undefined || unfitness === 'no number' || unfitness === 'no level';
}

/** The types of the value that a property of the message is compared with. */
export function valueTypesFor(op: string): ('num' | 'str')[] {
  if (!isOperator(op)) return ['num', 'str'];
  if (findUnfitness('msg', op, '') === 'no number') return ['num'];
  return isSearch(op) ? ['str'] : ['num', 'str'];
}

function isSearch(op: Operator): boolean {
  return op === 'contains' || op === 'matches';
}
