import assert from 'node:assert/strict';
import type { Clock } from '../../src/clock';
import { identify } from '../../src/indicator/identify';
import type { Allowance } from '../../src/store/store';
import type { HttpReply, Transport } from '../../src/lookup/http';
import { errorV3, foundV3 } from './virustotal-replies';

const MINUTE = 60_000;

/** A stand-in for VirusTotal (API v3) that notes when each request arrives. */
export interface CountingService {
  /** A way to it. A request that is given up before it has arrived does not arrive. */
  readonly transport: () => Transport;
  /** The paths that were asked for and answered. */
  readonly answered: ReadonlySet<string>;
  /** Fails when more arrived than an allowance lets, in any 60 s, any UTC day, any UTC month. */
  check(allowance: Allowance): void;
}

/** How a counting service is made. */
interface CountingServiceOptions {
  /** The clock of those who ask, and of the way to the service. */
  readonly clock: Clock & { readonly outside: Clock };
  /** What time it really is, whatever was done to the clock (ms UTC). */
  readonly trueNow: () => number;
  readonly random: () => number;
  /** Milliseconds that a request takes at most, and that a reply takes. */
  readonly latency: number;
}

/** One in so many requests is answered with status 503. */
const FAILS_ONE_IN = 8;

export function createCountingService(options: CountingServiceOptions): CountingService {
  const { clock, trueNow, random, latency } = options;
  const arrivals: number[] = [];
  const answered = new Set<string>();

  function answer(path: string): HttpReply {
    arrivals.push(trueNow());
    if (random() * FAILS_ONE_IN < 1) return errorV3(503, 'TransientError');
    answered.add(path);
    return foundV3(identify(path.split('/').at(-1), 'domain'));
  }

  const delay = (): number => Math.floor(random() * latency);

  function send(path: string, signal: AbortSignal): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      let cancel = clock.outside.after(delay(), () => {
        const reply = answer(path);
        cancel = clock.after(delay(), () => resolve(reply));
      });
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  return {
    answered,
    transport: () => ({
      async send({ path }, signal) {
        signal.throwIfAborted();
        return latency === 0 ? answer(path) : await send(path, signal);
      },
      close: () => Promise.resolve(),
    }),
    check({ perMinute, perDay, perMonth }) {
      for (const [index, first] of arrivals.entries()) {
        const next = arrivals[index + perMinute] ?? Number.POSITIVE_INFINITY;
        assert.ok(next - first >= MINUTE, `${perMinute + 1} requests in ${next - first} ms`);
      }
      if (perDay > 0) checkCalendar(arrivals, '2026-01-15'.length, perDay);
      if (perMonth > 0) checkCalendar(arrivals, '2026-01'.length, perMonth);
    },
  };
}

/** `length` characters of an ISO time tell the day or the month. */
function checkCalendar(arrivals: readonly number[], length: number, limit: number): void {
  const counts = new Map<string, number>();
  for (const arrival of arrivals) {
    const period = new Date(arrival).toISOString().slice(0, length);
    counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  for (const [period, count] of counts) {
    assert.ok(count <= limit, `${count} requests in ${period}, ${limit} are allowed`);
  }
}
