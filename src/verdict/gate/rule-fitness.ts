import { toNumber } from './comparison';
import type { Metric, Operator } from './rule';

/** The levels that come one above the other, the lowest first. */
const RANKED_LEVELS = ['clean', 'suspicious', 'malicious'];

/** The levels of what is not known, above or below none. */
const UNRANKED_LEVELS = ['unknown', 'pending'];

/** What keeps a rule from ever being told. */
export type Unfitness = 'no text' | 'no order' | 'no rank' | 'no level' | 'no number';

/**
 * Why a rule can never be told, so that it is refused where it is written and not met message by
 * message; `undefined` when it can.
 */
export function whyUnfit(metric: Metric, op: Operator, value: string | number): string | undefined {
  switch (findUnfitness(metric, op, value)) {
    case 'no text':
      return `${metric} is a number: ${op} does not compare it`;
    case 'no order':
      return `${metric} has no order: = != contains or matches is expected`;
    case 'no rank':
      return `${String(value).toLowerCase()} has no rank: = or != is expected`;
    case 'no level':
      return `${[...RANKED_LEVELS, ...UNRANKED_LEVELS].join(', ')} is expected`;
    case 'no number':
      return 'a number to compare with is expected';
    case undefined:
      return undefined;
  }
}

/** What is wrong with a rule that can never be told; the sentence about it is `whyUnfit`. */
export function findUnfitness(
  metric: Metric,
  op: Operator,
  value: string | number,
): Unfitness | undefined {
  const forTexts = op === 'contains' || op === 'matches';
  const forOrder = op === '>' || op === '>=' || op === '<' || op === '<=';
  switch (metric) {
    case 'level':
      return forTexts ? undefined : findLevelUnfitness(forOrder, String(value).toLowerCase());
    case 'category':
    case 'engine':
      return forOrder ? 'no order' : undefined;
    case 'msg':
      return forOrder ? findNumberUnfitness(value) : undefined;
    default:
      return forTexts ? 'no text' : findNumberUnfitness(value);
  }
}

function findLevelUnfitness(forOrder: boolean, level: string): Unfitness | undefined {
  if (RANKED_LEVELS.includes(level)) return undefined;
  if (!UNRANKED_LEVELS.includes(level)) return 'no level';
  return forOrder ? 'no rank' : undefined;
}

function findNumberUnfitness(value: string | number): Unfitness | undefined {
  return toNumber(value) === undefined ? 'no number' : undefined;
}
