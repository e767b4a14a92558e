import { isPlainObject, own } from '../plain-object';
import { readEntry, writeWholeEntry, type Entry } from '../keeping/entry';
import { NOTHING_UNTOLD, type Alert, type HeldWhy, type Untold } from './alert';
import { keyOf, nameOf, type Kind } from './kinds';

/** An alert that is kept until its silence, or the quiet hours, are over. */
export interface HeldAlert extends Untold {
  readonly kind: Required<Kind>;
  /** What its subject is known by. */
  readonly key: string;
  /** `msg.alert.id`. */
  readonly id: string;
  readonly why: HeldWhy;
  /** The worst of all that it stands for. */
  readonly severity: number;
  readonly positives: number;
  /** When the alert was to be raised: ISO 8601. */
  readonly raisedAt: string;
  /** When it was kept, in milliseconds of the store's `elapsed`. */
  readonly at: number;
  /** The ids of alerts about the same subject that other processes have kept, for which it stands. */
  readonly standsFor?: readonly string[];
}

/** Work of the queue in which alerts are kept. */
export interface HeldWork {
  readonly id: string;
  /** The ids of the work of those for which it stands. */
  readonly more?: readonly string[];
  readonly held: HeldAlert;
  readonly entry: Entry;
}

/** What is kept beside an alert, in the `value` of its entry. */
export type HeldNote = Pick<HeldAlert, 'positives' | 'at'> & { readonly simulated: boolean };

/** The alerts that a node keeps: one a subject. Operations on the queue reject with `StoreError`. */
export interface HeldAlerts {
  /** Takes up what earlier lives have kept; rejects at its end where some of it cannot be read. */
  load(): Promise<void>;
  all(): readonly HeldAlert[];
  count(): number;
  /** How many of them this process has kept and looks after. */
  own(): number;
  find(kind: Kind, key: string): HeldAlert | undefined;
  /** The same, whichever of those who share the store keeps it. */
  findAnywhere(kind: Kind, key: string): HeldAlert | undefined;
  /** An alert was put into the queue, in place of `before`, which is what was kept about the same subject. */
  kept(id: string, alert: Alert, note: HeldNote, before?: HeldAlert): Promise<void>;
  /**
   * Takes the oldest for which `isFree` holds. It and what is passed over are out of reach until
   * `giveBack`, which gives back what was not sent on.
   */
  take(isFree: (held: HeldAlert) => boolean): Promise<HeldWork | undefined>;
  giveBack(): Promise<void>;
  /** It was sent on, with its work. */
  sent(held: HeldAlert): unknown;
  /** Another alert tells of it. */
  drop(held: HeldAlert): Promise<void>;
  /** Others must not count on what nobody looks after any more. */
  leave(): void;
}

/** What all nodes of a store keep in this process, by kind and subject. */
export type HeldByAll = Map<string, HeldAlert>;

/** Claims made so shortly before an alert was kept, in milliseconds, count as made with it. */
export const SLACK = 1000;

export const UNREADABLE = 'alerts that were kept for later cannot be read, and are raised no more';

/** The kind and the subject of an alert, as one text. */
export function nameBy(kind: Kind, key: string): string {
  return `${nameOf(kind)} ${key}`;
}

export function nameIn({ kind, key }: Pick<HeldAlert, 'kind' | 'key'>): string {
  return nameBy(kind, key);
}

/** An alert as it is kept. */
export function heldOf(alert: Alert, { positives, at, simulated }: HeldNote): HeldAlert {
  const {
    module,
    detection,
    subject,
    id,
    severity,
    suppressed,
    suppressedSince,
    reason,
    raisedAt,
  } = alert;
  return {
    kind: { module, detection, simulated },
    key: keyOf(subject),
    id,
    why: reason === 'silenced' ? 'silenced' : 'held',
    severity,
    positives,
    raisedAt,
    at,
    suppressed,
    ...(suppressedSince !== undefined && { suppressedSince }),
  };
}

/** What is kept as `msg.alert` and, beside it, in `note`; `undefined` where that is none. */
export function readHeld(alert: unknown, note: unknown): HeldAlert | undefined {
  const [module, detection, subject, id] = ['module', 'detection', 'subject', 'id'].map((name) =>
    textIn(alert, name),
  );
  if (module === undefined || detection === undefined) return undefined;
  if (subject === undefined || id === undefined) return undefined;
  const suppressedSince = textIn(alert, 'suppressedSince');
  return {
    kind: { module, detection, simulated: own(note, 'simulated') === true },
    key: keyOf(subject),
    id,
    why: own(alert, 'reason') === 'silenced' ? 'silenced' : 'held',
    severity: numberIn(alert, 'severity'),
    positives: numberIn(note, 'positives'),
    raisedAt: textIn(alert, 'raisedAt') ?? '',
    at: numberIn(note, 'at'),
    suppressed: numberIn(alert, 'suppressed'),
    ...(suppressedSince !== undefined && { suppressedSince }),
  };
}

/** What the next alert tells of one that is kept, which it stands for. */
export function untoldOf(before: HeldAlert | undefined): Untold {
  if (!before) return NOTHING_UNTOLD;
  const { why, suppressed, suppressedSince } = before;
  // What is silenced has left, and is counted already.
  const self = why === 'held' ? 1 : 0;
  return {
    suppressed: suppressed + self,
    ...(suppressedSince !== undefined && { suppressedSince }),
  };
}

/**
 * An alert that `node` keeps, with its time later by `shift` milliseconds, for another clock; what is none
 * stays as it is.
 */
export function shiftHeld(payload: Uint8Array, node: string, shift: number): Uint8Array {
  const entry = readEntry(payload, node);
  if (!entry || !isPlainObject(entry.value)) return payload;
  const at = numberIn(entry.value, 'at') + shift;
  return writeWholeEntry({ ...entry, value: { ...entry.value, at } });
}

function textIn(value: unknown, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' ? text : undefined;
}

function numberIn(value: unknown, name: string): number {
  const number = own(value, name);
  return typeof number === 'number' ? number : 0;
}
