import assert from 'node:assert/strict';
import type { Clock } from '../../src/clock';
import { CodedError } from '../../src/coded-error';
import { identify } from '../../src/indicator/identify';
import type { Allowance, Store } from '../../src/store/store';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { QuotaError } from '../../src/lookup/errors';
import { ClosedError } from '../../src/closed-error';
import type { Transport } from '../../src/lookup/http';
import { createLedger } from '../../src/lookup/ledger';
import { createLookups, type Lookups } from '../../src/lookup/lookup';
import type { Report } from '../../src/virustotal/report';
import { CONDENSED_REPORT } from './lookup-bench';
import type { StoreWatch } from './store-watch';

const KEY = 'k3y-of-nobody';
const service = createVirusTotalV3(KEY);
const SECOND = 1000;
const TIMEOUT = 15 * SECOND;

/** The failures that come of latency and of the service's own. */
const MAY_FAIL = ['quota', 'timeout', 'service'];

/** Where the processes of a machine keep their state. */
export interface Place {
  /** Whether what was kept survives when a process is killed. */
  readonly lasts: boolean;
  open(): Store;
  close(store: Store): Promise<void>;
}

/** A process, whose accounts share a store. */
export interface Process {
  /** Looks a host up with one of its accounts, until there is an answer, restarts or not. */
  ask(host: string): void;
  readonly unanswered: ReadonlyMap<string, number>;
  open(): void;
  close(): Promise<void>;
  /** It is gone from one moment to the next, and its requests with it; then it is open again. */
  kill(): void;
}

interface ProcessOptions {
  readonly accounts: number;
  readonly place: Place;
  readonly watch: StoreWatch['watch'];
  readonly allowance: Allowance;
  readonly clock: Clock;
  readonly trueNow: () => number;
  readonly random: () => number;
  readonly transport: () => Transport;
}

/** Makes a process that is open. */
export function createProcess(options: ProcessOptions): Process {
  const { accounts, place, watch, clock, trueNow, random } = options;
  /** By which account each is looked up. */
  const unanswered = new Map<string, number>();
  let store: Store;
  let lookups: Lookups<Report>[] = [];
  let life = new AbortController();
  const leftOpen: Store[] = [];

  function open(): void {
    store = place.open();
    life = new AbortController();
    const mortal = withEnd(options, life.signal);
    const own = watch(store, life.signal);
    lookups = Array.from({ length: accounts }, () => createAccount(own, mortal));
    for (const [host, account] of unanswered) void lookUp(host, lookups[account]);
  }

  async function lookUp(host: string, by: Lookups<Report> | undefined): Promise<void> {
    // It was restarted while this one waited, and looks it up anew.
    if (!by || !lookups.includes(by)) return;
    try {
      await by.lookup(identify(host, 'domain'), random() < 0.1);
      unanswered.delete(host);
    } catch (error) {
      if (error instanceof ClosedError) return;
      assert.ok(error instanceof CodedError && MAY_FAIL.includes(error.code), String(error));
      const wait = error instanceof QuotaError ? error.retryAt - trueNow() : SECOND;
      clock.after(wait, () => void lookUp(host, by));
    }
  }

  open();
  return {
    unanswered,
    open,
    ask(host) {
      const account = Math.floor(random() * accounts);
      unanswered.set(host, account);
      void lookUp(host, lookups[account]);
    },
    async close() {
      const closing = lookups;
      lookups = [];
      await Promise.all(closing.map((each) => each.close()));
      for (const each of [store, ...leftOpen.splice(0)]) await place.close(each);
    },
    kill() {
      life.abort();
      leftOpen.push(store);
      open();
    },
  };
}

/** What a process has until its end: then no timer rings, and nothing comes back. */
function withEnd(options: ProcessOptions, end: AbortSignal): ProcessOptions {
  const { clock } = options;
  return {
    ...options,
    clock: {
      ...clock,
      after: (milliseconds, callback) =>
        clock.after(milliseconds, () => {
          if (!end.aborted) callback();
        }),
    },
    transport: () => {
      const transport = options.transport();
      return {
        ...transport,
        send: (request, signal) =>
          new Promise((resolve, reject) => {
            const sending = transport.send(request, AbortSignal.any([signal, end]));
            sending.then(
              (reply) => end.aborted || resolve(reply),
              (error: unknown) => end.aborted || reject(error),
            );
          }),
      };
    },
  };
}

function createAccount(
  store: Store,
  { allowance, clock, random, transport }: ProcessOptions,
): Lookups<Report> {
  return createLookups({
    service,
    transport: transport(),
    ledger: createLedger({
      service,
      store,
      key: KEY,
      allowance,
      clock,
      timeout: TIMEOUT,
      warn: () => {},
    }),
    cache: createAnswerCache({
      service,
      store,
      clock,
      scope: '',
      bytes: { answers: 1, texts: 1 },
      condensed: CONDENSED_REPORT,
    }),
    notes: createAnalysisNotes(store.values, ''),
    clock,
    random,
    guard: () => {},
    concurrency: 4,
    timeout: TIMEOUT,
    retries: 2,
    queueLimit: 1000,
    lifetimes: { flagged: 0, clean: 0, unknown: 0 },
    waitsForTheDay: true,
    learnTime: (now) => store.learnTime(now),
  });
}
