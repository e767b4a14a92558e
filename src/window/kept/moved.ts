import type { Clock } from '../../clock';
import { inPieces, type Pieces } from '../../in-pieces';
import { sortedInPieces } from '../../sorted-in-pieces';
import { createSteadyClock } from '../../steady-clock';
import type { MovedIndicator, MovedWindow } from '../../store/moved-window';
import { NONE } from '../records';
import { lastTick, nextTick } from '../schedule';
import { beginOf } from '../slots';
import { createWindow, type Window } from '../window';
import { findKept, restore, tickedBefore } from './restore';

/** Indicators that are taken up where nobody says how many: as many as a collect node holds unless told. */
const MOST = 100_000;

/** A store that is not used any more: what it keeps, and where its clock stands. */
interface KeptElsewhere {
  elapsed(): number;
  value(key: string): Uint8Array | undefined;
}

/**
 * What such a store keeps of a window, as its own node would take it up now; `undefined` where that is
 * nothing. Times are those of the store. A tick that was missed is still due, where there is something to tell.
 */
export async function readKeptWindow(
  store: KeptElsewhere,
  name: string,
  clock: Clock,
): Promise<MovedWindow | undefined> {
  const values = { get: (key: string) => Promise.resolve(store.value(key)) };
  const found = await findKept(values, name);
  if (!found) return undefined;
  const { grid, every, most = MOST } = found.head;
  const now = createSteadyClock(clock, found.head.mark).elapsed();
  const window = createWindow(grid, most);
  await restore(window, found, { values, name, isWanted: () => true });
  const schedule = { ticked: tickedBefore(found, now), every };
  window.advance(every > 0 ? Math.min(now, nextTick(schedule)) : now);
  const isTold = every > 0 && window.indicators.size === 0;
  const shift = store.elapsed() - now;
  return {
    name,
    origin: grid.origin + shift,
    length: grid.length,
    every,
    ticked: (isTold ? lastTick(schedule, now) : schedule.ticked) + shift,
    ...(await inPieces(contentsOf(window, shift))),
  };
}

/** Indicators that are gone through at one go: well below a millisecond. */
const AT_ONE_GO = 200;

function* contentsOf(
  { grid, slots, indicators, records }: Window,
  shift: number,
): Pieces<Pick<MovedWindow, 'slots' | 'indicators'>> {
  const places = new Map(slots.map(({ number }, place) => [number, place]));
  const lasts = slots.map(({ number }) => beginOf(grid, number));
  const rows = yield* sortedInPieces(
    [...indicators.rows()],
    (one, other) => indicators.id.get(one) - indicators.id.get(other),
  );
  const found: MovedIndicator[] = [];
  for (const row of rows) {
    const known = indicators.known(row);
    if (!known) continue;
    const counts = [];
    for (let each = indicators.oldest.get(row); each !== NONE; each = records.next.get(each)) {
      const slot = places.get(records.slot.get(each)) ?? 0;
      const [first, last] = [records.first.get(each), records.last.get(each)];
      lasts[slot] = Math.max(lasts[slot] ?? last, last);
      counts.push({
        slot,
        count: records.count.get(each),
        first: first + shift,
        last: last + shift,
      });
    }
    found.push({ ...known, counts });
    if (found.length % AT_ONE_GO === 0) yield;
  }
  return {
    slots: slots.map(({ number, events, lost }, place) => ({
      events,
      lost,
      first: beginOf(grid, number) + shift,
      last: (lasts[place] ?? 0) + shift,
    })),
    indicators: found,
  };
}
