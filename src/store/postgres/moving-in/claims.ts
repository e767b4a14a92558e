import { randomUUID } from 'node:crypto';
import { absorbClaim } from '../../rules/absorbing';
import type { ClaimState } from '../../rules/claims';
import type { Stock, StockClaim } from '../../rules/stock';
import type { Argument } from '../caller';
import { keyColumns, readClaim, stateColumns, type KeyedRow } from '../claim-rows';
import { literal } from '../connection/literals';
import { keyOf } from '../texts';
import type { TimesInside } from './times-inside';
import type { Spot } from './spot';

/** A claim that is known here, with the name of its claims. */
interface KnownRow extends KeyedRow {
  readonly name: string;
}

/** Takes claims over; what both know of a key becomes one, as when one store has stood in for another. */
export async function moveClaims(
  spot: Spot,
  stock: Stock,
  { ranks }: Pick<TimesInside, 'ranks'>,
): Promise<void> {
  for (const part of stock.claims()) {
    const claims = part.map((claim) => shifted(claim, spot.shift, ranks));
    if (claims.length > 0) await write(spot, claims, await find(spot, claims));
  }
}

function shifted(
  { state, ends, ...claim }: StockClaim,
  shift: number,
  ranks: TimesInside['ranks'],
): StockClaim {
  const { since, countedSince, carriedSince } = state;
  return {
    ...claim,
    ends: ends + shift,
    state: {
      ...state,
      since: since + shift,
      countedSince: countedSince === null ? null : countedSince + shift,
      carriedSince: carriedSince === null ? null : carriedSince + shift,
      ranks: ranks(claim.name, state.ranks, shift),
    },
  };
}

async function find(
  { schema, now, ask }: Spot,
  claims: readonly StockClaim[],
): Promise<ReadonlyMap<string, KnownRow>> {
  const keys = claims.map(({ name, key }) => `(${literal(keyOf(name))}, ${literal(keyOf(key))})`);
  const rows: readonly KnownRow[] = await ask(
    `SELECT name, key, whole_key, ends, id, since, ranks, count::float8, counted_since,
       carried::float8, carried_since, earlier, released, acknowledged
     FROM ${schema}.claim WHERE (name, key) IN (${keys.join()}) AND ends > ${literal(now)}
     ORDER BY name, key FOR UPDATE`,
  );
  return new Map(rows.map((row) => [nameIn(row.name, row.key), row]));
}

async function write(
  { schema, run }: Spot,
  claims: readonly StockClaim[],
  known: ReadonlyMap<string, KnownRow>,
): Promise<void> {
  const rows = claims.map(({ name, key, ends, state }) => {
    const row = known.get(nameIn(keyOf(name), keyOf(key)));
    const both = absorbClaim(row && readClaim(row), state);
    return rowOf(keyOf(name), key, Math.max(ends, row?.ends ?? 0), both);
  });
  await run(`INSERT INTO ${schema}.claim AS c VALUES ${rows.join()}
    ON CONFLICT (name, key) DO UPDATE SET
      ends = excluded.ends, id = excluded.id, since = excluded.since, ranks = excluded.ranks,
      count = excluded.count, counted_since = excluded.counted_since,
      carried = excluded.carried, carried_since = excluded.carried_since,
      earlier = excluded.earlier, released = excluded.released,
      acknowledged = excluded.acknowledged, version = c.version + 1, mark = excluded.mark`);
}

function rowOf(name: string, key: string, ends: number, state: ClaimState): string {
  const columns: readonly Argument[] = [
    name,
    ...keyColumns(key),
    ends,
    ...stateColumns(state),
    1,
    randomUUID(),
  ];
  const [list, mark] = [columns.slice(0, -1).map(literal), literal(String(columns.at(-1)))];
  // The types of what may be null, and of what is written as a text.
  const types = new Map([
    [6, 'float8[]'],
    [8, 'float8'],
    [10, 'float8'],
  ]);
  const typed = list.map((text, index) => {
    const type = types.get(index);
    return type === undefined ? text : `${text}::${type}`;
  });
  return `(${[...typed, `${mark}::uuid`].join()})`;
}

function nameIn(name: string, key: string): string {
  return `${name}\n${key}`;
}
