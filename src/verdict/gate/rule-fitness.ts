import { toNumber, type Operator } from './comparison';
import type { Metric } from './gate';

const RANKED = ['clean', 'suspicious', 'malicious'];
const UNRANKED = ['unknown', 'pending'];

/**
 * Why a rule can never be told, so that it is refused where it is written and not met message by
 * message; `undefined` when it can.
 */
export function whyUnfit(metric: Metric, op: Operator, value: string | number): string | undefined {
  const forTexts = op === 'contains' || op === 'matches';
  const forOrder = op === '>' || op === '>=' || op === '<' || op === '<=';
  switch (metric) {
    case 'level':
      return forTexts ? undefined : whyNoLevel(forOrder, String(value).toLowerCase());
    case 'category':
    case 'engine':
      return forOrder ? `${metric} has no order: = != contains or matches is expected` : undefined;
    case 'msg':
      return forOrder ? whyNoNumber(value) : undefined;
    default:
      return forTexts ? `${metric} is a number: ${op} does not compare it` : whyNoNumber(value);
  }
}

function whyNoLevel(forOrder: boolean, level: string): string | undefined {
  if (RANKED.includes(level)) return undefined;
  if (!UNRANKED.includes(level)) return `${[...RANKED, ...UNRANKED].join(', ')} is expected`;
  return forOrder ? `${level} has no rank: = or != is expected` : undefined;
}

function whyNoNumber(value: string | number): string | undefined {
  return toNumber(value) === undefined ? 'a number to compare with is expected' : undefined;
}
