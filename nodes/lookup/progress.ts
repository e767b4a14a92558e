import type { NodeStatus } from 'node-red';
import type { Lookups } from '../../src/lookup/lookup';
import type { StoreError } from '../../src/store/errors';
import { asError } from '../../src/as-error';
import { failureStatus } from '../shared/status/failure';
import { answeredStatus, busyStatus, demoStatus } from '../shared/status/lookups';
import { waitingForStoreStatus } from '../shared/status/stores';
import { NO_STATUS, withDemo, type MakeStatus, type ShowStatus } from '../shared/status/status';
import type { Texts } from '../shared/status/texts';
import type { LookupAnswer } from './allowed';

/** What a lookup node shows of its work. */
export interface Progress {
  show(): void;
  /** Counts `work` as under way until it has settled. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Shows that an answer about the indicator with this key is waited for, until it has come. */
  asking<Result>(key: string, answer: Promise<Result>): Promise<Result>;
  answered(answer: LookupAnswer): void;
  failed(error: unknown): void;
}

/** Shows its own work, and what became of it until the next; `away` says why the store is. */
export function createProgress(
  { status, texts }: { readonly status: ShowStatus; readonly texts: Texts },
  lookups: Pick<Lookups<unknown>, 'load' | 'asked'>,
  simulated: boolean,
  away: () => StoreError | undefined = () => undefined,
): Progress {
  let last: MakeStatus = simulated ? () => demoStatus(texts) : NO_STATUS;
  /** Where it is one of few that most messages end with. */
  let says: string | undefined;
  let unfinished = 0;
  /** How many messages wait for which indicator. */
  const waiting = new Map<string, number>();

  /** As it is when it is seen. */
  function now(): NodeStatus {
    if (unfinished === 0) return last();
    const trouble = away();
    if (trouble) return waitingForStoreStatus(texts, trouble.trouble, unfinished);
    const running = [...lookups.asked()].filter((key) => waiting.has(key)).length;
    const { nextAt } = lookups.load();
    return withDemo(texts, busyStatus(texts, { unfinished, running, nextAt }), simulated);
  }

  function show(): void {
    status(now, unfinished === 0 ? says : undefined);
  }

  return {
    show,
    async during(work) {
      unfinished += 1;
      try {
        return await work();
      } finally {
        unfinished -= 1;
        show();
      }
    },
    async asking(key, answer) {
      waiting.set(key, (waiting.get(key) ?? 0) + 1);
      show();
      try {
        return await answer;
      } finally {
        const left = (waiting.get(key) ?? 1) - 1;
        if (left === 0) waiting.delete(key);
        else waiting.set(key, left);
      }
    },
    answered(answer) {
      const { outcome, stale } = answer;
      if (stale === undefined && says === outcome) return;
      const answered = { outcome, ...(stale !== undefined && { stale }) };
      says = stale === undefined ? outcome : undefined;
      last = () => withDemo(texts, answeredStatus(texts, answered), simulated);
    },
    failed(error) {
      says = undefined;
      last = () => failureStatus(texts, asError(error));
    },
  };
}
