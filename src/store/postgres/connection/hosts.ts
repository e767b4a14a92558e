import type { StoreError } from '../../errors';
import type { Failure } from './failures';

/**
 * Tries one host after the other, from `first` on, until `open` has what it opens. Rejects with what
 * tells most of all that failed: one that answers and cannot be used, before those that do not answer.
 */
export async function openAtOne<Opened>(
  count: number,
  first: number,
  tell: (error: unknown) => Failure,
  open: (host: number) => Promise<Opened>,
): Promise<{ readonly opened: Opened; readonly host: number }> {
  const failures: StoreError[] = [];
  for (let tried = 0; tried < count; tried += 1) {
    const host = (first + tried) % count;
    try {
      return { opened: await open(host), host };
    } catch (error) {
      failures.push(tell(error).error);
    }
  }
  throw failures.find(({ trouble }) => trouble !== 'unreachable') ?? failures[0];
}
