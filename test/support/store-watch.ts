import type { Store } from '../../src/store/store';

/** Sees what is asked of stores. */
export interface StoreWatch {
  /** Whether an operation is under way. */
  readonly isBusy: () => boolean;
  /** The store as a process has it until `end`: from then on nothing is done, and nothing comes back. */
  readonly watch: (store: Store, end: AbortSignal) => Store;
}

/** Watches values and quotas. */
export function createStoreWatch(): StoreWatch {
  let underWay = 0;

  function until<Parts extends unknown[], Result>(
    end: AbortSignal,
    operation: (...parts: Parts) => Promise<Result>,
  ): (...parts: Parts) => Promise<Result> {
    return (...parts) =>
      new Promise((resolve, reject) => {
        if (end.aborted) return;
        underWay += 1;
        const over = (tell: () => void): void => {
          underWay -= 1;
          if (!end.aborted) tell();
        };
        operation(...parts).then(
          (result) => over(() => resolve(result)),
          (error: unknown) => over(() => reject(error)),
        );
      });
  }

  return {
    isBusy: () => underWay > 0,
    watch: (store, end) => {
      const { values, quotas } = store;
      return {
        ...store,
        values: {
          get: until(end, (key) => values.get(key)),
          set: until(end, (...parts) => values.set(...parts)),
          remove: until(end, (key) => values.remove(key)),
        },
        quotas: {
          reserve: until(end, (...parts) => quotas.reserve(...parts)),
          settle: until(end, (...parts) => quotas.settle(...parts)),
          pause: until(end, (...parts) => quotas.pause(...parts)),
          usage: until(end, (key) => quotas.usage(key)),
        },
      };
    },
  };
}
