import type { Clock } from '../../src/clock';
import { QuotaError, TimeoutError } from '../../src/lookup/errors';
import { startOfNextDay, startOfNextMonth } from '../../src/store/rules/quotas';
import type { ReadyAccount } from './account';
import { PATIENCE } from './patience';

/**
 * Does `ask`, rather than have somebody wait in front of a dialog until there is quota again: rejects
 * with `QuotaError` at once where that takes longer than they wait, else after that time, also with
 * `TimeoutError`. What was asked goes on, and its answer is remembered.
 */
export async function soon<Result>(
  account: Pick<ReadyAccount, 'lookups' | 'ledger'>,
  ask: () => Promise<Result>,
  clock: Clock,
): Promise<Result> {
  const nextAt = await nextRequestAt(account, clock);
  if (nextAt !== undefined && nextAt - clock.now() > PATIENCE) throw quotaSpent(nextAt);
  return await new Promise((resolve, reject) => {
    const cancel = clock.after(PATIENCE, () => {
      const next = account.lookups.load().nextAt;
      const late = new TimeoutError(`No answer within ${PATIENCE / 1000} s`);
      reject(next === undefined ? late : quotaSpent(next));
    });
    ask().then(resolve, reject).finally(cancel);
  });
}

/** When the quota lets the next request go (ms UTC), where it is known to hold it back. */
async function nextRequestAt(
  { lookups, ledger }: Pick<ReadyAccount, 'lookups' | 'ledger'>,
  clock: Clock,
): Promise<number | undefined> {
  const { nextAt } = lookups.load();
  if (nextAt !== undefined) return nextAt;
  const { day, month, pausedUntil } = await ledger.usage();
  const { perDay, perMonth } = ledger.allowance;
  if (perMonth > 0 && month >= perMonth) return startOfNextMonth(clock.now());
  if (perDay > 0 && day >= perDay) return startOfNextDay(clock.now());
  return pausedUntil;
}

function quotaSpent(retryAt: number): QuotaError {
  return new QuotaError('The quota is spent', retryAt);
}
