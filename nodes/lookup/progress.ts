import type { NodeStatus } from 'node-red';
import type { Load } from '../../src/lookup/queue/scheduler';
import { asError } from '../../src/as-error';
import {
  busyStatus,
  failureStatus,
  OUTCOME_STATUS,
  withDemo,
  type ShowStatus,
} from '../shared/status';
import type { LookupAnswer } from './allowed';

/** What a lookup node shows of its work. */
export interface Progress {
  show(): void;
  /** Counts `work` as under way until it has settled. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  answered(answer: LookupAnswer): void;
  failed(error: unknown): void;
}

/** How an indicator looks that the user's own list allows. */
const ALLOWED = { fill: 'green', shape: 'ring' } as const;

/** Shows its own work, and what became of it until the next. */
export function createProgress(status: ShowStatus, load: () => Load, simulated: boolean): Progress {
  let last: NodeStatus = simulated ? { fill: 'grey', shape: 'ring', text: 'demo' } : {};
  let unfinished = 0;

  function show(): void {
    status(unfinished === 0 ? last : withDemo(busyStatus(unfinished, load()), simulated));
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
      const text = answer.stale === undefined ? answer.outcome : `${answer.outcome}, but old`;
      const look = answer.outcome === 'allowed' ? ALLOWED : OUTCOME_STATUS[answer.outcome];
      last = withDemo({ ...look, text }, simulated);
    },
    failed(error) {
      last = failureStatus(asError(error));
    },
  };
}
