import { keyOf, type Connection } from './sqlite-connection';
import type { Claims } from './store';

interface ClaimRow {
  readonly since: number;
  readonly note: string;
  readonly count: number;
}

/** Claims that are over deleted with each that is made: two, so that it catches up. */
const OVER_AT_ONCE = 2;

/** Claims in a file. */
export function createSqliteClaims({ time, prepare, write }: Connection): Claims {
  const count = prepare<ClaimRow>(
    `UPDATE claim SET count = count + 1 WHERE key = ? AND ends > ?
     RETURNING since, note, count`,
  );
  const insert = prepare('INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, 0)');
  const remove = prepare('DELETE FROM claim WHERE key = ?');
  const deleteOver = prepare(
    `DELETE FROM claim WHERE key IN
     (SELECT key FROM claim WHERE ends <= ? ORDER BY ends LIMIT ${OVER_AT_ONCE})`,
  );

  return {
    claim: (key, milliseconds, note) =>
      write(() => {
        time.refresh();
        const now = time.elapsed();
        deleteOver.run(now);
        const holder = count.get(keyOf(key), now);
        if (holder === undefined) {
          insert.run(keyOf(key), now, now + milliseconds, JSON.stringify(note));
          return { first: true };
        }
        return {
          first: false,
          note: String(JSON.parse(holder.note)),
          count: holder.count,
          since: holder.since + time.now() - now,
        };
      }),
    release: (key) => write(() => void remove.run(keyOf(key))),
  };
}
