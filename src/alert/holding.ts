import type { Clock } from '../clock';
import type { Store } from '../store/store';
import { NOTHING_UNTOLD, type Holding, type Untold } from './alert';
import type { HeldAlert, HeldAlerts } from './held-alerts';
import { keyOf, type Kind } from './kinds';
import type { QuietTimes } from './quiet-times';
import type { Silences } from './silences';

/** When a node keeps its alerts for later, and which it does not. */
export interface QuietSettings {
  readonly times: QuietTimes;
  /** What has this severity or more goes at once; absent: nothing does. */
  readonly urgentFrom?: number;
}

/** How an event is claimed. */
export interface Plan {
  /** Milliseconds since the last alert for which it is counted. */
  readonly quiet: number;
  readonly escalates: boolean;
  /** Kept for now where it would be raised; absent: it is raised. */
  readonly holding?: Holding;
  /** What is kept about the subject already. */
  readonly before?: HeldAlert;
}

/** What an event is about, and how bad it is. */
export interface Planned {
  readonly kind: Kind;
  readonly subject: string;
  readonly severity: number;
}

/** Decides what is kept for later. */
export interface Holds {
  plan(event: Planned): Plan;
  /** Until when (ms UTC) an alert that is kept is not to be sent on; `undefined`: it may be now. */
  heldUntil(held: HeldAlert): number | undefined;
}

/** Alerts that a node keeps: beyond, what comes is raised at once. */
const MOST_HELD = 10_000;

/** Claims made so shortly before an alert was kept, in milliseconds, count as made with it. */
const SLACK = 1000;

/** Makes the rules of a node with the settings `settings`. */
export function createHolds({
  store,
  clock,
  silences,
  heldAlerts,
  quietHours,
  settings,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly silences: Silences;
  readonly heldAlerts: HeldAlerts;
  readonly quietHours?: QuietSettings;
  readonly settings: { readonly quiet: number; readonly escalates: boolean };
}): Holds {
  /** The quiet hours that keep what has such a severity, and for how long they have. */
  function quietAt(severity: number): (Holding & { readonly age: number }) | undefined {
    if (!quietHours || severity >= (quietHours.urgentFrom ?? Number.POSITIVE_INFINITY)) {
      return undefined;
    }
    const now = clock.now();
    const { isQuiet, from, until } = quietHours.times.at(now);
    return isQuiet ? { why: 'held', until, age: now - from } : undefined;
  }

  return {
    plan({ kind, subject, severity }) {
      const { module, simulated = false } = kind;
      const key = keyOf(subject);
      const before = heldAlerts.find(kind, key);
      // What is kept counts all that come after it, however short the time of the node is.
      const known = before ? { before } : {};
      const age = before ? store.elapsed() - before.at + SLACK : 0;
      const hasRoom = before !== undefined || heldAlerts.count() < MOST_HELD;
      const silence = hasRoom ? silences.covering({ key, module, simulated }) : undefined;
      if (silence) {
        const holding = { why: 'silenced', until: silence.until } as const;
        return { quiet: Math.max(silence.age, age), escalates: true, holding, ...known };
      }
      const { quiet, escalates } = settings;
      const hours = hasRoom ? quietAt(severity) : undefined;
      if (!hours)
        return { quiet: Math.max(quiet, age), escalates: escalates || !!before, ...known };
      const { why, until } = hours;
      const longest = Math.max(quiet, hours.age, age);
      return {
        quiet: longest,
        escalates: escalates || !!before,
        holding: { why, until },
        ...known,
      };
    },
    heldUntil({ kind: { module, simulated }, key, severity }) {
      return (silences.covering({ key, module, simulated }) ?? quietAt(severity))?.until;
    },
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
