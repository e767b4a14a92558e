import { atOnce, eventLoopTurns, inPieces, type Pieces } from '../../src/in-pieces';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import type { Indicator } from '../../src/indicator/indicator';
import type { Collector } from '../../src/window/collector';
import type { EventReader } from './events';

/** What a window is told of events. */
export type CountingWindow = Pick<Collector, 'add' | 'addMore' | 'skip' | 'has'>;

/** Counts the events of messages, and knows how that goes. */
interface Counting {
  /**
   * Counts events in a window, at once. What is returned resolves when they are written down; it rejects
   * with `NotAnIndicatorError` where some are none, the others are counted all the same; and with what
   * keeps them from being written. `mark` is `msg.tlp` of their message.
   */
  count(events: Iterable<unknown>, window: CountingWindow, mark?: unknown): Promise<void>;
  /** The same for many, with turns for others in between; resolves when they are counted. */
  countInPieces(
    events: Iterable<unknown>,
    window: CountingWindow,
    mark?: unknown,
  ): Promise<{ readonly written: Promise<void> }>;
  /** The store could not keep something. */
  troubled(): void;
  /** Whether something of the last events was wrong. */
  hasFailed(): boolean;
  /** Whether the last events were kept in the store, and not by its spare only. */
  isKept(): boolean;
}

/** What became of the events of a message. */
interface Tally {
  /** `msg.tlp`. */
  readonly mark: unknown;
  events: number;
  readonly problems: { count: number; first?: Error };
  /** What was counted so far; absent where nothing was. */
  written?: Promise<void>;
}

/** Indicators of one event that are counted without a turn for others. */
const CHUNK = 500;

/** `isWanted`: whether an indicator takes a place in the window; without it all do. */
export function createCounting(
  read: EventReader['read'],
  isWanted?: (indicator: Indicator, mark: unknown) => boolean,
): Counting {
  let failed = false;
  /** What the store could not keep, since this node was started; other nodes use it, too. */
  let troubles = 0;
  let isKept = true;

  /** Notes whether something is kept, and fails where that fails: it is counted all the same. */
  async function watch(written: Promise<void> | undefined): Promise<void> {
    const before = troubles;
    try {
      await written;
      isKept = troubles === before;
    } catch (error) {
      failed = true;
      throw error;
    }
  }

  /**
   * Those that are to be counted; the window is told of the others. What has a place already is counted,
   * however it is spelled now: the first spelling is sent.
   */
  function letIn(
    found: readonly Indicator[],
    window: CountingWindow,
    mark: unknown,
  ): readonly Indicator[] {
    if (!isWanted) return found;
    return found.filter((indicator) => {
      const takesPlace = window.has(indicator.key) || isWanted(indicator, mark);
      if (!takesPlace) window.skip(indicator);
      return takesPlace;
    });
  }

  function* countEvent(event: unknown, window: CountingWindow, tally: Tally): Pieces<void> {
    const { mark } = tally;
    const { found, sample } = yield* read(event);
    for (let at = 0; at === 0 || at < found.length; at += CHUNK) {
      const some = found.length <= CHUNK ? found : found.slice(at, at + CHUNK);
      const wanted = letIn(some, window, mark);
      if (at === 0) tally.written = window.add(wanted, sample, tally.written);
      else if (wanted.length > 0) {
        tally.written = window.addMore(wanted, sample, tally.written);
      }
      yield;
    }
  }

  function* countAll(
    events: Iterable<unknown>,
    window: CountingWindow,
    tally: Tally,
  ): Pieces<void> {
    for (const event of events) {
      tally.events += 1;
      try {
        yield* countEvent(event, window, tally);
      } catch (error) {
        if (!(error instanceof NotAnIndicatorError)) throw error;
        tally.problems.count += 1;
        tally.problems.first ??= error;
      }
      yield;
    }
  }

  function settle({ events, problems, written }: Tally): Promise<void> {
    const { count, first } = problems;
    failed = count > 0;
    const watched = watch(written);
    if (!first) return watched;
    return watched.then(() => {
      const which = events === 1 ? '' : `${count} of ${events}: `;
      throw new NotAnIndicatorError(`${which}${first.message}`);
    });
  }

  return {
    count(events, window, mark) {
      const tally = createTally(mark);
      atOnce(countAll(events, window, tally));
      return settle(tally);
    },
    async countInPieces(events, window, mark) {
      const tally = createTally(mark);
      await inPieces(countAll(events, window, tally), {
        ...eventLoopTurns,
        // What waits to be written stays small; whether it could be is told at the end.
        next: () => (tally.written ?? Promise.resolve()).then(nextTurn, nextTurn),
      });
      return { written: settle(tally) };
    },
    troubled: () => void (troubles += 1),
    hasFailed: () => failed,
    isKept: () => isKept,
  };
}

const nextTurn = (): Promise<void> => eventLoopTurns.next();

function createTally(mark: unknown): Tally {
  return { mark, events: 0, problems: { count: 0 } };
}
