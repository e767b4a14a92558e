import { NotAnIndicatorError } from '../../src/indicator/errors';
import type { Collector } from '../../src/window/collector';
import type { EventReader } from './events';

/** Counts the events of messages, and knows how that goes. */
interface Counting {
  /**
   * Counts events in a collector; resolves when they are written down. Rejects with
   * `NotAnIndicatorError` where some are none, the others are counted all the same; and with what
   * keeps them from being written.
   */
  count(events: readonly unknown[], collector: Pick<Collector, 'add'>): Promise<void>;
  /** The store could not keep something. */
  troubled(): void;
  /** Whether something of the last events was wrong. */
  hasFailed(): boolean;
  /** Whether the last events were kept in the store, and not by its spare only. */
  isKept(): boolean;
}

export function createCounting(read: EventReader): Counting {
  let failed = false;
  /** What the store could not keep, since this node was started; other nodes use it, too. */
  let troubles = 0;
  let isKept = true;

  /** Notes whether something is kept, and fails where that fails: it is counted all the same. */
  async function watch(written: Promise<unknown>): Promise<void> {
    const before = troubles;
    try {
      await written;
      isKept = troubles === before;
    } catch (error) {
      failed = true;
      throw error;
    }
  }

  return {
    count(events, collector) {
      const problems: Error[] = [];
      let written: Promise<unknown> = Promise.resolve();
      for (const event of events) {
        try {
          const { found, sample } = read(event);
          written = collector.add(found, sample);
        } catch (error) {
          if (!(error instanceof NotAnIndicatorError)) throw error;
          problems.push(error);
        }
      }
      failed = problems.length > 0;
      return watch(written).then(() => {
        const [problem] = problems;
        if (!problem) return;
        const which = events.length === 1 ? '' : `${problems.length} of ${events.length}: `;
        throw new NotAnIndicatorError(`${which}${problem.message}`);
      });
    },
    troubled: () => void (troubles += 1),
    hasFailed: () => failed,
    isKept: () => isKept,
  };
}
