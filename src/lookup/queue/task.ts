import type { InLine } from './waiting-line';

/** What is done when its turn comes, perhaps more than once. */
export interface Task extends InLine {
  /** Does it, for the attempt that was reserved for it. Never rejects. */
  start(attempt: string): Promise<void>;
  /** Ends it without a result. */
  refuse(error: Error): void;
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
  work: (attempt: string) => Promise<Result>,
  { number, urgent }: InLine,
  host: Host,
): { readonly task: Task; readonly result: Promise<Result> } {
  let resolve: ((result: Result) => void) | undefined;
  let reject: ((error: unknown) => void) | undefined;
  const result = new Promise<Result>((...settle) => {
    [resolve, reject] = settle;
  });
  const task: Task = {
    number,
    urgent,
    refuse: (error) => reject?.(error),
    async start(attempt) {
      host.begun();
      try {
        resolve?.(await work(attempt));
      } catch (error) {
        if (!host.takesBack(error, task)) reject?.(error);
      } finally {
        host.over();
      }
    },
  };
  return { task, result };
}
