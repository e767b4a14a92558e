import { StoreError } from '../errors';
import type { Ways } from './either';

/**
 * `trouble` is told of every failure, or with `isOnce` of the first until the primary works again.
 * `isClosed`: then what fails has failed.
 */
export function createWays(
  trouble: (error: StoreError) => void,
  { isOnce, isClosed }: { readonly isOnce: boolean; readonly isClosed: () => boolean },
): Ways {
  const listeners = new Set<() => void>();
  let isFailing = false;

  function failed(error: StoreError): void {
    const isTold = isOnce && isFailing;
    isFailing = true;
    if (!isTold) trouble(error);
  }

  async function tried<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = await work();
    if (isFailing) {
      isFailing = false;
      for (const listener of listeners) listener();
    }
    return result;
  }

  return {
    async either(first, second) {
      try {
        return await tried(first);
      } catch (error) {
        if (isClosed() || !(error instanceof StoreError)) throw error;
        failed(error);
        return await second();
      }
    },
    async strictly(first) {
      try {
        return await tried(first);
      } catch (error) {
        if (!isClosed() && error instanceof StoreError) failed(error);
        throw error;
      }
    },
    onReturn: (listener) => void listeners.add(listener),
  };
}
