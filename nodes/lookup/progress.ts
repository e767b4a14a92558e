import type { NodeStatus } from 'node-red';
import type { Load } from '../../src/lookup/queue/scheduler';
import { asError } from '../../src/as-error';
import { failureStatus } from '../shared/status/failure';
import { answeredStatus, busyStatus, demoStatus } from '../shared/status/lookups';
import { NO_STATUS, withDemo, type MakeStatus, type ShowStatus } from '../shared/status/status';
import type { Texts } from '../shared/status/texts';
import type { LookupAnswer } from './allowed';

/** What a lookup node shows of its work. */
export interface Progress {
  show(): void;
  /** Counts `work` as under way until it has settled. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  answered(answer: LookupAnswer): void;
  failed(error: unknown): void;
}

/** Shows its own work, and what became of it until the next. */
export function createProgress(
  { status, texts }: { readonly status: ShowStatus; readonly texts: Texts },
  load: () => Load,
  simulated: boolean,
): Progress {
  let last: MakeStatus = simulated ? () => demoStatus(texts) : NO_STATUS;
  let unfinished = 0;

  /** As it is when it is seen. */
  function now(): NodeStatus {
    if (unfinished === 0) return last();
    return withDemo(texts, busyStatus(texts, unfinished, load()), simulated);
  }

  function show(): void {
    status(now);
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
    answered(answer) {
      const { outcome, stale } = answer;
      const answered = { outcome, ...(stale !== undefined && { stale }) };
      last = () => withDemo(texts, answeredStatus(texts, answered), simulated);
    },
    failed(error) {
      last = () => failureStatus(texts, asError(error));
    },
  };
}
