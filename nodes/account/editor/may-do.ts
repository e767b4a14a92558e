import type { ToldAllowance } from '../answers';

/**
 * What a key may do and what is left of it, as a sentence says it: "4 a minute, 312 of 500 left
 * today". Empty where VirusTotal does not tell.
 */
export function mayDo(node: Translating, answer: ToldAllowance): string {
  const { perMinute, perDay, perMonth, used } = answer;
  const parts = [
    tell(node, MINUTE, perMinute, undefined),
    tell(node, DAY, perDay, used.day),
    tell(node, MONTH, perMonth, used.month),
  ];
  return parts.filter(Boolean).join(', ');
}

/** The keys of what is said of a window: with no limit, with one, and with what is left of it. */
interface Texts {
  readonly free: string;
  readonly limited: string;
  readonly left: string;
}

const MINUTE: Texts = { free: 'mayDo.minuteFree', limited: 'mayDo.minute', left: 'mayDo.minute' };
const DAY: Texts = { free: 'mayDo.dayFree', limited: 'mayDo.day', left: 'mayDo.dayLeft' };
const MONTH: Texts = { free: 'mayDo.monthFree', limited: 'mayDo.month', left: 'mayDo.monthLeft' };

function tell(
  node: Translating,
  texts: Texts,
  limit: number | undefined,
  used: number | undefined,
): string {
  if (limit === undefined) return '';
  if (limit === 0) return node._(texts.free);
  if (used === undefined) return node._(texts.limited, { limit });
  return node._(texts.left, { left: Math.max(0, limit - used), limit });
}
