import { LRUCache } from 'lru-cache';
import type { Claim } from '../store/store';

/** What is found about whom. */
export interface Detected {
  readonly module: string;
  readonly detection: string;
  readonly subject: string;
}

/** Why an alert that would be raised is kept for now: by a silence, or by quiet hours. */
export type HeldWhy = 'silenced' | 'held';

/** An alert, as the contract has it. Times are ISO 8601, UTC. */
export interface Alert extends Detected {
  readonly id: string;
  /** 1 to 10. */
  readonly severity: number;
  /**
   * `suppressed`: it was not raised, because the alert `id` was, not long ago; `acknowledged`: somebody
   * has acknowledged that one. `silenced` and `held` are told of when the silence or the quiet hours
   * are over, by `silence-over` and `quiet-over`.
   */
  readonly reason:
    | 'first'
    | 'again'
    | 'escalated'
    | 'unsuppressed'
    | 'quiet-over'
    | 'silence-over'
    | 'suppressed'
    | 'acknowledged'
    | HeldWhy;
  readonly raisedAt: string;
  /**
   * How many were suppressed, silenced or held since the alert before this one; of one that was not
   * raised, so far.
   */
  readonly suppressed: number;
  readonly suppressedSince?: string;
  /** Absent where it is acknowledged, which has no end. */
  readonly quietUntil?: string;
}

const NOT_RAISED: ReadonlySet<unknown> = new Set<Alert['reason']>([
  'suppressed',
  'acknowledged',
  'silenced',
  'held',
]);

/** Whether it leaves by the output of what is raised; of one that was kept, whatever it says. */
export function isRaised({ reason }: { readonly reason: unknown }): boolean {
  return !NOT_RAISED.has(reason);
}

/** What is known of an alert before it is decided about. */
export type Raised = Pick<Alert, 'id' | 'module' | 'detection' | 'subject' | 'severity'>;

/** An alert that is kept for now, and told of when that is over. */
export interface Holding {
  readonly why: HeldWhy;
  /** When it is over (ms UTC). */
  readonly until: number;
}

/** What was counted before, and nobody was told of. */
export interface Untold {
  readonly suppressed: number;
  /** ISO 8601. */
  readonly suppressedSince?: string;
}

/** Nobody has to be told of anything. */
export const NOTHING_UNTOLD: Untold = { suppressed: 0 };

/** The alert that nothing can suppress. */
export function unsuppressed(raised: Raised, raisedAt: string): Alert {
  return { ...raised, reason: 'unsuppressed', raisedAt, suppressed: 0, quietUntil: raisedAt };
}

/** The alert that a claim makes of an event, with all that is `untold`; `quiet` is in milliseconds. */
export function describe(
  claim: Claim,
  raised: Raised,
  quiet: number,
  toText: TimeTexts,
  untold: Untold = NOTHING_UNTOLD,
): Alert {
  const { since } = claim;
  const isHeld = claim.outcome === 'held';
  const isAcknowledged = isHeld && claim.acknowledged === true;
  return {
    ...raised,
    id: claim.outcome === 'held' ? claim.id : raised.id,
    reason: isAcknowledged ? 'acknowledged' : reasonOf(claim),
    raisedAt: toText(since),
    ...sumOf(claim, untold, toText),
    ...(!isAcknowledged && { quietUntil: toText(since + quiet) }),
  };
}

/** What got worse is known to have got worse, whoever could not be asked. */
function reasonOf(claim: Claim): Alert['reason'] {
  if (claim.outcome === 'held') return 'suppressed';
  return claim.unasked && claim.outcome !== 'escalated' ? 'unsuppressed' : claim.outcome;
}

/** The same of one that is kept for now. What is silenced leaves, and is counted itself. */
export function describeHeld(
  claim: Claim,
  raised: Raised,
  { why, until }: Holding,
  toText: TimeTexts,
  untold: Untold,
): Alert {
  const alert = describe(claim, raised, 0, toText, untold);
  if (alert.reason === 'acknowledged') return alert;
  const isCounted = claim.outcome !== 'held' && why === 'silenced';
  return {
    ...alert,
    reason: why,
    ...(isCounted && {
      suppressed: alert.suppressed + 1,
      suppressedSince: alert.suppressedSince ?? alert.raisedAt,
    }),
    quietUntil: toText(until),
  };
}

function sumOf(claim: Claim, untold: Untold, toText: TimeTexts): Untold {
  const since =
    untold.suppressedSince ??
    (claim.suppressedSince === undefined ? undefined : toText(claim.suppressedSince));
  return {
    suppressed: claim.suppressed + untold.suppressed,
    ...(since !== undefined && { suppressedSince: since }),
  };
}

/** ISO 8601 of times in ms UTC. */
export type TimeTexts = (time: number) => string;

/** Of many events at about the same time each asks for the same few: to write one takes a while. */
export function createTimeTexts(): TimeTexts {
  const texts = new LRUCache<number, string>({ max: 1000 });
  return (time) => {
    const known = texts.get(time);
    if (known !== undefined) return known;
    const text = new Date(time).toISOString();
    texts.set(time, text);
    return text;
  };
}
