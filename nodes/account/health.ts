import type { Node } from 'node-red';
import type { Clock } from '../../src/clock';
import { startOfNextDay, startOfNextMonth } from '../../src/store/rules/quotas';
import type { CredentialsError } from '../../src/lookup/errors';
import type { Ledger } from '../../src/lookup/ledger';
import type { Allowance, Usage } from '../../src/store/store';
import { isSpent } from './figures';
import { conditionsOf, type Trouble } from '../shared/figures/conditions';
import type { Runtime } from '../shared/flow-events';

/** Hears how an account fares with its key and its quota, and tells whoever wants to know. */
export interface Health {
  keyRefused(error: CredentialsError): void;
  /** The same ledger; what it says is heard. */
  hear(ledger: Ledger): Ledger;
  end(): void;
}

/** How soon after a request the quota is looked at, in milliseconds: once for all of that time. */
const SOON = 1000;

/** While it is bad, it is looked at again so often: an allowance may grow, and a date be set. */
const AGAIN = 600_000;

/** A shorter refusal is nothing: the key is used elsewhere too, or the minute was cut otherwise. */
const LONG_PAUSE = 600_000;

/** Makes the health of an account node. */
export function createHealth(RED: Runtime, { id, name = '' }: Node, clock: Clock): Health {
  const watched = { what: 'account' as const, id, name };
  const conditions = conditionsOf(RED);
  const key = conditions.watch(watched, 'key', id);
  const quota = conditions.watch(watched, 'quota', id);
  let ended = false;
  let dueAt = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;

  function lookWithin(milliseconds: number, ledger: Ledger): void {
    const at = clock.elapsed() + milliseconds;
    if (ended || dueAt <= at) return;
    cancel?.();
    dueAt = at;
    cancel = clock.after(milliseconds, () => {
      dueAt = Number.POSITIVE_INFINITY;
      void look(ledger);
    });
  }

  async function look(ledger: Ledger): Promise<void> {
    // Of a store that fails the store tells.
    const usage = await ledger.usage().catch(() => undefined);
    if (!usage || ended) return;
    const trouble = troubleWith(usage, ledger.allowance, clock.now());
    quota.set(trouble);
    if (trouble?.until === undefined) return;
    lookWithin(Math.min(Math.max(SOON, trouble.until - clock.now()), AGAIN), ledger);
  }

  function hear(ledger: Ledger): Ledger {
    const lookSoon = (): void => lookWithin(SOON, ledger);
    lookSoon();
    return {
      get allowance() {
        return ledger.allowance;
      },
      reserve() {
        lookSoon();
        return ledger.reserve();
      },
      settle: (attempt) => ledger.settle(attempt),
      refused(...given) {
        lookSoon();
        return ledger.refused(...given);
      },
      answered() {
        key.set(undefined);
        ledger.answered();
      },
      usage: () => ledger.usage(),
    };
  }

  return {
    keyRefused: ({ message }) => key.set({ code: 'key-refused', message }),
    hear,
    end() {
      ended = true;
      cancel?.();
      key.end();
      quota.end();
    },
  };
}

/** What is wrong with a quota of which so much is used, at `now` (ms UTC). */
export function troubleWith(
  { day, month, pausedUntil = 0 }: Usage,
  { perDay, perMonth }: Allowance,
  now: number,
): Trouble | undefined {
  if (isSpent(month, perMonth)) {
    return {
      code: 'month',
      message: 'The quota of the month is used up',
      until: startOfNextMonth(now),
    };
  }
  if (isSpent(day, perDay)) {
    return { code: 'day', message: 'The quota of the day is used up', until: startOfNextDay(now) };
  }
  if (pausedUntil - now < LONG_PAUSE) return undefined;
  return { code: 'paused', message: 'VirusTotal refuses requests for now', until: pausedUntil };
}
