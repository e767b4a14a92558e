import { afterAlert } from './alert-notes';
import type { Noted } from './change';
import { BOTH } from './combine';
import { copyHour, countLookup, countOne, hourOf, newHour, type OpenHour } from './hours';
import { lastOf, markOf, nameOf, type Item, type ItemsByKind, type Kind, type Notes } from './item';
import type { Hour, Journal, NewVerdict } from './journal';
import { afterMail } from './mail-notes';
import type { Shelf } from './shelf';
import { alertKey, createShelves, keyOfItem, KEYS, mailKey, verdictKey } from './shelves';
import { afterVerdict } from './verdict-notes';
import { createWriter, type WriterOptions } from './writer';

/** What one process has noted. */
export interface OwnJournal extends Journal {
  /** The notes themselves, each kind in the order in which they were noted. */
  items(): ItemsByKind;
}

/**
 * The journal of a process, which lies in `slots`, or only in memory without them. What fails there is tried
 * again, and makes nobody fail.
 */
export function createOwnJournal(options: Omit<WriterOptions, 'restore'>): OwnJournal {
  const { clock } = options;
  const listeners = new Set<() => void>();
  const writer = createWriter({
    ...options,
    restore(earlier) {
      restoreVerdicts(earlier.verdict);
      alerts.restore(earlier.alert, keyOfItem, combine);
      mails.restore(earlier.mail, keyOfItem, combine);
      hours.restore(earlier.hour, keyOfItem, combine);
      if (Object.values(earlier).some(({ length }) => length > 0)) tell();
    },
  });
  const shelves = createShelves((item) => writer.forget(item));
  const { verdictsOf, alerts, mails, hours } = shelves;
  let hour: Item<'hour'> | undefined;

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function restoreVerdicts(earlier: readonly Item<'verdict'>[]): void {
    const byGroup = new Map<Shelf<'verdict'>, Item<'verdict'>[]>();
    for (const item of earlier) {
      const shelf = verdictsOf(item.note);
      const items = byGroup.get(shelf) ?? [];
      items.push(item);
      byGroup.set(shelf, items);
    }
    for (const [shelf, items] of byGroup) shelf.restore(items, keyOfItem, combine);
  }

  function jot<Of extends Kind>(
    kind: Of,
    shelf: Shelf<Of>,
    key: string,
    next: (before: Notes[Of] | undefined) => Noted<Notes[Of]>,
  ): void {
    const item = shelf.find(key);
    const noted = next(item?.note);
    if (item) change(item, noted);
    else jotOther(kind, shelf, key, noted, next);
  }

  /** What is not known by its key is new, or was shortened: then it goes by its name. */
  function jotOther<Of extends Kind>(
    kind: Of,
    shelf: Shelf<Of>,
    key: string,
    noted: Noted<Notes[Of]>,
    next: (before: Notes[Of] | undefined) => Noted<Notes[Of]>,
  ): void {
    const name = nameOf(kind, noted.note);
    const isWhole = KEYS[kind](noted.note) === key;
    const ownName = isWhole ? name : `${name} ${markOf(key)}`;
    const known = isWhole ? undefined : shelf.find(ownName);
    if (known) {
      change(known, next(known.note));
      return;
    }
    const item = { kind, name: ownName, note: noted.note };
    shelf.add(isWhole ? key : ownName, item);
    writer.touch(item, noted.change);
  }

  function change<Of extends Kind>(item: Item<Of>, noted: Noted<Notes[Of]>): void {
    item.note = noted.note;
    writer.touch(item, noted.change);
  }

  /** Counts in the hour of `now`. */
  function count(now: number, add: (open: OpenHour) => void): void {
    const at = hourOf(now);
    if (hour?.note.at !== at) hour = findHour(at);
    add(hour.note);
    writer.touch(hour, 'changed');
  }

  function findHour(at: number): Item<'hour'> {
    const known = hours.find(String(at));
    if (known) return known;
    const made = newHour(at);
    const item: Item<'hour'> = { kind: 'hour', name: nameOf('hour', made), note: made };
    hours.add(String(at), item);
    return item;
  }

  function jotVerdict(verdict: NewVerdict, now: number): void {
    jot('verdict', verdictsOf(verdict), verdictKey(verdict), (before) =>
      afterVerdict(before, verdict, now),
    );
  }

  return {
    lookup(account, end, verdict) {
      const now = clock.now();
      if (verdict) jotVerdict(verdict, now);
      count(now, (open) => {
        countLookup(open, account, end);
        if (verdict) countOne(open.verdicts, verdict.level);
      });
      tell();
    },
    verdict(verdict) {
      const now = clock.now();
      jotVerdict(verdict, now);
      count(now, ({ verdicts }) => countOne(verdicts, verdict.level));
      tell();
    },
    alert(alert) {
      const now = clock.now();
      jot('alert', alerts, alertKey(alert), (before) => afterAlert(before, alert, now));
      count(now, (open) => countOne(open.alerts, alert.fate));
      tell();
    },
    mail(mail) {
      const now = clock.now();
      jot('mail', mails, mailKey(mail), (before) => afterMail(before, mail, now));
      count(now, (open) => countOne(open.mails, mail.fate));
      tell();
    },
    items: () => shelves.all(),
    verdicts: () => newestFirst(shelves.allVerdicts()),
    alerts: () => newestFirst(alerts.all()),
    mails: () => newestFirst(mails.all()),
    hours: (since) => hoursFrom(since, hours.all()),
    onChange(listener) {
      // Its own, so that whoever listens twice is heard twice.
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    async loaded() {
      await writer.load();
    },
    close: () => writer.close(),
  };
}

function combine<Of extends Kind>(earlier: Item<Of>, later: Item<Of>): void {
  later.note = BOTH[later.kind](earlier.note, later.note);
}

/** What the notes say now, whatever is counted later, of items in the order in which they were noted. */
export function newestFirst<Of extends Kind>(items: readonly Item<Of>[]): Notes[Of][] {
  const lastFirst = items.toReversed().toSorted((one, other) => lastOf(other) - lastOf(one));
  return lastFirst.map(copyOf);
}

function copyOf<Of extends Kind>({ note }: Item<Of>): Notes[Of] {
  return { ...note };
}

/** The hours that began at or after `since`, oldest first. */
export function hoursFrom(since: number, items: readonly Item<'hour'>[]): Hour[] {
  return items
    .map(({ note }) => note)
    .filter(({ at }) => at >= since)
    .toSorted((one, other) => one.at - other.at)
    .map(copyHour);
}
