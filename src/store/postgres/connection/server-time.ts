import type { Clock } from '../../../clock';

/** What a server said of its clocks, in ms: see `read_clock` of the schema. */
export interface ClockReading {
  readonly elapsed: number;
  readonly now: number;
}

/** The clock of a server, as it is known here between two answers. */
export interface ServerTime {
  /** Only goes on. */
  elapsed(): number;
  /** ms UTC */
  now(): number;
  /** Takes what the server said in an answer to what was sent at `sent` on the clock of this machine. */
  learn(reading: ClockReading, sent: number): void;
}

/** How far two clocks that go on their own may part, in milliseconds a millisecond: 500 ppm (RFC 5905). */
const DRIFT = 0.0005;

/**
 * Estimates a server's clock by the answer that took least time: it was read somewhere between the
 * question and the answer, so that the middle is wrong by half of that at most.
 */
export function createServerTime(clock: Clock): ServerTime {
  let best: { readonly ahead: number; readonly doubt: number; readonly at: number } | undefined;
  let beyond = 0;
  let last = Number.NEGATIVE_INFINITY;

  function elapsed(): number {
    last = Math.max(last, clock.elapsed() + (best?.ahead ?? 0));
    return last;
  }

  function doubtNow(at: number): number {
    return best ? best.doubt + (at - best.at) * DRIFT : Number.POSITIVE_INFINITY;
  }

  return {
    elapsed,
    // Until it has said so, this machine's: its own may be anything.
    now: () => (best ? elapsed() + beyond : clock.now()),
    learn(reading, sent) {
      const at = clock.elapsed();
      const doubt = (at - sent) / 2;
      const ahead = reading.elapsed - (sent + at) / 2;
      beyond = reading.now - reading.elapsed;
      const known = doubtNow(at);
      // Where both cannot be right, its clock was set, or it is another server.
      const isOther = best !== undefined && Math.abs(ahead - best.ahead) > doubt + known + 1;
      if (doubt <= known || isOther) best = { ahead, doubt, at };
    },
  };
}
