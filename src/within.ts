import type { Clock } from './clock';

/**
 * Resolves when `work` is done, or after `milliseconds` where that takes longer. Rejects with what `work`
 * rejects with until then.
 */
export function within(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, resolve);
    work.then(() => resolve(), reject).finally(cancel);
  });
}
