import type { MovedIndicator, MovedWindow } from '../../moved-window';
import type { Stock } from '../../rules/stock';
import { literal } from '../connection/literals';
import { SLOTS } from '../sql/window-counts';
import { keyOf, writeText } from '../texts';
import type { TimesInside } from './times-inside';
import type { Spot } from './spot';
import { joinWindow, type Joining, type KnownWindow } from './joining';

/** Indicators that are written at once: each may have been counted in all slots. */
const AT_ONCE = 300;

/** An indicator that was written. */
interface WrittenRow {
  readonly id: number;
  readonly key: string;
  readonly is_new: boolean;
}

/**
 * Takes over what was counted in windows, on top of what was counted here: no event was counted by both.
 * There may be more indicators than a window holds: the next that comes in makes room.
 */
export async function moveWindows(
  spot: Spot,
  stock: Stock,
  { windows }: Pick<TimesInside, 'windows'>,
): Promise<void> {
  for await (const window of windows(stock)) await moveWindow(spot, window);
}

async function moveWindow(spot: Spot, window: MovedWindow): Promise<void> {
  const known = await takeUp(spot, window);
  const joined = joinWindow(known, window, spot);
  await writeParts(spot, known.id, window, joined);
  let fresh = 0;
  for (let from = 0; from < window.indicators.length; from += AT_ONCE) {
    const part = window.indicators.slice(from, from + AT_ONCE);
    fresh += await writeIndicators(spot, known.id, part, joined);
  }
  const { ticked, cut, origin, part } = joined;
  await spot.run(
    `UPDATE ${spot.schema}.collect SET
      origin = ${literal(origin)}, ticked = ${literal(ticked)}, part = ${literal(part)},
      ${cut ? `cut_at = ${literal(cut.at)}, cut_part = ${literal(cut.part)}, told = 0, told_to = NULL,` : ''}
      indicators = indicators + ${literal(fresh)}, touched = ${literal(spot.now)}
    WHERE id = ${literal(known.id)}`,
  );
}

/** The window of that name here, which nobody changes until this is over; begun where there is none. */
async function takeUp(
  { schema, now, ask }: Spot,
  { name, length, every }: MovedWindow,
): Promise<KnownWindow> {
  const key = literal(keyOf(name));
  const begin = [now, length, every, now, now].map(literal);
  const [row] = await ask(
    `INSERT INTO ${schema}.collect (name, origin, length, every, ticked, touched)
     VALUES (${key}, ${begin.join()}) ON CONFLICT DO NOTHING;
     SELECT FROM ${schema}.collect WHERE name = ${key} FOR UPDATE;
     SELECT w.id, w.origin, w.every, w.ticked, w.part::float8, w.told::float8,
       w.cut_part::float8 AS "cutPart", w.lost::float8,
       (SELECT min(p.part)::float8 FROM ${schema}.collect_part p WHERE p.win = w.id) AS "firstPart",
       (SELECT min(p.lost_before)::float8 FROM ${schema}.live_parts(
         w, ${literal(now)}, ${literal(Number.MAX_SAFE_INTEGER)}
       ) p) AS "lostBefore", w.cut_at AS "cutAt"
     FROM ${schema}.collect w WHERE w.name = ${key}`,
  );
  return row;
}

/** What was lost there may have been of any indicator here, and what was lost here of any there. */
async function writeParts(
  { schema, shift, run }: Spot,
  win: number,
  { length, slots }: MovedWindow,
  { origin, parts, lostBefore }: Joining,
): Promise<void> {
  const rows: string[] = [];
  let lost = lostBefore;
  for (const [place, slot] of slots.entries()) {
    const [first, last] = [slot.first + shift, slot.last + shift];
    const number = `floor((${literal(last)} - ${literal(origin)}) * ${SLOTS} / ${literal(length)})`;
    const columns = [slot.events, lost, first, last].map(literal);
    rows.push(`(${literal(win)}, ${literal(parts + place)}, ${number}, ${columns.join()})`);
    lost += slot.lost;
  }
  const more = literal(lost - lostBefore);
  if (lost > lostBefore) {
    await run(`UPDATE ${schema}.collect SET lost = lost + ${more} WHERE id = ${literal(win)};
      UPDATE ${schema}.collect_part SET lost_before = lost_before + ${more} WHERE win = ${literal(win)};
      UPDATE ${schema}.collect_indicator SET lost_at = lost_at + ${more} WHERE win = ${literal(win)}`);
  }
  if (rows.length > 0) await run(`INSERT INTO ${schema}.collect_part VALUES ${rows.join()}`);
}

/** Resolves with how many were not here before. */
async function writeIndicators(
  { schema, shift, ask, run }: Spot,
  win: number,
  found: readonly MovedIndicator[],
  { parts }: Joining,
): Promise<number> {
  const lists = [
    found.map(({ key }) => keyOf(key)),
    found.map(({ key }) => (keyOf(key) === key ? '' : writeText(key))),
    found.map(({ value }) => writeText(value)),
    found.map(({ sample }) => writeText(sample)),
  ].map(literal);
  const amounts = `${literal(found.map(({ counts }) => counts.length))}::integer[]`;
  const rows: readonly WrittenRow[] = await ask(
    `INSERT INTO ${schema}.collect_indicator AS i
       (win, key, whole_key, value, sample, counts, lost_at)
     SELECT w.id, n.key, nullif(n.whole_key, ''), n.value, n.sample, n.counts, w.lost
     FROM ${schema}.collect w
     CROSS JOIN unnest(${lists.join()}, ${amounts})
       WITH ORDINALITY AS n (key, whole_key, value, sample, counts, place)
     WHERE w.id = ${literal(win)} ORDER BY n.place
     ON CONFLICT (win, key) DO UPDATE SET counts = i.counts + excluded.counts, spare = false
     RETURNING id::float8, key, xmax = 0 AS is_new`,
  );
  const ids = new Map(rows.map(({ key, id }) => [key, id]));
  const counts = found.flatMap((each) =>
    each.counts.map((count) => ({ ...count, id: ids.get(keyOf(each.key)) ?? 0 })),
  );
  const columns = [
    counts.map(({ id }) => id),
    counts.map(({ slot }) => parts + slot),
    counts.map(({ count }) => count),
    counts.map(({ first }) => first + shift),
    counts.map(({ last }) => last + shift),
  ].map((column) => `${literal(column)}::float8[]`);
  await run(
    `INSERT INTO ${schema}.collect_count (indicator, part, win, count, first, last)
     SELECT n.id, n.part, ${literal(win)}, n.count, n.first, n.last
     FROM unnest(${columns.join()}) AS n (id, part, count, first, last)`,
  );
  return rows.filter((row) => row.is_new).length;
}
