import { createMarks, createNumbers, createTimes, type Column } from './columns';

/** No row. */
export const NONE = -1;

/**
 * How often each indicator came in each slot of the window: one record for each pair. The records of
 * one indicator hang together, oldest first, each by the row of the `next`.
 */
export interface Records {
  /** Row of the indicator, or `NONE` for a record that is free. */
  readonly indicator: Column;
  /** That of a free record still tells in which slot's list it stands. */
  readonly slot: Column;
  readonly count: Column;
  /** Times of the first and last event that are counted here. */
  readonly first: Column;
  readonly last: Column;
  readonly next: Column;
  /** How much of `count` lies in pages that are written and will not be written again. */
  readonly written: Column;
  /** 1 where the record was changed since the page that is being filled was begun. */
  readonly changed: Column;
  /** Takes a free record. */
  take(): number;
  free(record: number): void;
}

export function createRecords(): Records {
  const indicator = createNumbers();
  const next = createNumbers();
  const slot = createTimes();
  let rows = 0;
  let firstFree = NONE;

  return {
    indicator,
    next,
    slot,
    count: createNumbers(),
    first: createTimes(),
    last: createTimes(),
    written: createNumbers(),
    changed: createMarks(),
    take() {
      if (firstFree === NONE) {
        rows += 1;
        slot.set(rows - 1, Number.NaN);
        return rows - 1;
      }
      const record = firstFree;
      firstFree = next.get(record);
      return record;
    },
    free(record) {
      indicator.set(record, NONE);
      next.set(record, firstFree);
      firstFree = record;
    },
  };
}
