import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../clock';
import { createSteadyClock } from '../../../steady-clock';
import { StoreError } from '../../errors';
import type { ClaimState } from '../../rules/claims';
import type { Stock, StockClaim, StockValue, StockWork } from '../../rules/stock';
import { keyOf, textOf } from '../keys';
import { readUsedQuotas } from '../rescue/used-quotas';
import { identityOf } from './identity';

/** Rows that are read at once: more would hold up everything else. */
const AT_ONCE = 50;

type Key = string | Uint8Array;

interface ValueRow {
  readonly id: number;
  readonly key: Key;
  readonly ends: number;
  readonly value: Uint8Array;
}

interface ClaimRow extends Omit<ClaimState, 'ranks' | 'earlier' | 'released' | 'acknowledged'> {
  readonly name: Key;
  readonly key: Key;
  readonly ends: number;
  readonly ranks: string;
  readonly earlier: number;
  readonly released: number;
  readonly acknowledged: number;
}

interface WorkRow {
  readonly id: number;
  readonly queue: Key;
  readonly state: 'ready' | 'delayed' | 'taken' | 'dead';
  readonly priority: number;
  readonly due: number;
  readonly taken: number;
  readonly reason: string | null;
  readonly body: Uint8Array;
}

/**
 * What lies in a file that nobody uses any more. Nothing that is over is among it.
 * @throws StoreError where it was not set aside, or never used.
 */
export function readStock(database: DatabaseSync, clock: Clock): Stock {
  const identity = identityOf(database);
  const used = readUsedQuotas(database);
  if (identity === undefined || !used) throw new StoreError('The file was not set aside before.');
  const time = createSteadyClock(clock, used.mark);
  const selectValues = database.prepare<ValueRow>(
    'SELECT id, key, ends, value FROM kept WHERE id > ? ORDER BY id LIMIT ?',
  );
  const selectKeys = database.prepare<Pick<ValueRow, 'key'>>(
    'SELECT key FROM kept WHERE substr(key, 1, ?) = ? AND ends > ? ORDER BY key',
  );
  const selectValue = database.prepare<Pick<ValueRow, 'value'>>(
    'SELECT value FROM kept WHERE key = ? AND ends > ?',
  );
  const selectClaims = database.prepare<ClaimRow>(
    `SELECT name, key, ends, id, since, ranks, count, counted_since AS countedSince, carried,
       carried_since AS carriedSince, earlier, released, acknowledged
     FROM claim WHERE (name, key) > (?, ?) ORDER BY name, key LIMIT ?`,
  );
  const selectWork = database.prepare<WorkRow>(
    `SELECT work.id, queue, state, priority, due, taken, reason, body
     FROM work JOIN payload ON payload.id = work.id WHERE work.id > ? ORDER BY work.id LIMIT ?`,
  );

  function* claims(): Generator<readonly StockClaim[]> {
    const now = time.elapsed();
    // No claims have an empty name.
    let last: Pick<ClaimRow, 'name' | 'key'> | undefined = { name: '', key: '' };
    while (last) {
      const rows: readonly ClaimRow[] = selectClaims.all(last.name, last.key, AT_ONCE);
      last = rows.at(-1);
      yield rows.filter(({ ends }) => ends > now).map(readClaim);
    }
  }

  return {
    identity,
    elapsed: () => time.elapsed(),
    values: () =>
      after<ValueRow, StockValue>(
        (last) => selectValues.all(last, AT_ONCE),
        ({ key, ends, value }) =>
          ends > time.elapsed() ? [{ key: textOf(key), ends, value }] : [],
      ),
    keys: (start) =>
      selectKeys.all(start.length, start, time.elapsed()).map(({ key }) => textOf(key)),
    value: (key) => selectValue.get(keyOf(key), time.elapsed())?.value,
    claims,
    quotas: () => used.keys,
    work: () =>
      after<WorkRow, StockWork>(
        (last) => selectWork.all(last, AT_ONCE),
        (row) => [readWork(row)],
      ),
  };
}

/** Reads rows in the order of their ids, some at a time. */
function* after<Row extends { readonly id: number }, Part>(
  select: (last: number) => readonly Row[],
  read: (row: Row) => readonly Part[],
): Generator<readonly Part[]> {
  for (let last: number | undefined = -1; last !== undefined;) {
    const rows = select(last);
    last = rows.at(-1)?.id;
    if (rows.length > 0) yield rows.flatMap(read);
  }
}

function readClaim({ name, key, ends, ...row }: ClaimRow): StockClaim {
  const ranks: unknown = JSON.parse(row.ranks);
  return {
    name: textOf(name),
    key: textOf(key),
    ends,
    state: {
      ...row,
      id: textOf(row.id),
      ranks: Array.isArray(ranks) ? ranks.map(Number) : [],
      earlier: row.earlier !== 0,
      released: row.released !== 0,
      acknowledged: row.acknowledged !== 0,
    },
  };
}

/** What was taken when its process ended is to be taken again. */
function readWork({ queue, state, priority, due, taken, reason, body }: WorkRow): StockWork {
  return {
    queue: textOf(queue),
    payload: body,
    priority,
    taken,
    due: state === 'delayed' ? due : 0,
    ...(state === 'dead' && { reason: String(JSON.parse(reason ?? '""')) }),
  };
}
