import { createHash, randomUUID } from 'node:crypto';
import { ClosedError } from '../../closed-error';
import { createLine } from '../../in-order';
import { within } from '../../within';
import type { SharedState, SharedTick, SharedTop } from '../../store/shared';
import type { Collector, CollectorOptions, Sharing } from '../collector';
import { createSkipped } from '../skipped';
import type { Counted, FoundIndicator } from '../window';
import { createBatches } from './batches';
import { createPlaces } from './places';
import { createSharedTicks } from './ticks';

/** Milliseconds for which what is under way may hold up the end: Node-RED gives 15 s. */
const PATIENCE = 4000;

/** Takes up the window of this name, in which others count too, or begins with an empty one. */
export async function openSharedCollector(
  options: CollectorOptions & { readonly sharing: Sharing },
): Promise<Collector> {
  const { clock, name, length, every = 0, limit, maxDistinct, isWanted, send, fail } = options;
  const { store, queue, sendTick } = options.sharing;
  const { windows, leases, away } = options.sharing.shared;
  const elapsed = (): number => store.elapsed();
  let state = await windows.open(name, length, every);
  const skipped = createSkipped(state);
  const places = createPlaces(elapsed, length, maxDistinct);
  if (isWanted) {
    await windows.sift(name, (key, value) => {
      const isKept = isWanted({ key, value });
      if (!isKept) skipped.note(key, elapsed());
      return isKept;
    });
  }
  /** One life of this process's counter: with the number of a count it names it. */
  const writer = randomUUID();
  let number = 0;
  /** What was counted and is being sent. */
  const telling = createLine();
  let isStarted = false;
  /** Has nobody wait any more for what a tick tells to be written. */
  let abandon: (() => void) | undefined;

  const learn = (told: SharedState): void => {
    state = told;
  };
  const both = createBoth();
  const lookAgain = async (): Promise<void> => learn(await windows.look(name));

  const batches = createBatches({
    clock,
    elapsed,
    away,
    most: maxDistinct,
    async write(counted) {
      number += 1;
      learn(await windows.count(name, writer, number, counted));
    },
  });

  /** What makes times of day of those of the window, as it is now. */
  function inDates(found: readonly SharedTop[]): Counted[] {
    const offset = store.now() - elapsed();
    return found.map(({ key, value, sample, count, error, first, last: latest }) => ({
      key,
      value,
      sample,
      count,
      error,
      first: first + offset,
      last: latest + offset,
    }));
  }

  async function tell(tick: SharedTick): Promise<boolean> {
    return await sendTick(
      {
        id: idOf(name, tick),
        counted: inDates(tick.top),
        skipped: skipped.count(elapsed()),
        told: tick.told,
        total: tick.total,
      },
      (payloads) =>
        new Promise((resolve, reject) => {
          // Written after all, it is found in the queue by the next life, or by others.
          abandon = () => resolve(undefined);
          windows.tell(name, tick, queue, payloads).then(resolve, reject);
        }),
    );
  }

  const ticks = createSharedTicks({
    clock,
    elapsed,
    lease: `tick ${name}`,
    leases,
    next: () => state.due,
    async due() {
      await batches.drained();
      return await windows.due(name, limit);
    },
    tell,
    look: lookAgain,
    isAway: () => away() !== undefined,
    fail,
  });

  /** Nobody waits for a store that is away to look, or to empty a window. */
  async function inOrder(work: () => Promise<void>): Promise<void> {
    const error = away();
    if (error) throw error;
    await batches.inOrder(work);
  }

  async function top(most: number): Promise<Counted[]> {
    let found: readonly SharedTop[] = [];
    await inOrder(async () => {
      found = await windows.top(name, most);
      await lookAgain();
    });
    return inDates(found);
  }

  function add(
    found: readonly FoundIndicator[],
    sample: () => string,
    events: number,
    before?: Promise<void>,
  ): Promise<void> {
    const written = batches.add(found, sample, events);
    for (const { key } of found) places.note(key);
    return before ? both(before, written) : written;
  }

  return {
    add: (found, sample, before) => add(found, sample, 1, before),
    addMore: (found, sample, before) => add(found, sample, 0, before),
    skip: ({ key }) => skipped.note(key, elapsed()),
    has: (key) => places.has(key),
    look: (most) => top(most),
    async flush() {
      const counted = await top(limit);
      if (counted.length === 0) return;
      await telling.run(async () => await send(counted, skipped.count(elapsed())));
    },
    reset: () =>
      inOrder(async () => {
        await windows.clear(name);
        skipped.clear();
        places.clear();
        await lookAgain();
      }),
    start() {
      isStarted = true;
      ticks.start();
    },
    state() {
      const { indicators, events, due } = state;
      return {
        indicators,
        events,
        skipped: skipped.count(elapsed()),
        ...(isStarted && due > 0 && { next: due + store.now() - elapsed() }),
      };
    },
    async close() {
      await within(
        clock,
        PATIENCE,
        Promise.all([batches.drained(), ticks.close(), telling.settled()]),
      );
      abandon?.();
      batches.close(new ClosedError('The node was stopped before the store could count the event'));
    },
  };
}

/**
 * Makes one promise of two, that of an earlier count and that of a batch; for all events of one batch it
 * is the same.
 */
function createBoth(): (before: Promise<void>, written: Promise<void>) => Promise<void> {
  let last: { readonly written: Promise<void>; readonly both: Promise<void> } | undefined;
  return (before, written) => {
    if (before === written) return written;
    if (last?.both === before && last.written === written) return before;
    const both = Promise.all([before, written]).then(() => undefined);
    // Whoever has counted hears of it.
    both.catch(() => undefined);
    last = { written, both };
    return both;
  };
}

/** Names a tick for all who tell of it. */
function idOf(name: string, { due }: SharedTick): string {
  return createHash('sha256').update(`${name} ${due}`).digest('hex').slice(0, 16);
}
