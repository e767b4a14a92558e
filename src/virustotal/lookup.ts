import type { Clock } from '../clock';
import type { Indicator } from '../indicator/indicator';
import type { Answer, Finding } from './answer';
import type { AnswerCache } from './answer-cache';
import type { Api } from './api';
import { ClosedError, CredentialsError, QuotaError, TimeoutError } from './errors';
import type { HttpRequest, Transport } from './http';
import type { Ledger } from './ledger';
import { guiLink, indicatorLink } from './links';
import type { Report } from './report';
import { isWorthRetrying, retryDelay } from './retry';
import { createScheduler, type Load, type Turn } from './scheduler';

/** How long an answer is used again, in milliseconds; 0 means not at all. */
interface Lifetimes {
  readonly flagged: number;
  readonly clean: number;
  readonly unknown: number;
}

/** Everything that the lookups of one account share. */
export interface Lookups<Digest> {
  /** What memory knows about an indicator, at no cost. Throws what `guard` throws. */
  peek(indicator: Indicator): Answer<Digest> | undefined;
  /**
   * Looks one indicator up: in memory, in the store, together with whoever is asking the same at the
   * moment, or at VirusTotal when quota and concurrency allow; `urgent` goes before what is not.
   * Rejects with what `guard` throws, an error of `./errors`, or `StoreError`.
   */
  lookup(indicator: Indicator, urgent: boolean): Promise<Answer<Digest>>;
  load(): Load;
  figures(): Figures;
  /** Calls `listener` whenever the load changes; the returned function ends that. */
  watch(listener: () => void): () => void;
  /** Ends what waits and runs with `ClosedError`, and the connections with it. */
  close(): Promise<void>;
}

/** How often what happened to lookups since the account was started. */
interface Figures {
  /** Requests sent to VirusTotal. */
  readonly asked: number;
  readonly fromCache: number;
  /** Lookups that shared the request of another one. */
  readonly joined: number;
  /** Refusals by VirusTotal for want of quota. */
  readonly refused: number;
  readonly failed: number;
}

/** What an account is made of. */
export interface LookupOptions<Digest> {
  readonly api: Api;
  readonly transport: Transport;
  readonly ledger: Ledger;
  readonly cache: AnswerCache<Digest>;
  readonly clock: Clock;
  /** A number in [0, 1), for the spread of retries. */
  readonly random: () => number;
  /** Throws for an indicator that must not leave. */
  readonly guard: (indicator: Indicator) => void;
  readonly concurrency: number;
  /** Milliseconds for one lookup from the moment it is its turn, retries included. */
  readonly timeout: number;
  readonly retries: number;
  readonly queueLimit: number;
  readonly lifetimes: Lifetimes;
  /** Whether lookups wait for a spent day too, because waiting survives a restart. */
  readonly waitsForTheDay: boolean;
}

/** After VirusTotal refused a key, asking again is held back for this long (ms). */
const REFUSED_KEY_PAUSE = 60_000;

const MINUTE = 60_000;
const DAY = 86_400_000;

interface Flight<Digest> {
  readonly landed: Promise<Answer<Digest>>;
  hurry(): void;
}

/** Makes the lookups of one account. */
export function createLookups<Digest>(options: LookupOptions<Digest>): Lookups<Digest> {
  const { api, transport, ledger, cache, clock, guard, timeout, retries, lifetimes } = options;
  const flights = new Map<string, Flight<Digest>>();
  const listeners = new Set<() => void>();
  const running = new Set<AbortController>();
  const figures = { asked: 0, fromCache: 0, joined: 0, refused: 0, failed: 0 };
  const longestWait = options.waitsForTheDay ? DAY : MINUTE;
  const scheduler = createScheduler({
    reserve: () => ledger.reserve(),
    clock,
    concurrency: options.concurrency,
    queueLimit: options.queueLimit,
    isWorthWaiting: ({ wait }) => wait <= longestWait,
    refusal: refusalOfKey,
    changed: () => {
      for (const listener of listeners) listener();
    },
  });
  let refusal: { error: CredentialsError; since: number } | undefined;

  function peek(indicator: Indicator): Answer<Digest> | undefined {
    guard(indicator);
    const known = cache.peek(indicator);
    if (known) figures.fromCache += 1;
    return known;
  }

  async function lookup(indicator: Indicator, urgent: boolean): Promise<Answer<Digest>> {
    const known = peek(indicator);
    if (known) return known;
    const flight = flights.get(indicator.key);
    if (!flight) return await takeOff(indicator, urgent).landed;
    figures.joined += 1;
    if (urgent) flight.hurry();
    return await flight.landed;
  }

  /** Entered before anything is awaited, so that who comes next finds it. */
  function takeOff(indicator: Indicator, urgent: boolean): Flight<Digest> {
    let turn: Turn<Answer<Digest>> | undefined;
    let inHurry = urgent;
    const fly = async (): Promise<Answer<Digest>> => {
      const request = api.reportRequest(indicator);
      const recalled = await cache.recall(indicator);
      if (recalled) {
        figures.fromCache += 1;
        return recalled;
      }
      turn = scheduler.run(() => ask(indicator, request), inHurry);
      return await turn.result;
    };
    const landed = fly()
      .catch((error: unknown) => {
        figures.failed += 1;
        throw error;
      })
      .finally(() => flights.delete(indicator.key));
    const flight: Flight<Digest> = {
      landed,
      hurry() {
        inHurry = true;
        turn?.hurry();
      },
    };
    flights.set(indicator.key, flight);
    return flight;
  }

  async function ask(indicator: Indicator, request: HttpRequest): Promise<Answer<Digest>> {
    const exchange = new AbortController();
    running.add(exchange);
    const sentAt = clock.elapsed();
    const cancel = clock.after(timeout, () => {
      exchange.abort(new TimeoutError(`No answer within ${timeout / 1000} s`));
    });
    try {
      const { finding, report } = await attempt(indicator, request, exchange.signal, 0);
      ledger.answered();
      return await cache.keep(indicator, finding, report, lifetimeOf(report));
    } catch (error) {
      await remember(error, sentAt);
      throw error;
    } finally {
      cancel();
      running.delete(exchange);
    }
  }

  async function attempt(
    indicator: Indicator,
    request: HttpRequest,
    signal: AbortSignal,
    retry: number,
  ): Promise<{ finding: Finding; report: Report }> {
    try {
      figures.asked += 1;
      const reply = await transport.send(request, signal);
      const fetchedAt = clock.now();
      const report = api.readReport(indicator, reply, fetchedAt);
      const { outcome, subject } = report;
      const link = subject ? guiLink(indicator.type, subject.id) : indicatorLink(indicator);
      return { finding: { outcome, api: api.version, fetchedAt, link, text: reply.body }, report };
    } catch (error) {
      if (retry >= retries || !isWorthRetrying(error)) throw error;
      await pause(clock, retryDelay(retry + 1, options.random()), signal);
      if (!(await ledger.reserve()).granted) throw error;
      return await attempt(indicator, request, signal, retry + 1);
    }
  }

  async function remember(error: unknown, sentAt: number): Promise<void> {
    if (error instanceof CredentialsError) refusal = { error, since: clock.elapsed() };
    if (!(error instanceof QuotaError)) return;
    figures.refused += 1;
    await ledger.refused(sentAt, error.retryAfter);
  }

  function refusalOfKey(): CredentialsError | undefined {
    const isFresh = refusal && clock.elapsed() - refusal.since < REFUSED_KEY_PAUSE;
    return isFresh ? refusal?.error : undefined;
  }

  function lifetimeOf(report: Report): number {
    if (report.outcome === 'pending') return 0;
    const { malicious, suspicious, harmless, undetected } = report.votes;
    if (malicious + suspicious > 0) return lifetimes.flagged;
    // Found without any opinion is no clean answer either.
    return harmless + undetected > 0 ? lifetimes.clean : lifetimes.unknown;
  }

  return {
    peek,
    lookup,
    load: () => scheduler.load(),
    figures: () => ({ ...figures }),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      scheduler.close();
      for (const exchange of running) {
        exchange.abort(new ClosedError('Closed while the lookup was running'));
      }
      await transport.close();
    },
  };
}

/** Waits; rejects with the signal's reason when it aborts first. */
function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
