import { systemClock, type Clock } from '../../../src/clock';
import type { StoreTrouble } from '../../../src/store/errors';
import type { Runtime } from '../flow-events';
import { createTurnTeller, type TurnTeller } from './turns';

/** What may turn bad. */
export interface Watched {
  readonly what: 'account' | 'store' | 'mail-server';
  /** Of its node; of a store, where it lies. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

/** What is wrong with it. */
export interface Trouble {
  readonly code: TroubleCode;
  /** In English, with no secret in it. */
  readonly message: string;
  /** When it is expected to be over (ms UTC), where that is known. */
  readonly until?: number;
}

/**
 * - of all: `unusable`: its settings do not let it work
 * - of an account: `key-refused`; `day` and `month`: that quota is gone; `paused`: the service refuses
 *   for long, though there should be quota
 * - of a store: `in-memory`: its file cannot be opened; `damaged`: it was, and was begun anew; `mishap`:
 *   something happened to its file; `fails`: it cannot be written to; of one on a server besides
 *   `unreachable`, `sign-in` and `security` whatever `StoreTrouble` says of it
 * - of a mail server: `unreachable`; `security`: no TLS; `sign-in`: it refuses user or password;
 *   `failing`: it takes no mail for another reason
 */
export type TroubleCode =
  | 'unusable'
  | 'key-refused'
  | 'day'
  | 'month'
  | 'paused'
  | 'in-memory'
  | 'damaged'
  | 'mishap'
  | 'fails'
  | 'unreachable'
  | 'security'
  | 'sign-in'
  | 'failing'
  | Exclude<StoreTrouble, 'opening'>;

/** Something that is bad, and since when (ms UTC). */
export interface Condition extends Watched, Trouble {
  readonly since: number;
}

/** Something has turned bad, or is good again; `condition` is what is or was wrong. */
export interface Turn {
  readonly isBad: boolean;
  readonly condition: Condition;
}

/** Says how something is, as one of perhaps several who know it. */
interface Report {
  /** It is bad; nothing: it works. Whoever does not know says nothing. */
  set(trouble: Trouble | undefined): void;
  /** Whoever reports is closed; unless somebody of the same name goes on soon, it is forgotten. */
  end(): void;
}

/** What is good and bad in one runtime. */
export interface Conditions {
  /**
   * Has `reporter`, an id, say how one regard of something is. What was said under the same names
   * before still holds: a deploy mends nothing by itself.
   */
  watch(watched: Watched, regard: string, reporter: string): Report;
  /** What is bad at the moment, also what is not told of yet. */
  bad(): readonly Condition[];
  /**
   * Tells `listener` of each turn, until what is returned is called. It is known by `id`: what it was
   * told before, it is not told again when it comes back; what it missed, it is told at once.
   */
  listen(id: string, listener: (turn: Turn) => void): () => void;
}

/** For so many milliseconds, what was said is kept for who comes back after a deploy. */
const REMEMBERED = 60_000;

/** One regard of something. */
interface Entry {
  watched: Watched;
  readonly reports: Map<string, { trouble: Trouble | undefined; isOpen: boolean }>;
  readonly teller: TurnTeller;
  /** What is wrong, or was when it was bad last. */
  last?: Condition;
  isBad: boolean;
}

const runtimes = new WeakMap<object, Conditions>();

export function conditionsOf(RED: Runtime): Conditions {
  const known = runtimes.get(RED.events) ?? createConditions(systemClock);
  runtimes.set(RED.events, known);
  return known;
}

/** Makes the conditions of a runtime of which nothing is known yet. */
export function createConditions(clock: Clock): Conditions {
  const entries = new Map<string, Entry>();
  const listeners = new Map<string, (turn: Turn) => void>();
  /** By the id of a listener: of what it was told that it is bad. */
  const heard = new Map<string, Map<string, Condition>>();

  function open(key: string, watched: Watched): Entry {
    const teller = createTurnTeller(clock, () => tellAll(key));
    const made: Entry = { watched, reports: new Map(), teller, isBad: false };
    entries.set(key, made);
    return made;
  }

  function tellAll(key: string): void {
    for (const [id, listener] of listeners) tellOne(id, listener, key);
  }

  function tellOne(id: string, listener: (turn: Turn) => void, key: string): void {
    const told = heard.get(id);
    const entry = entries.get(key);
    if (!told || !entry?.last) return;
    const isBad = entry.teller.isToldBad();
    if (isBad === told.has(key)) return;
    if (isBad) told.set(key, entry.last);
    else told.delete(key);
    listener({ isBad, condition: entry.last });
  }

  function look(entry: Entry): void {
    const [trouble] = [...entry.reports.values()].flatMap((report) => report.trouble ?? []);
    const since = entry.isBad ? entry.last?.since : undefined;
    entry.isBad = trouble !== undefined;
    if (trouble) entry.last = { ...entry.watched, ...trouble, since: since ?? clock.now() };
    entry.teller.now(entry.isBad);
  }

  function forget(key: string, entry: Entry, reporter: string): void {
    if (entry.reports.get(reporter)?.isOpen !== false) return;
    entry.reports.delete(reporter);
    if (entry.reports.size > 0) {
      look(entry);
      return;
    }
    entry.teller.end();
    if (entries.get(key) === entry) entries.delete(key);
    for (const told of heard.values()) told.delete(key);
  }

  return {
    watch(watched, regard, reporter) {
      const key = JSON.stringify([watched.what, watched.id, regard]);
      const entry = entries.get(key) ?? open(key, watched);
      entry.watched = watched;
      const before = entry.reports.get(reporter)?.trouble;
      const report = { trouble: before, isOpen: true };
      entry.reports.set(reporter, report);
      return {
        set(trouble) {
          if (!report.isOpen) return;
          report.trouble = trouble;
          look(entry);
        },
        end() {
          report.isOpen = false;
          clock.after(REMEMBERED, () => forget(key, entry, reporter));
        },
      };
    },
    bad: () => [...entries.values()].flatMap(({ isBad, last }) => (isBad && last ? [last] : [])),
    listen(id, listener) {
      if (!heard.has(id)) heard.set(id, new Map());
      listeners.set(id, listener);
      for (const key of entries.keys()) tellOne(id, listener, key);
      return () => {
        if (listeners.get(id) === listener) listeners.delete(id);
      };
    },
  };
}
