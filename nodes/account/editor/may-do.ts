import type { ToldAllowance } from '../answers';

/**
 * What a key may do and what is left of it, as a sentence says it: "4 a minute, 312 of 500 left
 * today". Empty where VirusTotal does not tell.
 */
export function mayDo(node: Translating, answer: ToldAllowance): string {
  const { perMinute, perDay, perMonth, used } = answer;
  const parts = [
    perMinute === undefined ? '' : node._(keyOf('minute', perMinute), { limit: perMinute }),
    left(node, 'day', perDay, used.day),
    left(node, 'month', perMonth, used.month),
  ];
  return parts.filter(Boolean).join(', ');
}

function left(
  node: Translating,
  window: 'day' | 'month',
  limit: number | undefined,
  used: number | undefined,
): string {
  if (limit === undefined) return '';
  if (limit === 0 || used === undefined) return node._(keyOf(window, limit), { limit });
  return node._(`mayDo.${window}Left`, { left: Math.max(0, limit - used), limit });
}

/** 0: there is no limit. */
function keyOf(window: string, limit: number): string {
  return limit === 0 ? `mayDo.${window}Free` : `mayDo.${window}`;
}
