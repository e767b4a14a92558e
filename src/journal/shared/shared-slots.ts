import { StoreError } from '../../store/errors';
import type { Lease } from '../../store/shared';
import type { SharedStore } from '../../store/kinds';
import { MOST_RINGS, readHead, slotKey, writeHead } from './ring-head';
import { lasts, type Slots } from '../slots';

/** As much of a store that several processes use as a journal needs. */
export type JournalStore = Pick<SharedStore, 'values' | 'now' | 'shared'>;

/** The slots of one of several processes. */
export interface SharedSlots extends Slots {
  /** The ring that they are; `undefined` before they are open. */
  ring(): number | undefined;
}

/**
 * Takes the first ring that no living process writes. It is lost where another process has come to it, as it
 * may while this one stands still for long.
 */
export function createSharedSlots({ values, shared }: JournalStore): SharedSlots {
  let ring: number | undefined;
  let lease: Lease | undefined;
  let opening: ReturnType<Slots['open']> | undefined;

  async function tryToOpen(): ReturnType<Slots['open']> {
    try {
      return ring === undefined ? await takeFirst() : await takeAgain(ring);
    } catch (error) {
      if (error instanceof StoreError) return 'later';
      throw error;
    }
  }

  async function takeFirst(): ReturnType<Slots['open']> {
    for (let number = 0; number < MOST_RINGS; number += 1) {
      const taken = await shared.leases.take(leaseName(number));
      if (!taken) continue;
      const { sequence = 0 } = (await certain(readHead(values, number))) ?? {};
      if (!(await writeHead(values, number, { sequence, writer: shared.instance }))) {
        void taken.end();
        return 'later';
      }
      lease = taken;
      ring = number;
      return 'open';
    }
    return 'later';
  }

  /** The lease may have been over meanwhile: it is as before where nobody else has come to the ring. */
  async function takeAgain(number: number): ReturnType<Slots['open']> {
    void lease?.end();
    lease = undefined;
    const taken = await shared.leases.take(leaseName(number));
    if (!taken) return 'lost';
    const head = await certain(readHead(values, number));
    if (head?.writer !== shared.instance) {
      void taken.end();
      return 'lost';
    }
    lease = taken;
    return 'open';
  }

  /** What a spare tells is not certain. */
  async function certain<Result>(reading: Promise<Result>): Promise<Result> {
    const result = await reading;
    const away = shared.away();
    if (away) throw away;
    return result;
  }

  return {
    ring: () => ring,
    open() {
      if (shared.away()) return Promise.resolve('later');
      if (lease?.holds()) return Promise.resolve('open');
      opening ??= tryToOpen().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    async read(slots) {
      if (ring === undefined) throw new StoreError('The journal has no place yet');
      const number = ring;
      return await certain(Promise.all(slots.map((slot) => values.get(slotKey(number, slot)))));
    },
    write: (slot, bytes) =>
      ring === undefined ? Promise.resolve(false) : lasts(values, slotKey(ring, slot), bytes),
    async advance(sequence) {
      if (ring !== undefined) await writeHead(values, ring, { sequence, writer: shared.instance });
    },
  };
}

function leaseName(ring: number): string {
  return `journal ${ring}`;
}
