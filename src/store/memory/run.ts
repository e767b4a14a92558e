import { StoreError } from '../errors';

/** Runs one operation of a memory store; rejects when the store is closed. */
export type Run = <Result>(work: () => Result) => Promise<Result>;

/** What the parts of one memory store share: whether it is still open. */
export function createRun(): { readonly run: Run; readonly close: () => void } {
  let open = true;
  return {
    run: async (work) => {
      if (!open) throw new StoreError('The store is closed.');
      return work();
    },
    close: () => {
      open = false;
    },
  };
}
