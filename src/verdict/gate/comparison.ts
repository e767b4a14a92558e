import { printable } from '../../text/printable';
import type { Operator } from './rule';

/** Whether a rule holds and of what value, or why that cannot be told. */
export type Comparison =
  | { readonly holds: boolean; readonly shown: string }
  | { readonly holds: undefined; readonly why: string };

const NUMERIC: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
};

/** Compares as numbers. Text that is a number counts as one; anything else is undetermined. */
export function compareNumbers(value: unknown, op: Operator, wanted: unknown): Comparison {
  const left = toNumber(value);
  const right = toNumber(wanted);
  const operation = NUMERIC[op];
  if (left === undefined) {
    const missing = value === undefined || value === null || value === '';
    return { holds: undefined, why: missing ? 'it is missing' : 'it is not a number' };
  }
  if (right === undefined) return { holds: undefined, why: "the rule's value is not a number" };
  if (operation === undefined) return { holds: undefined, why: `${op} does not compare numbers` };
  return { holds: operation(left, right), shown: String(left) };
}

/** The number that a value is, as a number or written as a text. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value)) {
    return undefined;
  }
  return Number(value);
}

/**
 * Compares a list of texts: `=`, `contains` and `matches` hold when they do for one of them, `!=`
 * when none is equal. Case does not count. Undetermined without a list, and when `search`, the
 * regular expression of `matches`, says why it cannot tell.
 */
export function compareTexts(
  values: readonly string[] | undefined,
  op: Operator,
  wanted: string,
  search?: (texts: readonly string[]) => boolean | string,
): Comparison {
  if (values === undefined) return { holds: undefined, why: 'it is missing' };
  const shown = values.length === 0 ? 'empty' : printable(values.join(', '));
  if (op === 'matches') {
    const found = search ? search(values) : 'it is no regular expression';
    return typeof found === 'string' ? { holds: undefined, why: found } : { holds: found, shown };
  }
  const lower = wanted.toLowerCase();
  const equal = values.some((value) => value.toLowerCase() === lower);
  if (op === '=') return { holds: equal, shown };
  if (op === '!=') return { holds: !equal, shown };
  if (op !== 'contains') return { holds: undefined, why: `${op} does not compare texts` };
  return { holds: values.some((value) => value.toLowerCase().includes(lower)), shown };
}
