import type { ClaimRow } from '../../../src/store/postgres/claim-rows';
import { NOBODY, type DatabaseFunction, type Tables } from './tables';
import { addWork, finishWork, isLost } from './work';

type Kept = Omit<ClaimRow, 'now' | 'utc'> & {
  readonly key: string;
  readonly whole_key: string | null;
};

const UNKNOWN: Omit<ClaimRow, 'now' | 'utc'> = {
  version: 0,
  mark: null,
  ends: null,
  id: null,
  since: null,
  ranks: null,
  count: null,
  counted_since: null,
  carried: null,
  carried_since: null,
  earlier: null,
  released: null,
  acknowledged: null,
};

/** Functions for claims. None is counted before it is decided upon. */
export function claimFunctions(tables: Tables): Readonly<Record<string, DatabaseFunction>> {
  const { time } = tables;
  const books = new Map<string, Map<string, Kept>>();

  function bookOf(name: string): Map<string, Kept> {
    const book = books.get(name) ?? new Map<string, Kept>();
    books.set(name, book);
    return book;
  }

  const times = (): { readonly now: number; readonly utc: number } => ({
    now: time.elapsed(),
    utc: time.now(),
  });
  const look = (name: string, key: string): ClaimRow => ({
    ...(bookOf(name).get(key) ?? UNKNOWN),
    ...times(),
  });

  return {
    count_claim: (name: string, key: string) => [{ ...look(name, key), counted: false }],
    find_claim: (name: string, key: string) => [look(name, key)],
    write_claim(
      name: string,
      key: string,
      whole_key: string | null,
      knownVersion: number,
      knownMark: string | null,
      mark: string,
      ends: number,
      id: string,
      since: number,
      ranks: readonly number[],
      count: number,
      counted_since: number | null,
      carried: number,
      carried_since: number | null,
      earlier: boolean,
      released: boolean,
      acknowledged: boolean,
      _isRaised: boolean,
      keptQueue: string | null,
      kept: string | null,
      payload: Uint8Array | null,
      forAll: boolean,
      replacedQueue: string | null,
      replaced: readonly string[],
      required: readonly string[],
      me: string,
    ) {
      const known = bookOf(name).get(key);
      if (known?.mark === mark) return [{ written: true }];
      if (isLost(tables, replacedQueue, replaced, required, me)) return [{ lost: true }];
      if ((known?.version ?? 0) !== knownVersion || (known?.mark ?? null) !== knownMark) {
        return [{ written: false }];
      }
      const version = knownVersion + 1;
      const counts = { count, counted_since, carried, carried_since };
      const state = { id, since, ranks, ...counts, earlier, released, acknowledged };
      bookOf(name).set(key, { ...state, key, whole_key, version, mark, ends });
      finishWork(tables, replacedQueue ?? '', replaced, me);
      if (kept && payload)
        addWork(tables, {
          id: kept,
          queue: keptQueue ?? '',
          holder: forAll ? NOBODY : me,
          payload,
        });
      return [{ written: true }];
    },
    claims_after: (name: string, after: string, most: number) =>
      [...bookOf(name).values()]
        .filter(({ key }) => key > after)
        .toSorted((one, other) => (one.key < other.key ? -1 : 1))
        .slice(0, most)
        .map((row) => ({ ...row, ...times() })),
    forget_claim: (name: string, key: string) => void bookOf(name).delete(key),
    clear_claims: (name: string) => bookOf(name).clear(),
  };
}
