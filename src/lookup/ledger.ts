import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import { startOfNextDay } from '../store/rules/quotas';
import type { Allowance, Reservation, Store, Usage } from '../store/store';
import { QuotaError } from './errors';
import type { ServiceName } from './service';

const MINUTE = 60_000;

/** Keeps one key within its allowance, whichever accounts use it. Counts attempts, as services do. */
export interface Ledger {
  /** Takes one request out of every window, or says which is spent and until when. */
  reserve(): Promise<Reservation>;
  /** A reserved attempt is over: until then the service may not have counted it. */
  settle(attempt: string): Promise<void>;
  /**
   * The service refused a request sent at `sentAt` (ms, elapsed) although there was room: the key is
   * used elsewhere too. Pauses the key, for `retryAfter` milliseconds where the service said so, else
   * for a minute, then two, four and so on, never beyond the next UTC midnight, when the day's
   * allowance is fresh. Requests that were on their way at the same time count as one refusal.
   */
  refused(sentAt: number, retryAfter: number | undefined): Promise<void>;
  /** The service answered: the next refusal starts with a minute again. */
  answered(): void;
  /** What this key has used. */
  usage(): Promise<Usage>;
  /** What it is held to at the moment. */
  readonly allowance: Allowance;
}

/** What has been learned about a key's own allowance; it goes before what is assumed. */
export interface LearnedAllowance {
  /** Resolves when what was learned earlier is known; undefined: it is. Never rejects. */
  load(): Promise<void> | undefined;
  /** The windows that are known. */
  current(): Partial<Allowance>;
}

/**
 * The ledger of a key of `service`. It is kept under a hash of the key, so that two accounts with
 * one key share it and the store never holds the key. An attempt takes `timeout` milliseconds at
 * most. Windows that `learned` knows go before those of `allowance`. `warn` is told once when the key
 * turns out to be used elsewhere, and again only after the service has answered in between.
 */
export function createLedger(options: {
  service: ServiceName;
  store: Store;
  key: string;
  allowance: Allowance;
  clock: Clock;
  timeout: number;
  learned?: LearnedAllowance;
  warn: (message: string) => void;
}): Ledger {
  const { service, store, learned, clock, warn } = options;
  const name = createHash('sha256').update(`${service.id} quota ${options.key}`).digest('hex');
  let refusals = 0;
  let lastRefusal = Number.NEGATIVE_INFINITY;

  function allowance(): Allowance {
    return { ...options.allowance, ...learned?.current() };
  }

  function reserve(): Promise<Reservation> {
    return store.quotas.reserve(name, allowance(), options.timeout);
  }

  return {
    get allowance() {
      return allowance();
    },
    reserve: () => learned?.load()?.then(reserve) ?? reserve(),
    async settle(attempt) {
      const { perMinute, perDay, perMonth } = allowance();
      if (perMinute + perDay + perMonth > 0) await store.quotas.settle(name, attempt);
    },
    async refused(sentAt, retryAfter) {
      if (sentAt <= lastRefusal) return;
      lastRefusal = clock.elapsed();
      refusals += 1;
      if (refusals === 1) {
        const what = `${service.name} refuses although there is quota left`;
        warn(`${what}: is the key used elsewhere too?`);
      }
      await store.quotas.pause(name, retryAfter ?? pauseAfter(refusals, clock.now()));
    },
    answered() {
      refusals = 0;
    },
    usage: () => store.quotas.usage(name),
  };
}

/**
 * Milliseconds to pause after that many refusals in a row, at `now` (ms UTC). A minute at least,
 * even just before midnight: the day is fresh then, but not the minute.
 */
export function pauseAfter(refusals: number, now: number): number {
  const doubled = MINUTE * 2 ** Math.min(refusals - 1, 20);
  return Math.max(MINUTE, Math.min(doubled, startOfNextDay(now) - now));
}

/** What a spent window of a service means for a lookup that will not wait for it. */
export function quotaError(
  { window, retryAt }: Extract<Reservation, { granted: false }>,
  service: string,
): QuotaError {
  const what = window === 'pause' ? `${service} refuses for now` : `The ${window}'s quota is spent`;
  return new QuotaError(what, retryAt);
}
