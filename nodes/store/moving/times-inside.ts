import { shiftHeld } from '../../../src/alert/held-alert';
import { shiftRanks } from '../../../src/alert/silences';
import { systemClock } from '../../../src/clock';
import { shiftEntry } from '../../../src/mail/outbox/entry';
import type { TimesInside } from '../../../src/store/postgres/moving-in/times-inside';
import { readKeptWindow } from '../../../src/window/kept/moved';
import { nameIn, START } from '../../../src/window/kept/keys';

/**
 * What nodes keep in a store with times of its clock in it. The pages of a
 * window become what several can count in. What only one process can use stays: its own record.
 */
export const TIMES_INSIDE: TimesInside = {
  payload(queue, payload, shift) {
    const [kind, node = ''] = queue.split(' ', 2);
    if (kind === 'outbox') return shiftEntry(payload, shift);
    return kind === 'held' ? shiftHeld(payload, node, shift) : payload;
  },
  ranks: shiftRanks,
  takes: (key) => !/^(?:collect |journal\/)/.test(key),
  async *windows(stock) {
    for (const key of stock.keys(START)) {
      const name = nameIn(key);
      const window = name !== undefined && (await readKeptWindow(stock, name, systemClock));
      if (window) yield window;
    }
  },
};
