import type { Clock } from '../../clock';
import { atOnce, eventLoopTurns, type Turns } from '../../in-pieces';
import { groupOf, type Item, type Kind } from '../item';
import type { Journal, VerdictNote } from '../journal';
import { createOthers, LOOKED_AT, merge } from './others';
import { createOwnJournal, hoursFrom, newestFirst, type OwnJournal } from '../own-journal';
import { createSharedSlots, type SharedSlots, type JournalStore } from './shared-slots';
import { MOST } from '../shelves';

/**
 * The journal of a store that several processes use: each writes its own, and sees all. While somebody
 * listens it looks for what others have noted.
 */
export function createSharedJournal(
  store: JournalStore,
  machine: Clock,
  turns: Turns = eventLoopTurns,
): Journal {
  // All who share it agree on its time of day.
  const clock: Clock = {
    now: () => Math.floor(store.now()),
    elapsed: () => machine.elapsed(),
    after: (milliseconds, work) => machine.after(milliseconds, work),
  };
  const listeners = new Set<() => void>();
  let slots: SharedSlots;
  let journal = begin();
  const others = createOthers({
    values: store.values,
    clock,
    turns,
    ownRing: () => slots.ring(),
    isAway: () => store.shared.away() !== undefined,
    onNew: tell,
  });
  let cancelLook: (() => void) | undefined;

  /** What was not written when another process came to the ring is lost, as with a crash. */
  function begin(): OwnJournal {
    slots = createSharedSlots(store);
    const begun = createOwnJournal({
      slots,
      clock,
      turns,
      onLost() {
        journal = begin();
        tell();
      },
    });
    begun.onChange(tell);
    return begun;
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function lookLater(): void {
    cancelLook = clock.after(LOOKED_AT, () => {
      void others.look();
      lookLater();
    });
  }

  function all<Of extends Kind>(kind: Of): Item<Of>[] {
    return atOnce(merge<Of>([others.items()[kind], journal.items()[kind]]));
  }

  return {
    lookup: (...given) => journal.lookup(...given),
    verdict: (note) => journal.verdict(note),
    alert: (note) => journal.alert(note),
    mail: (note) => journal.mail(note),
    verdicts: () => newestOfEach(newestFirst(all('verdict'))),
    alerts: () => newestFirst(all('alert')).slice(0, MOST.alert),
    mails: () => newestFirst(all('mail')).slice(0, MOST.mail),
    hours: (since) => hoursFrom(since, all('hour')),
    onChange(listener) {
      const own = (): void => listener();
      listeners.add(own);
      if (listeners.size === 1) lookLater();
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) cancelLook?.();
      };
    },
    async loaded() {
      await journal.loaded();
      await others.look();
    },
    async close() {
      listeners.clear();
      cancelLook?.();
      await journal.close();
    },
  };
}

/** As many of each account, and of each node without one, as one process keeps. */
function newestOfEach(notes: readonly VerdictNote[]): VerdictNote[] {
  const counts = new Map<string, number>();
  return notes.filter((note) => {
    const group = groupOf(note);
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= MOST.verdict;
  });
}
