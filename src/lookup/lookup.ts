import type { Indicator } from '../indicator/indicator';
import type { StoreError } from '../store/errors';
import type { QuotaWindow } from '../store/store';
import type { AnalysisNotes } from './analysis-notes';
import { createAnalysisRuns } from './analysis-runs';
import type { Answer } from './cache/answer';
import type { AnswerCache } from './cache/answer-cache';
import { queueFull } from './errors';
import { createExchanges, type ExchangeOptions } from './exchange';
import { createFlights, type Flight } from './flights';
import type { HttpReply, HttpRequest } from './http';
import { createRenewals, inSpiteOf, type Wish } from './renewal';
import type { Reading, ServiceReport } from './report';
import { createReports, type Lifetimes } from './reports';
import type { Load, Turn } from './queue/scheduler';
import type { Stage } from './queue/stages';
import type { Service } from './service';
import { findOutOnce } from './sharing/find-out-once';
import type { LookupRights } from './sharing/rights';

/** Everything that the lookups of one account share. */
export interface Lookups<Condensed> {
  /** What memory knows about an indicator, if that is enough, at no cost. Throws what `guard` throws. */
  peek(indicator: Indicator, wish?: Wish): Answer<Condensed> | undefined;
  /** The same of memory and store. Rejects with what `guard` throws, or `StoreError`. */
  recall(indicator: Indicator): Promise<Answer<Condensed> | undefined>;
  /**
   * Looks one indicator up: in memory, in the store, together with whoever is asking the same at the
   * moment, or at the service when quota and concurrency allow; `urgent` goes before what is not, also of
   * those who wait for the same, but not of those in other processes. Of several processes one asks.
   * Rejects with what `guard` throws, an error of `./errors`, or `StoreError`.
   */
  lookup(indicator: Indicator, urgent: boolean, wish?: Wish): Promise<Answer<Condensed>>;
  /**
   * Sends a request that is no lookup, ahead of what waits. Resolves with a reply of any status but
   * those that say that the quota is spent; rejects with an error of `./errors` or `StoreError`.
   */
  send(request: HttpRequest): Promise<HttpReply>;
  load(): Load;
  /** Which window of the quota holds back what waits; `undefined` where none does. */
  heldBy(): QuotaWindow | undefined;
  /** How far the request about the indicator with this key is; `undefined` where there is none. */
  stageOf(key: string): Stage | undefined;
  /** The keys of the indicators that the service is being asked about at the moment. */
  asked(): ReadonlySet<string>;
  figures(): Figures;
  /** Calls `listener` whenever the load changes; the returned function ends that. */
  watch(listener: () => void): () => void;
  /** Resolves once the store has every answer that was given. Never rejects. */
  written(): Promise<void>;
  /** Ends what waits and runs with `ClosedError`, and the connections with it. */
  close(): Promise<void>;
}

/** How often what happened to lookups since the account was started. */
export interface Figures {
  /** Requests sent to the service. */
  readonly asked: number;
  readonly fromCache: number;
  /** Lookups that shared the request of another one. */
  readonly joined: number;
  /** Requests that had to wait for the quota. */
  readonly waited: number;
  /** Refusals by the service for want of quota. */
  readonly refused: number;
  readonly failed: number;
}

/** What an account is made of. */
export interface LookupOptions<Condensed, Report extends ServiceReport> extends ExchangeOptions {
  readonly service: Service<Report>;
  readonly cache: AnswerCache<Condensed, Report>;
  readonly notes: AnalysisNotes;
  /** Throws for an indicator that must not leave. */
  readonly guard: (indicator: Indicator) => void;
  readonly lifetimes: Lifetimes;
  /** Who of several processes asks; absent where there is only this one. */
  readonly rights?: LookupRights;
}

/** An answer that is to be made better. */
interface Renewal<Condensed> {
  readonly indicator: Indicator;
  readonly known: Answer<Condensed>;
  readonly wish: Wish;
  readonly urgent: boolean;
}

/** Makes the lookups of one account. */
export function createLookups<Condensed, Report extends ServiceReport>(
  options: LookupOptions<Condensed, Report>,
): Lookups<Condensed> {
  const { service, cache, notes, clock, guard } = options;
  const flights = createFlights<Answer<Condensed>>();
  const listeners = new Set<() => void>();
  const figures = { fromCache: 0, joined: 0, failed: 0 };
  const exchanges = createExchanges({
    ...options,
    // What is asked comes back as an answer: while too many are not written down, nothing is asked.
    room: () => cache.room(),
    changed() {
      for (const listener of listeners) listener();
    },
  });
  const reports = createReports({ ...options, exchanges });
  const { analyses } = service;
  const { rights } = options;
  /** Lookups that wait for another process, or for the store. */
  const elsewhere = new Set<{ readonly about: string }>();
  const runs =
    analyses && createAnalysisRuns({ analyses, exchanges, notes, clock, ask: reports.askAnew });
  const renewals = createRenewals({ runs, notes, clock, keep: reports.keep });

  function peek(indicator: Indicator, wish: Wish = {}): Answer<Condensed> | undefined {
    guard(indicator);
    const known = cache.peek(indicator);
    if (!known || !renewals.isEnough(indicator, known, wish)) return undefined;
    figures.fromCache += 1;
    return known;
  }

  async function recall(
    indicator: Indicator,
    hasWaited = false,
  ): Promise<Answer<Condensed> | undefined> {
    const known = peek(indicator);
    if (known) return known;
    const recalled = await cache.recall(indicator, hasWaited);
    if (recalled) figures.fromCache += 1;
    return recalled;
  }

  async function answer(
    indicator: Indicator,
    urgent: boolean,
    wish: Wish,
  ): Promise<Answer<Condensed>> {
    const known = peek(indicator, wish);
    if (known) return known;
    const isPlain = wish.maxAge === undefined && wish.submit !== true;
    const key = isPlain ? indicator.key : `${wish.maxAge} ${wish.submit} ${indicator.key}`;
    const flight = flights.find(key);
    if (!flight) {
      const begun = isPlain ? flyPlain(indicator, urgent) : flyWith(indicator, urgent, wish);
      // Entered before anything is awaited, so that who comes next finds it.
      return await flights.takeOff(key, begun).landed;
    }
    figures.joined += 1;
    if (urgent) flight.hurry();
    return await flight.landed;
  }

  function flyPlain(indicator: Indicator, urgent: boolean): Flight<Answer<Condensed>> {
    let turn: Turn<Reading<Report>> | undefined;
    let inHurry = urgent;
    const fly = async (): Promise<Answer<Condensed>> => {
      const request = service.reportRequest(indicator);
      const recalled = await recall(indicator);
      if (recalled) return recalled;
      turn = reports.ask(indicator, request, { urgent: inHurry });
      return await reports.keep(indicator, await turn.result);
    };
    const flyForAll = async (among: LookupRights): Promise<Answer<Condensed>> => {
      const request = service.reportRequest(indicator);
      const following = exchanges.arrive();
      return await findOutOnce(among, {
        name: among.nameOf('ask', indicator),
        recall: (hasWaited) => recall(indicator, hasWaited),
        admit: (trouble) => admit(indicator, trouble),
        async find(right) {
          const isOurs = (): boolean => right.holds();
          turn = reports.ask(indicator, request, { urgent: inHurry, following, isOurs });
          return await reports.keep(indicator, await turn.result, () => right.end());
        },
      });
    };
    return {
      landed: rights ? flyForAll(rights) : fly(),
      hurry() {
        inHurry = true;
        turn?.hurry();
      },
    };
  }

  /** What is remembered, or asked for like any other, is made better where that is not enough. */
  function flyWith(indicator: Indicator, urgent: boolean, wish: Wish): Flight<Answer<Condensed>> {
    const fly = async (): Promise<Answer<Condensed>> => {
      const known = cache.peek(indicator) ?? (await answer(indicator, urgent, {}));
      if (renewals.isEnough(indicator, known, wish)) return known;
      if (!rights) return await renewals.renew(indicator, known, wish, { urgent });
      return await renewForAll(rights, { indicator, known, wish, urgent });
    };
    return { landed: fly(), hurry: () => flights.find(indicator.key)?.hurry() };
  }

  /** What another process has renewed is in the store, whatever is remembered here. */
  async function renewForAll(
    among: LookupRights,
    { indicator, known, wish, urgent }: Renewal<Condensed>,
  ): Promise<Answer<Condensed>> {
    let newest = known;
    const renewing = findOutOnce(among, {
      name: among.nameOf('analyse', indicator),
      admit: (trouble) => admit(indicator, trouble),
      async recall() {
        newest = (await cache.recall(indicator)) ?? newest;
        return renewals.isEnough(indicator, newest, wish) ? newest : undefined;
      },
      async find(right) {
        const isOurs = (): boolean => right.holds();
        const renewed = await renewals.renew(indicator, newest, wish, { urgent, isOurs });
        void cache.written().then(() => right.end());
        return renewed;
      },
    });
    return await renewing.catch((error: unknown) => inSpiteOf(error, newest));
  }

  function load(): Load {
    const { waiting, ...others } = exchanges.load();
    return { ...others, waiting: waiting + elsewhere.size };
  }

  /** A lookup begins to wait where it is not in line. */
  function admit({ key }: Indicator, trouble: StoreError | undefined): () => void {
    const { queueLimit } = options;
    if (load().waiting >= queueLimit) throw trouble ?? queueFull(queueLimit);
    const its = { about: key };
    elsewhere.add(its);
    return () => void elsewhere.delete(its);
  }

  function stageOf(key: string): Stage | undefined {
    const isElsewhere = (): boolean => [...elsewhere].some(({ about }) => about === key);
    return exchanges.stageOf(key) ?? (isElsewhere() ? 'elsewhere' : undefined);
  }

  function refuseSpent(reply: HttpReply, now: number): HttpReply {
    const refusal = service.readQuotaRefusal(reply, now);
    if (refusal) throw refusal;
    return reply;
  }

  return {
    peek,
    recall: (indicator) => recall(indicator),
    async lookup(indicator, urgent, wish = {}) {
      try {
        return await answer(indicator, urgent, wish);
      } catch (error) {
        figures.failed += 1;
        throw error;
      }
    },
    async send(request) {
      return await exchanges.send(request, refuseSpent, { urgent: true }).result;
    },
    load,
    heldBy: () => exchanges.heldBy(),
    stageOf,
    asked: () => exchanges.asked(),
    figures: () => ({ ...figures, ...exchanges.figures() }),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    written: () => cache.written(),
    async close() {
      rights?.close();
      await exchanges.close();
      await cache.written();
    },
  };
}
