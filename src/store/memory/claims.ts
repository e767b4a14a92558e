import type { Clock } from '../../clock';
import { absorbClaim, fromRecord, toRecord } from '../rules/absorbing';
import {
  acknowledgeClaim,
  decideClaim,
  endOf,
  endQuietOf,
  heldClaim,
  isHeld,
  leaveBehind,
  releaseClaim,
  type ClaimState,
} from '../rules/claims';
import type { MemoryQueue } from './queue';
import type { Run } from './run';
import type { ClaimRecord } from '../claim-record';
import type { Claims, HeldClaim } from '../store';

/** The claims of one name, in memory. */
export interface MemoryClaims extends Claims {
  /** Forgets a key, and tells all that was known of it, for another store to absorb. */
  withdraw(key: string): Promise<ClaimRecord | undefined>;
}

interface Entry {
  readonly state: ClaimState;
  /** When it is forgotten, by the steady clock. */
  readonly ends: number;
}

/** Entries looked at for having ended, with each claim: two, so that it catches up. */
const SWEPT_AT_ONCE = 2;

/** Entries that are looked at in one operation. */
const LOOKED_AT_ONCE = 2000;

/** So many are known of one name; beyond, what was raised longest ago is forgotten first. */
const MOST = 200_000;

/** The claims of one name, in memory. `queueOf` finds the queue of a name. */
export function createMemoryClaims(
  run: Run,
  time: Clock,
  queueOf: (name: string) => MemoryQueue,
): MemoryClaims {
  const entries = new Map<string, Entry>();
  let toSweep = entries.entries();

  function sweep(now: number): void {
    for (let swept = 0; swept < SWEPT_AT_ONCE; swept += 1) {
      const next = toSweep.next();
      if (next.done) {
        toSweep = entries.entries();
        return;
      }
      const [key, { ends }] = next.value;
      if (ends <= now) entries.delete(key);
    }
  }

  function makeRoom(): void {
    const oldest = entries.size > MOST ? entries.keys().next() : undefined;
    if (oldest && !oldest.done) entries.delete(oldest.value);
  }

  function change(
    key: string,
    become: (known: ClaimState | undefined) => ClaimState | undefined,
  ): boolean {
    const now = time.elapsed();
    const known = entries.get(key);
    const state = become(known && known.ends > now ? known.state : undefined);
    if (known && state)
      entries.set(key, { state, ends: Math.max(known.ends, endOf(state, 0, now)) });
    return state !== undefined;
  }

  function heldAmong(keys: readonly string[], quiet: number): HeldClaim[] {
    const now = time.elapsed();
    const toUtc = (then: number): number => then + time.now() - now;
    return keys.flatMap((key) => {
      const known = entries.get(key);
      const holds = known !== undefined && known.ends > now && isHeld(known.state, quiet, now);
      return holds ? heldClaim(key, known.state, toUtc) : [];
    });
  }

  async function* held(quiet: number): AsyncGenerator<readonly HeldClaim[]> {
    const keys = await run(() => [...entries.keys()]);
    for (let at = 0; at < keys.length; at += LOOKED_AT_ONCE) {
      yield await run(() => heldAmong(keys.slice(at, at + LOOKED_AT_ONCE), quiet));
    }
  }

  return {
    claim: (key, wish, leftBehind) =>
      run(() => {
        const now = time.elapsed();
        sweep(now);
        const known = entries.get(key);
        const isKnown = known !== undefined && known.ends > now;
        const { state, claim } = decideClaim(
          isKnown ? known.state : undefined,
          wish,
          now,
          (then) => then + time.now() - now,
        );
        const kept = leaveBehind(
          claim,
          leftBehind,
          (queue, work) => queueOf(queue).add(work),
          (queue, id) => queueOf(queue).remove(id),
        );
        // What is raised goes to the end of the line.
        if (claim.outcome !== 'held') entries.delete(key);
        const ends = endOf(state, wish.quiet, now);
        entries.set(key, { state, ends: Math.max(ends, known?.ends ?? 0) });
        makeRoom();
        return kept;
      }),
    release: (key, id) => run(() => change(key, (known) => releaseClaim(known, id))),
    endQuiet: (key, id) => run(() => change(key, (known) => endQuietOf(known, id))),
    acknowledge: (key, seen) => run(() => change(key, (known) => acknowledgeClaim(known, seen))),
    held,
    withdraw: (key) =>
      run(() => {
        const now = time.elapsed();
        const known = entries.get(key);
        entries.delete(key);
        if (!known || known.ends <= now) return undefined;
        return toRecord(known.state, known.ends, (then) => then + time.now() - now);
      }),
    absorb: (key, record) =>
      run(() => {
        const now = time.elapsed();
        const known = entries.get(key);
        const isKnown = known !== undefined && known.ends > now;
        const { state: other, ends } = fromRecord(record, (utc) => utc - time.now() + now);
        const state = absorbClaim(isKnown ? known.state : undefined, other);
        entries.set(key, { state, ends: Math.max(ends, known?.ends ?? 0) });
        makeRoom();
      }),
    forget: (key) => run(() => void entries.delete(key)),
    clear: () => run(() => entries.clear()),
  };
}
