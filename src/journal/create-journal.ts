import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import type { Turns } from '../in-pieces';
import type { Store } from '../store/store';
import { afterAlert, bothAlerts } from './alert-notes';
import type { Noted } from './change';
import { addHour, copyHour, countLookup, countOne, hourOf, newHour, type OpenHour } from './hours';
import {
  groupOf,
  isOfNode,
  lastOf,
  markOf,
  nameOf,
  type Item,
  type Kind,
  type Notes,
} from './item';
import type { Journal, NewAlert, NewMail, NewVerdict } from './journal';
import { afterMail, bothMails } from './mail-notes';
import { createShelf, type Shelf } from './shelf';
import { afterVerdict, bothVerdicts } from './verdict-notes';
import { createWriter } from './writer';

/** Notes of each kind that are kept; of verdicts, for each account and each node without one. */
const MOST: { readonly [Of in Kind]: number } = {
  verdict: 1000,
  alert: 1000,
  mail: 1000,
  hour: 30 * 24 + 1,
};

/** Accounts, and nodes without one, whose verdicts are kept. */
const MOST_GROUPS = 20;

/** Longer keys are known by their hash. */
const LONGEST_KEY = 1000;

/**
 * The journal that lies in a store, or only in memory where the store keeps nothing. What fails there
 * is tried again, and makes nobody fail.
 */
export function createJournal(
  store: Pick<Store, 'durable' | 'values'>,
  clock: Clock,
  turns?: Turns,
): Journal {
  const listeners = new Set<() => void>();
  const writer = createWriter({
    ...(store.durable && { values: store.values }),
    clock,
    ...(turns && { turns }),
    restore(earlier) {
      restoreVerdicts(earlier.verdict);
      alerts.restore(earlier.alert, keyOfItem, combineBy(bothAlerts));
      mails.restore(earlier.mail, keyOfItem, combineBy(bothMails));
      hours.restore(earlier.hour, keyOfItem, (before, { note }) => addHour(note, before.note));
      if (Object.values(earlier).some(({ length }) => length > 0)) tell();
    },
  });
  const left = (item: Item): void => writer.forget(item);
  const groups = new Map<string, Shelf<'verdict'>>();
  const alerts = createShelf<'alert'>(MOST.alert, left);
  const mails = createShelf<'mail'>(MOST.mail, left);
  const hours = createShelf<'hour'>(MOST.hour, left);
  let hour: Item<'hour'> | undefined;

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function restoreVerdicts(earlier: readonly Item<'verdict'>[]): void {
    const byGroup = new Map<string, Item<'verdict'>[]>();
    for (const item of earlier) {
      const group = groupOf(item.note);
      const items = byGroup.get(group) ?? [];
      items.push(item);
      byGroup.set(group, items);
    }
    for (const [group, items] of byGroup) {
      verdictsOf(group).restore(items, keyOfItem, combineBy(bothVerdicts));
    }
  }

  /** The verdicts of an account, or of a node without one. */
  function verdictsOf(group: string): Shelf<'verdict'> {
    const known = groups.get(group);
    if (known) return known;
    if (groups.size >= MOST_GROUPS) dropOldestGroup();
    const shelf = createShelf<'verdict'>(MOST.verdict, left);
    groups.set(group, shelf);
    return shelf;
  }

  /** Nodes are many, and have no account whose verdicts somebody counts on: one of theirs goes first. */
  function dropOldestGroup(): void {
    const ages = [...groups].map(([group, shelf]) => ({ group, shelf, last: lastIn(shelf) }));
    const ofNodes = ages.filter(({ group }) => isOfNode(group));
    const [oldest] = (ofNodes.length > 0 ? ofNodes : ages).toSorted(
      (one, other) => one.last - other.last,
    );
    if (!oldest) return;
    groups.delete(oldest.group);
    oldest.shelf.all().forEach(left);
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

  return {
    lookup(account, end) {
      count(clock.now(), (open) => countLookup(open, account, end));
      tell();
    },
    verdict(verdict) {
      const now = clock.now();
      jot('verdict', verdictsOf(groupOf(verdict)), verdictKey(verdict), (before) =>
        afterVerdict(before, verdict, now),
      );
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
    verdicts: () => newestFirst([...groups.values()].flatMap((shelf) => shelf.all())),
    alerts: () => newestFirst(alerts.all()),
    mails: () => newestFirst(mails.all()),
    hours: (since) =>
      hours
        .all()
        .map((item) => item.note)
        .filter(({ at }) => at >= since)
        .toSorted((one, other) => one.at - other.at)
        .map(copyHour),
    onChange(listener) {
      // Its own, so that whoever listens twice is heard twice.
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    loaded: () => writer.load(),
    close: () => writer.close(),
  };
}

function lastIn(shelf: Shelf<'verdict'>): number {
  const last = shelf.all().at(-1);
  return last ? lastOf(last) : 0;
}

function combineBy<Of extends Kind>(
  both: (earlier: Notes[Of], later: Notes[Of]) => Notes[Of],
): (earlier: Item<Of>, later: Item<Of>) => void {
  return (earlier, later) => {
    later.note = both(earlier.note, later.note);
  };
}

function newestFirst<Of extends Kind>(items: readonly Item<Of>[]): Notes[Of][] {
  const lastFirst = items.toReversed().toSorted((one, other) => lastOf(other) - lastOf(one));
  return lastFirst.map(({ note: each }) => each);
}

/** Within its group. */
function verdictKey({ indicator }: Pick<NewVerdict, 'indicator'>): string {
  return indicator ? keyOf(`${indicator.type} ${indicator.value}`) : '';
}

/** The key of an item that an earlier life has written. */
function keyOfItem<Of extends Kind>({ kind, name, note }: Item<Of>): string {
  return name === nameOf(kind, note) ? KEYS[kind](note) : name;
}

const KEYS: { readonly [Of in Kind]: (note: Notes[Of]) => string } = {
  verdict: verdictKey,
  alert: alertKey,
  mail: mailKey,
  hour: ({ at }) => String(at),
};

type AlertName = Pick<NewAlert, 'module' | 'detection' | 'subject' | 'simulated'>;

function alertKey({ module, detection, subject, simulated }: AlertName): string {
  return keyOf(`${simulated ? 'demo' : ''}\n${module}\n${detection}\n${subject}`);
}

function mailKey({ node, id }: Pick<NewMail, 'node' | 'id'>): string {
  return keyOf(`${node} ${id}`);
}

function keyOf(text: string): string {
  return text.length <= LONGEST_KEY ? text : createHash('sha256').update(text).digest('base64');
}
