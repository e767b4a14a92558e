import { shiftHeld } from '../../../src/alert/held-alert';
import { shiftRanks } from '../../../src/alert/silences';
import { shiftEntry } from '../../../src/mail/outbox/entry';
import type { TimesInside } from '../../../src/store/postgres/moving-in/times-inside';

/**
 * What nodes keep in a store with times of its clock in it. What only one process can use of it stays
 * where it is: the pages of a window, and its own record.
 */
export const TIMES_INSIDE: TimesInside = {
  payload(queue, payload, shift) {
    const [kind, node = ''] = queue.split(' ', 2);
    if (kind === 'outbox') return shiftEntry(payload, shift);
    return kind === 'held' ? shiftHeld(payload, node, shift) : payload;
  },
  ranks: shiftRanks,
  takes: (key) => !/^(?:collect |journal\/)/.test(key),
};
