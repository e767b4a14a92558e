import { ClosedError } from '../../closed-error';
import { QuotaError } from '../errors';
import { HeldBackError } from './held-back-error';
import type { InLine } from './waiting-line';

/** What is done when its turn comes, perhaps more than once. */
export interface Task extends InLine {
  /** Does it, for the attempt that was reserved for it, at `since` or later. Never rejects. */
  start(attempt: string, since?: number): Promise<void>;
  isRunning(): boolean;
  /** Ends it without a result; for want of quota with what it failed with before, if it did. */
  refuse(error: Error): void;
  /** When it was refused for want of quota first: ms, elapsed. */
  refusedSince?: number;
  /** Whoever wished for it waits no longer: it does not come back. */
  isGivenUp?: boolean;
  /** Whether it may still be done; absent where nobody else might do it. */
  readonly isOurs?: (() => boolean) | undefined;
}

/** Who starts tasks and takes them back. */
interface Host {
  begun(): void;
  /** Whether a task that has failed so comes back to its place instead of having failed. */
  takesBack(error: unknown, task: Task): boolean;
  /** Called last, in the same breath as the result is settled. */
  over(): void;
}

/** Makes a task of `work`; its result settles as `work` does, unless it is taken back or refused. */
export function createTask<Result>(
  work: (attempt: string, since?: number) => Promise<Result>,
  { number, urgent, isOurs }: InLine & Pick<Task, 'isOurs'>,
  host: Host,
): { readonly task: Task; readonly result: Promise<Result> } {
  let resolve: ((result: Result) => void) | undefined;
  let reject: ((error: unknown) => void) | undefined;
  const result = new Promise<Result>((...settle) => {
    [resolve, reject] = settle;
  });
  let failure: unknown;
  let running = false;
  const task: Task = {
    number,
    urgent,
    isOurs,
    refuse: (error) => reject?.(error instanceof QuotaError ? (failure ?? error) : error),
    isRunning: () => running,
    async start(attempt, since) {
      running = true;
      host.begun();
      try {
        resolve?.(await work(attempt, since));
      } catch (error) {
        running = false;
        failure = error instanceof HeldBackError ? error.failure : undefined;
        if (!host.takesBack(error, task)) reject?.(failureIn(error));
      } finally {
        host.over();
      }
    },
  };
  return { task, result };
}

function failureIn(error: unknown): unknown {
  if (!(error instanceof HeldBackError)) return error;
  return error.failure ?? new ClosedError('Closed while the lookup was waiting');
}
