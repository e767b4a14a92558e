import type { Clock } from '../clock';
import { createLine } from '../in-order';
import { atOnce, inPieces, type Pieces } from '../in-pieces';
import { createSteadyClock } from '../steady-clock';
import type { Values } from '../store/store';
import { createWindowWriter } from './kept/writer';
import { findKept, restore, type Found } from './kept/restore';
import { createSkipped } from './skipped';
import { createTicks } from './ticks';
import { createWindow, type Counted, type FoundIndicator, type Window } from './window';

export interface CollectorOptions {
  readonly clock: Clock;
  readonly values: Values;
  /** Tells the windows in one store apart. */
  readonly name: string;
  /** Milliseconds that the window is long. */
  readonly length: number;
  /** Milliseconds between two ticks; without it there is none. */
  readonly every?: number;
  /** How many are told of at once; 0: all. */
  readonly limit: number;
  /** How many indicators are held at the most. */
  readonly maxDistinct: number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether what an earlier life has counted still takes a place; all does unless told. */
  readonly isWanted?: (found: FoundIndicator) => boolean;
  /**
   * Sends on what was counted, with how many different ones took no place meanwhile; times are ms UTC.
   * Returns what resolves when all is sent, where that takes more than a moment.
   */
  readonly send: (counted: readonly Counted[], skipped: number) => Promise<void> | undefined;
  /** What went wrong at a tick. */
  readonly fail: (error: unknown) => void;
}

/** What a window holds at the moment. */
interface CollectorState {
  readonly indicators: number;
  readonly events: number;
  /** How many different ones took no place. */
  readonly skipped: number;
  /** The next tick, ms UTC. */
  readonly next?: number;
}

/** Counts what is found in events, keeps it in the store and sends it on at each tick. */
export interface Collector {
  /** Counts an event; resolves once it is written down. */
  add(found: readonly FoundIndicator[], sample: () => string): Promise<void>;
  /** Counts what was also found in the event that was counted last: for what is found little by little. */
  addMore(found: readonly FoundIndicator[], sample: () => string): Promise<void>;
  /** Notes what takes no place. */
  skip(found: FoundIndicator): void;
  /** Whether an indicator has a place already. */
  has(key: string): boolean;
  /** The most frequent of what is there, as `flush` would send them, `most` at the most. Times are ms UTC. */
  look(most: number): Promise<readonly Counted[]>;
  /** Sends on what is there; the ticks stay as they are. */
  flush(): void;
  /** Empties the window and what is written of it; the ticks stay as they are. */
  reset(): Promise<void>;
  /** Begins with the ticks: one that was missed comes now. */
  start(): void;
  state(): CollectorState;
  /** Resolves once all is written. */
  close(): Promise<void>;
}

/** Takes up the window that was kept under this name, or begins with an empty one. */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
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

/** The last tick of an earlier life. One without ticks has missed none: they begin now. */
function tickedBefore({ head, changes }: Found, now: number): number {
  if (head.every === 0) return now;
  return Math.max(head.ticked, changes.at(-1)?.ticked ?? head.ticked);
}
