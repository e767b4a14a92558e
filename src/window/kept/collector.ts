import { createLine } from '../../in-order';
import { atOnce, inPieces, type Pieces } from '../../in-pieces';
import { createSteadyClock } from '../../steady-clock';
import type { Collector, CollectorOptions } from '../collector';
import { createSkipped } from '../skipped';
import { createTicks } from '../ticks';
import { createWindow, type Counted, type FoundIndicator, type Window } from '../window';
import { findKept, restore, tickedBefore } from './restore';
import { createWindowWriter } from './writer';

/** Takes up the window that was kept under this name, or begins with an empty one. */
export async function openKeptCollector(options: CollectorOptions): Promise<Collector> {
  const { clock, values, name, length, every, limit, maxDistinct, random, send, fail } = options;
  const isWanted = options.isWanted ?? wantAll;
  const found = await findKept(values, name);
  const time = createSteadyClock(clock, found?.head.mark);
  const grid = { origin: found?.head.grid.origin ?? time.elapsed(), length };
  const skipped = createSkipped(grid);
  const noteUnwanted = (each: FoundIndicator): boolean => {
    const isKept = isWanted(each);
    if (!isKept) skipped.note(each.key, time.elapsed());
    return isKept;
  };
  /** What was counted and is being sent. */
  const telling = createLine();
  let window: Window = createWindow(grid, maxDistinct);
  const restored =
    found && (await restore(window, found, { values, name, isWanted: noteUnwanted }));
  const ticks = createTicks({
    clock,
    elapsed: () => time.elapsed(),
    every,
    ticked: found ? tickedBefore(found, time.elapsed()) : time.elapsed(),
    moveOn: (to) => window.advance(to),
    tell,
    isTelling: () => !telling.isFree(),
    settled: () => void writer.commit().catch(fail),
    fail,
  });
  const writer = createWindowWriter(
    {
      values,
      name,
      window: () => window,
      ticked: () => ticks.written(),
      every: every ?? 0,
      most: maxDistinct,
      mark: () => time.mark(),
      random,
    },
    restored,
  );

  /** What makes a time of day of one of the window's, as it is now. */
  function datesOfNow(): (at: number) => number {
    const now = clock.now();
    const elapsed = time.elapsed();
    return (at) => at + now - elapsed;
  }

  /** Sends on what the window holds now: what is much in pieces, and all in the order of the calls. */
  function tell(): boolean {
    const { size } = window.indicators;
    if (size === 0) return false;
    const counted = inDates(window.top(limit), datesOfNow());
    const left = skipped.count(time.elapsed());
    if (size > FEW || !telling.isFree()) {
      void telling.run(async () => await send(await inPieces(counted), left)).catch(fail);
      return true;
    }
    const sending = send(atOnce(counted), left);
    if (sending) void telling.run(() => sending).catch(fail);
    return true;
  }

  await writer.commit();
  return {
    add(seen, sample) {
      window.add(ticks.advance(), seen, sample);
      return writer.commit();
    },
    addMore(seen, sample) {
      window.addMore(ticks.advance(), seen, sample);
      return writer.commit();
    },
    skip: ({ key }) => skipped.note(key, time.elapsed()),
    has: (key) => window.indicators.rowOf(key) !== undefined,
    async look(most) {
      ticks.advance();
      return await inPieces(inDates(window.top(most), datesOfNow()));
    },
    flush() {
      ticks.advance();
      tell();
      return undefined;
    },
    async reset() {
      window = createWindow(grid, maxDistinct);
      skipped.clear();
      await writer.clear();
    },
    start: () => ticks.start(),
    state() {
      const next = ticks.next();
      return {
        indicators: window.indicators.size,
        events: window.events,
        skipped: skipped.count(time.elapsed()),
        ...(next !== undefined && { next: datesOfNow()(next) }),
      };
    },
    async close() {
      await telling.settled();
      ticks.close();
      await writer.commit();
    },
  };
}

/** Indicators that are sorted and sent on at once. */
const FEW = 1000;

function* inDates(counting: Pieces<Counted[]>, toDate: (at: number) => number): Pieces<Counted[]> {
  const counted = yield* counting;
  for (const [place, each] of counted.entries()) {
    const { key, value, sample, count, error, first, last } = each;
    counted[place] = { key, value, sample, count, error, first: toDate(first), last: toDate(last) };
    if (place % FEW === 0) yield;
  }
  return counted;
}

const wantAll = (): boolean => true;
