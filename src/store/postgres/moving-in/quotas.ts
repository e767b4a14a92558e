import { MINUTE, rollOver } from '../../rules/quotas';
import type { UsedQuota } from '../../rules/used-quotas';
import type { Stock } from '../../rules/stock';
import { literal } from '../connection/literals';
import { keyOf } from '../texts';
import type { Spot } from './spot';

/**
 * Takes over what was used of quotas, on top of what was used here: no request was counted by both. The
 * attempts of the last minute count as if they were made after those that are known here.
 */
export async function moveQuotas(spot: Spot, stock: Stock): Promise<void> {
  const keys = [...stock.quotas()].toSorted(([one], [other]) =>
    keyOf(one) < keyOf(other) ? -1 : 1,
  );
  for (const [key, used] of keys) await moveQuota(spot, keyOf(key), used);
}

async function moveQuota(spot: Spot, name: string, used: UsedQuota): Promise<void> {
  const { schema, shift, ahead, now, run } = spot;
  const key = literal(name);
  const attempts = used.attempts.map((at) => at + shift);
  const state = rollOver(
    used.state,
    now + ahead,
    (time) => attempts.filter((at) => at + ahead > time).length,
  );
  const fresh = attempts.filter((at) => at > now - MINUTE);
  const paused = literal(used.pausedUntil + shift);
  await run(
    `INSERT INTO ${schema}.quota (key) VALUES (${key}) ON CONFLICT DO NOTHING;
    SELECT FROM ${schema}.quota WHERE key = ${key} FOR NO KEY UPDATE;
    WITH rolled AS (
      SELECT (${schema}.roll_over(q, ${schema}.now_ms(), ${literal(ahead)})).*
      FROM ${schema}.quota q WHERE q.key = ${key}
    )
    UPDATE ${schema}.quota q SET
      day_ends = greatest(r.day_ends, ${literal(state.dayEnds)}),
      day_used = r.day_used + ${literal(state.dayUsed)},
      month_ends = greatest(r.month_ends, ${literal(state.monthEnds)}),
      month_used = r.month_used + ${literal(state.monthUsed)},
      paused_until = greatest(q.paused_until, ${paused}),
      attempts = q.attempts + ${literal(fresh.length)}
    FROM rolled r WHERE q.key = r.key;
    INSERT INTO ${schema}.attempt
    SELECT ${key}, q.attempts - ${literal(fresh.length)} + n.place,
      greatest(n.at, (SELECT max(a.at) FROM ${schema}.attempt a WHERE a.quota = ${key}))
    FROM ${schema}.quota q, unnest(${literal(fresh)}::float8[]) WITH ORDINALITY AS n (at, place)
    WHERE q.key = ${key}`,
  );
}
