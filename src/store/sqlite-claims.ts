import { decideClaim, releaseClaim, REMEMBERED, type ClaimState } from './claim-state';
import { keyOf, type Connection } from './sqlite-connection';
import type { Claims } from './store';

interface ClaimRow {
  readonly ends: number;
  readonly state: string;
}

/** Claims that are over deleted with each that is made: two, so that it catches up. */
const OVER_AT_ONCE = 2;

/** The claims of each name, in a file. */
export function createSqliteClaims({ time, prepare, write }: Connection): (name: string) => Claims {
  const select = prepare<ClaimRow>('SELECT ends, state FROM claim WHERE name = ? AND key = ?');
  const upsert = prepare('INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?)');
  const remove = prepare('DELETE FROM claim WHERE name = ? AND key = ?');
  const removeAll = prepare('DELETE FROM claim WHERE name = ?');
  const deleteOver = prepare(
    `DELETE FROM claim WHERE (name, key) IN
     (SELECT name, key FROM claim WHERE ends <= ? ORDER BY ends LIMIT ${OVER_AT_ONCE})`,
  );

  return (name) => ({
    claim: (key, wish) =>
      write(() => {
        time.refresh();
        const now = time.elapsed();
        const row = select.get(keyOf(name), keyOf(key));
        const known = row && row.ends > now ? read(row) : undefined;
        const { state, claim } = decideClaim(known, wish, now, (then) => then + time.now() - now);
        // Only what is raised may add a row.
        if (claim.outcome !== 'held') deleteOver.run(now);
        const ends = Math.max(state.since + wish.quiet + REMEMBERED, row?.ends ?? 0);
        upsert.run(keyOf(name), keyOf(key), ends, JSON.stringify(state));
        return claim;
      }),
    release: (key, id) =>
      write(() => {
        const row = select.get(keyOf(name), keyOf(key));
        const state = releaseClaim(row && read(row), id);
        if (row && state) upsert.run(keyOf(name), keyOf(key), row.ends, JSON.stringify(state));
        return state !== undefined;
      }),
    forget: (key) => write(() => void remove.run(keyOf(name), keyOf(key))),
    clear: () => write(() => void removeAll.run(keyOf(name))),
  });
}

function read({ state }: ClaimRow): ClaimState {
  return JSON.parse(state);
}
