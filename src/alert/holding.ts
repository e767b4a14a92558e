import type { Clock } from '../clock';
import type { Store } from '../store/store';
import { timeOfDay } from '../store/time-of-day';
import type { Holding } from './alert';
import { SLACK, type HeldAlert, type HeldAlerts } from './held-alert';
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
  /** Whether something about the subject is kept already, by whichever node. */
  readonly isHeld?: boolean;
  /** What this one keeps about it. */
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
  /** The quiet hours that keep what has such a severity. */
  function quietAt(severity: number): Holding | undefined {
    if (!quietHours || severity >= (quietHours.urgentFrom ?? Number.POSITIVE_INFINITY)) {
      return undefined;
    }
    const { isQuiet, until } = quietHours.times.at(timeOfDay(store, clock));
    return isQuiet ? { why: 'held', until } : undefined;
  }

  return {
    plan({ kind, subject, severity }) {
      const { module, simulated = false } = kind;
      const key = keyOf(subject);
      const before = heldAlerts.find(kind, key);
      const held = before ?? heldAlerts.findAnywhere(kind, key);
      const isHeld = held !== undefined;
      // What is kept counts all that come after it, however short the time of the node is.
      const age = isHeld ? store.elapsed() - held.at + SLACK : 0;
      const known = { isHeld, ...(before && { before }) };
      const hasRoom = isHeld || heldAlerts.count() < MOST_HELD;
      const silence = hasRoom ? silences.covering({ key, module, simulated }) : undefined;
      if (silence) {
        const holding = { why: 'silenced', until: silence.until } as const;
        return { quiet: age, escalates: true, holding, ...known };
      }
      const holding = hasRoom ? quietAt(severity) : undefined;
      return {
        quiet: Math.max(settings.quiet, age),
        escalates: settings.escalates || isHeld,
        ...(holding && { holding }),
        ...known,
      };
    },
    heldUntil({ kind: { module, simulated }, key, severity }) {
      return (silences.covering({ key, module, simulated }) ?? quietAt(severity))?.until;
    },
  };
}

/** Whether what is kept may be another after an event: whoever comes next has to wait for that. */
export function mayBeKept(
  { holding, isHeld, before }: Plan,
  severity: number,
  positives: number,
): boolean {
  if (!holding) return before !== undefined;
  if (!before) return isHeld !== true;
  return severity > before.severity || positives > before.positives;
}
