import type { Noted } from './change';
import type { NewVerdict, VerdictNote } from './journal';
import { LONGEST_SUBJECT, shortText } from './short-text';

/** A verdict that goes on being counted: a copy for each message would cost more than all else here. */
export interface OpenVerdict extends VerdictNote {
  last: number;
  times: number;
}

/** The judgement on an indicator, after what is known of it; the same again counts on in that. */
export function afterVerdict(
  before: OpenVerdict | undefined,
  verdict: NewVerdict,
  now: number,
): Noted<OpenVerdict> {
  if (!before) {
    const note = { ...firstNote(verdict), first: now, last: now, times: 1 };
    // One that memory has answered was told before, and left for others.
    return { note, change: verdict.remembered === true ? 'changed' : 'new' };
  }
  const { level, count, node } = verdict;
  const isSame = level === before.level && count === before.count;
  if (isSame && node === before.node) {
    before.last = now;
    before.times += 1;
    return { note: before, change: 'repeated' };
  }
  const note = { ...before, ...firstNote(verdict), last: now, times: before.times + 1 };
  return { note, change: isSame ? 'changed' : 'new' };
}

function firstNote({
  account,
  node,
  level,
  count,
  indicator,
  link,
  simulated,
}: NewVerdict): Omit<VerdictNote, 'first' | 'last' | 'times'> {
  return {
    ...(account !== undefined && { account: shortText(account) }),
    node: shortText(node),
    level: shortText(level),
    count: shortText(count),
    ...(indicator && {
      indicator: {
        type: shortText(indicator.type),
        value: shortText(indicator.value, LONGEST_SUBJECT),
      },
    }),
    // Half a link leads nowhere.
    ...(link !== undefined && link.length <= LONGEST_SUBJECT && { link }),
    simulated,
  };
}

/** What is known of an indicator from an earlier life and from this one. */
export function bothVerdicts(earlier: VerdictNote, later: VerdictNote): VerdictNote {
  return { ...later, first: earlier.first, times: earlier.times + later.times };
}
