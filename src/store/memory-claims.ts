import type { Clock } from '../clock';
import type { Run } from './memory-run';
import type { Claims } from './store';

interface HeldClaim {
  readonly since: number;
  readonly ends: number;
  readonly note: string;
  count: number;
}

/** Claims looked at for having ended, with each that is made: two, so that it catches up. */
const SWEPT_AT_ONCE = 2;

/** Claims in memory. */
export function createMemoryClaims(run: Run, time: Clock): Claims {
  const held = new Map<string, HeldClaim>();
  let toSweep = held.entries();

  function sweep(now: number): void {
    for (let swept = 0; swept < SWEPT_AT_ONCE; swept += 1) {
      const next = toSweep.next();
      if (next.done) {
        toSweep = held.entries();
        return;
      }
      const [key, claim] = next.value;
      if (claim.ends <= now) held.delete(key);
    }
  }

  return {
    claim: (key, milliseconds, note) =>
      run(() => {
        const now = time.elapsed();
        sweep(now);
        const holder = held.get(key);
        if (holder === undefined || holder.ends <= now) {
          held.set(key, { since: now, ends: now + milliseconds, note, count: 0 });
          return { first: true };
        }
        holder.count += 1;
        const since = holder.since + time.now() - now;
        return { first: false, note: holder.note, count: holder.count, since };
      }),
    release: (key) => run(() => void held.delete(key)),
  };
}
