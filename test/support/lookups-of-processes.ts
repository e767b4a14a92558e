import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createLedger } from '../../src/lookup/ledger';
import { createLookups, type LookupOptions, type Lookups } from '../../src/lookup/lookup';
import { createRights } from '../../src/lookup/sharing/rights';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import type { Allowance, Store } from '../../src/store/store';
import type { Report } from '../../src/virustotal/report';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { createFakeClock, type FakeClock } from './fake-clock';
import { CONDENSED_REPORT, HOUR, KEY } from './lookup-bench';
import { createScriptedTransport } from './scripted-transport';
import { createSharedStores, pass, type SharedStores } from './shared-stores';
import type { SharingProcess } from './shared-stores/process';

/** A process that looks indicators up, by a key that others use too. */
export interface LookingProcess extends Omit<SharingProcess, 'store'> {
  readonly store: Store;
  readonly lookups: Lookups<Report>;
  /** What it has asked, in order. */
  readonly requests: readonly HttpRequest[];
  /** Ends its lookups, and what it has with the database. */
  stop(): Promise<void>;
}

/** Several of them. */
export interface LookingProcesses {
  readonly clock: FakeClock;
  readonly stores: SharedStores;
  readonly open: (changes?: Changes) => LookingProcess;
  /** Lets time go by. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

interface Changes extends Partial<LookupOptions<Report, Report>> {
  readonly allowance?: Partial<Allowance>;
  readonly key?: string;
}

type Answer = (request: HttpRequest, number: number) => HttpReply | Error | Promise<HttpReply>;

/** Processes that share a store in memory, and ask a scripted VirusTotal. */
export function createLookingProcesses(answer: Answer): LookingProcesses {
  const clock = createFakeClock();
  const stores = createSharedStores(clock);

  function open({ allowance, key = KEY, ...changes }: Changes = {}): LookingProcess {
    const process = stores.open();
    const { clock: own } = process;
    const service = createVirusTotalV3(key);
    const store = createResilientStore(process.store, createMemoryStore(own), () => {});
    const transport = createScriptedTransport(answer);
    const lookups = createLookups({
      service,
      transport,
      ledger: createLedger({
        service,
        store,
        key,
        allowance: { perMinute: 0, perDay: 0, perMonth: 0, ...allowance },
        clock: own,
        timeout: changes.timeout ?? 15_000,
        warn: () => {},
      }),
      cache: createAnswerCache({
        service,
        store,
        clock: own,
        scope: 'test',
        bytes: { answers: 1_000_000, texts: 1_000_000 },
        condensed: CONDENSED_REPORT,
      }),
      notes: createAnalysisNotes(store.values, 'test'),
      clock: own,
      random: () => 0,
      guard: () => {},
      concurrency: 4,
      timeout: 15_000,
      retries: 0,
      queueLimit: 1000,
      lifetimes: { flagged: 24 * HOUR, clean: 12 * HOUR, unknown: HOUR },
      waitsForTheDay: true,
      learnTime: (now) => store.learnTime(now),
      rights: createRights(process.store.shared, own, `test ${key}`),
      away: () => process.store.shared.away(),
      ...changes,
    });
    return {
      ...process,
      store,
      lookups,
      requests: transport.requests,
      async stop() {
        await lookups.close();
        await process.close();
      },
    };
  }

  return { clock, stores, open, pass: (milliseconds) => pass(milliseconds, clock) };
}
