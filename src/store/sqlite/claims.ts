import type { SqlValue } from 'node:sqlite';
import { absorbClaim, fromRecord } from '../rules/absorbing';
import {
  acknowledgeClaim,
  decideClaim,
  endOf,
  endQuietOf,
  heldClaim,
  isHeld,
  leaveBehind,
  releaseClaim,
  REMEMBERED,
  type ClaimState,
} from '../rules/claims';
import type { Connection } from './connection';
import { keyOf, textOf } from './keys';
import type { SqliteQueues } from './queue';
import type { ClaimRecord } from '../claim-record';
import type { Claim, Claims, ClaimWish, HeldClaim } from '../store';

interface ClaimRow {
  readonly ends: number;
  readonly id: string | Uint8Array;
  readonly since: number;
  readonly ranks: string;
  readonly count: number;
  readonly countedSince: number | null;
  readonly carried: number;
  readonly carriedSince: number | null;
  readonly earlier: number;
  readonly released: number;
  readonly acknowledged: number;
}

interface KeyedRow extends ClaimRow {
  readonly key: string | Uint8Array;
}

type HeldRow = Pick<ClaimRow, 'id' | 'since' | 'count'> & { readonly countedSince: number };

/** Claims that are looked at in one operation. */
const LOOKED_AT_ONCE = 500;

/** A number comes before every key, which is a text or a blob (sqlite.org/datatype3.html#sort_order). */
const BEFORE_ALL = -1;

/** Claims that are over deleted with each that is made: two, so that it catches up. */
const OVER_AT_ONCE = 2;

/**
 * The claims of each name, in a file. `put` puts work into a queue
 * and `remove` takes it out, in the open transaction.
 */
export function createSqliteClaims(
  { time, prepare, read: look, write }: Connection,
  { put, remove: removeWork }: Pick<SqliteQueues, 'put' | 'remove'>,
): (name: string) => Claims {
  const select = prepare<ClaimRow>(
    `SELECT ends, id, since, ranks, count, counted_since AS countedSince, carried,
       carried_since AS carriedSince, earlier, released, acknowledged
     FROM claim WHERE name = ? AND key = ?`,
  );
  const selectAfter = prepare<KeyedRow>(
    `SELECT key, ends, id, since, ranks, count, counted_since AS countedSince, carried,
       carried_since AS carriedSince, earlier, released, acknowledged
     FROM claim WHERE name = ? AND key > ? ORDER BY key LIMIT ${LOOKED_AT_ONCE}`,
  );
  const upsert = prepare(
    'INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  // What `decideClaim` says of most of a flood: it is quiet, nothing has grown, all else stays.
  const countHeld = prepare<HeldRow>(
    `UPDATE claim SET count = count + 1, counted_since = ifnull(counted_since, ?1)
     WHERE name = ?2 AND key = ?3 AND released = 0 AND acknowledged = 0 AND ends > ?1 AND since + ?4 > ?1
       AND since + ?4 + ${REMEMBERED} <= ends AND ranks = ?5
     RETURNING id, since, count, counted_since AS countedSince`,
  );
  const remove = prepare('DELETE FROM claim WHERE name = ? AND key = ?');
  const removeAll = prepare('DELETE FROM claim WHERE name = ?');
  const deleteOver = prepare(
    `DELETE FROM claim WHERE (name, key) IN
     (SELECT name, key FROM claim WHERE ends <= ? ORDER BY ends LIMIT ${OVER_AT_ONCE})`,
  );

  function save(book: SqlValue, key: string, ends: number, state: ClaimState): void {
    const { id, since, ranks, count, countedSince, carried, carriedSince } = state;
    upsert.run(
      book,
      keyOf(key),
      ends,
      keyOf(id),
      since,
      JSON.stringify(ranks),
      count,
      countedSince,
      carried,
      carriedSince,
      Number(state.earlier),
      Number(state.released),
      Number(state.acknowledged),
    );
  }

  /** Counts a claim where it is held in the ordinary way. */
  function countIfHeld(
    book: SqlValue,
    key: string,
    wish: ClaimWish,
    now: number,
  ): Claim | undefined {
    const ranks = JSON.stringify(wish.ranks);
    const row = countHeld.get(now, book, keyOf(key), wish.quiet, ranks);
    if (!row) return undefined;
    const ahead = time.now() - now;
    return {
      outcome: 'held',
      id: textOf(row.id),
      since: row.since + ahead,
      suppressed: row.count,
      suppressedSince: row.countedSince + ahead,
    };
  }

  function decide(book: SqlValue, key: string, wish: ClaimWish, now: number): Claim {
    const row = select.get(book, keyOf(key));
    const known = row && row.ends > now ? read(row) : undefined;
    const { state, claim } = decideClaim(known, wish, now, (then) => then + time.now() - now);
    // Only what is raised may add a row.
    if (claim.outcome !== 'held') deleteOver.run(now);
    save(book, key, Math.max(endOf(state, wish.quiet, now), row?.ends ?? 0), state);
    return claim;
  }

  function change(
    book: SqlValue,
    key: string,
    become: (known: ClaimState | undefined) => ClaimState | undefined,
  ): boolean {
    const now = time.elapsed();
    const row = select.get(book, keyOf(key));
    const state = become(row && row.ends > now ? read(row) : undefined);
    if (row && state) save(book, key, Math.max(row.ends, endOf(state, 0, now)), state);
    return state !== undefined;
  }

  function absorb(book: SqlValue, key: string, record: ClaimRecord): void {
    const now = time.elapsed();
    const row = select.get(book, keyOf(key));
    const known = row && row.ends > now ? read(row) : undefined;
    const { state, ends } = fromRecord(record, (utc) => utc - time.now() + now);
    save(book, key, Math.max(ends, row?.ends ?? 0), absorbClaim(known, state));
  }

  function heldAmong(rows: readonly KeyedRow[], quiet: number): HeldClaim[] {
    const now = time.elapsed();
    const toUtc = (then: number): number => then + time.now() - now;
    return rows.flatMap(({ key, ...row }) => {
      const state = read(row);
      const holds = row.ends > now && isHeld(state, quiet, now);
      return holds ? heldClaim(textOf(key), state, toUtc) : [];
    });
  }

  async function* held(book: SqlValue, quiet: number): AsyncGenerator<readonly HeldClaim[]> {
    let after: SqlValue = BEFORE_ALL;
    for (;;) {
      const from: SqlValue = after;
      const rows: KeyedRow[] = await look(() => selectAfter.all(book, from));
      const last = rows.at(-1);
      if (!last) return;
      yield heldAmong(rows, quiet);
      after = last.key;
    }
  }

  return (name) => {
    const book = keyOf(name);
    return {
      claim: (key, wish, leftBehind) =>
        write(() => {
          time.refresh();
          const now = time.elapsed();
          const counted = wish.inPlaceOf ? undefined : countIfHeld(book, key, wish, now);
          const claim = counted ?? decide(book, key, wish, now);
          return leaveBehind(claim, leftBehind, put, removeWork);
        }),
      release: (key, id) => write(() => change(book, key, (known) => releaseClaim(known, id))),
      endQuiet: (key, id) => write(() => change(book, key, (known) => endQuietOf(known, id))),
      acknowledge: (key, seen) =>
        write(() => change(book, key, (known) => acknowledgeClaim(known, seen))),
      held: (quiet) => held(book, quiet),
      absorb: (key, record) => write(() => absorb(book, key, record)),
      forget: (key) => write(() => void remove.run(book, keyOf(key))),
      clear: () => write(() => void removeAll.run(book)),
    };
  };
}

function read({ id, ranks, earlier, released, acknowledged, ...rest }: ClaimRow): ClaimState {
  return {
    ...rest,
    id: textOf(id),
    ranks: JSON.parse(ranks),
    earlier: earlier === 1,
    released: released === 1,
    acknowledged: acknowledged === 1,
  };
}
