import { asError } from '../../src/as-error';
import { startOfNextDay, startOfNextMonth } from '../../src/store/rules/quotas';
import type { Ledger } from '../../src/lookup/ledger';
import type { Allowance, Usage } from '../../src/store/store';
import type { AccountFigures, QuotaFigures, WindowFigures } from '../shared/figures/figures';
import type { AccountNode, ReadyAccount } from './account';

/** How an account stands at `now` (ms UTC). Never rejects. */
export async function figuresOf(
  { id, name, account }: Pick<AccountNode, 'id' | 'account'> & { readonly name: string },
  now: () => number,
): Promise<AccountFigures> {
  const { api, ready } = account;
  const facts = { id, name, ...(api && { api }), simulated: api === 'demo' };
  if (!ready) return { ...facts, problem: account.problem.message, running: 0, waiting: 0 };
  try {
    const usage = await account.ledger.usage();
    return { ...facts, ...standingOf(account, usage, now()) };
  } catch (error) {
    const { running, waiting } = account.lookups.load();
    return { ...facts, problem: asError(error).message, running, waiting };
  }
}

function standingOf(
  { lookups, ledger }: ReadyAccount,
  usage: Usage,
  now: number,
): Pick<AccountFigures, 'quota' | 'nextAt' | 'running' | 'waiting' | 'since'> {
  const { running, waiting, nextAt: heldUntil } = lookups.load();
  const nextAt = Math.max(heldUntil ?? 0, spentUntil(usage, ledger.allowance, now));
  const { asked, waited, refused } = lookups.figures();
  return {
    quota: quotaOf(usage, ledger),
    ...(nextAt > now && { nextAt }),
    running,
    waiting,
    since: { asked, waited, refused },
  };
}

/** What a key has used and what is left of it. */
export function quotaOf(usage: Usage, { allowance }: Pick<Ledger, 'allowance'>): QuotaFigures {
  const { minute, day, month, pausedUntil } = usage;
  return {
    minute: windowOf(minute, allowance.perMinute),
    day: windowOf(day, allowance.perDay),
    month: windowOf(month, allowance.perMonth),
    ...(pausedUntil !== undefined && { pausedUntil }),
  };
}

function windowOf(used: number, limit: number): WindowFigures {
  return limit > 0 ? { used, limit, left: Math.max(0, limit - used) } : { used };
}

/** Until when nothing is granted at `now` (both ms UTC) for what is spent; 0 where nothing is. */
function spentUntil({ day, month, pausedUntil }: Usage, allowance: Allowance, now: number): number {
  return Math.max(
    pausedUntil ?? 0,
    isSpent(day, allowance.perDay) ? startOfNextDay(now) : 0,
    isSpent(month, allowance.perMonth) ? startOfNextMonth(now) : 0,
  );
}

/** Whether so much is all that a window allows; a limit of 0 is none. */
export function isSpent(used: number, limit: number): boolean {
  return limit > 0 && used >= limit;
}
