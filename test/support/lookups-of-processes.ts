import type { Clock } from '../../src/clock';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createLedger } from '../../src/lookup/ledger';
import { createLookups, type LookupOptions, type Lookups } from '../../src/lookup/lookup';
import { clockOf } from '../../src/store/time-of-day';
import { createRights } from '../../src/lookup/sharing/rights';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createResilientStore } from '../../src/store/resilient/resilient';
import type { Allowance, Store } from '../../src/store/store';
import type { Report } from '../../src/virustotal/report';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { createFakeClock, type FakeClock } from './fake-clock';
import { CONDENSED_REPORT, HOUR, KEY } from './lookup-bench';
import { createScriptedTransport } from './scripted-transport';
import type { SharingProcess } from './shared-stores/process';
import { createSharedStores, pass, type StandInProcess, type SharedStores } from './shared-stores';

/** A process that looks indicators up, by a key that others use too. */
export interface LookingProcess extends Omit<StandInProcess, 'store'> {
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
  readonly open: (changes?: Changes & { readonly host?: Clock }) => LookingProcess;
  /** Lets time go by. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

interface Changes extends Partial<LookupOptions<Report, Report>> {
  readonly allowance?: Partial<Allowance>;
  readonly key?: string;
}

type Answer = (request: HttpRequest, number: number) => HttpReply | Error | Promise<HttpReply>;

/** The lookups of a process, by a scripted VirusTotal. */
export function lookupsOf(
  process: SharingProcess,
  answer: Answer,
  { allowance, key = KEY, ...changes }: Changes = {},
): Pick<LookingProcess, 'store' | 'lookups' | 'requests'> {
  const { store: primary } = process;
  const clock = clockOf(primary, process.clock);
  const service = createVirusTotalV3(key);
  const store = createResilientStore(primary, createMemoryStore(clock), () => {});
  const transport = createScriptedTransport(answer);
  const lookups = createLookups({
    service,
    transport,
    ledger: createLedger({
      service,
      store,
      key,
      allowance: { perMinute: 0, perDay: 0, perMonth: 0, ...allowance },
      clock,
      timeout: changes.timeout ?? 15_000,
      warn: () => {},
    }),
    cache: createAnswerCache({
      service,
      store,
      clock,
      scope: 'test',
      bytes: { answers: 1_000_000, texts: 1_000_000 },
      condensed: CONDENSED_REPORT,
    }),
    notes: createAnalysisNotes(store.values, 'test'),
    clock,
    random: () => 0,
    guard: () => {},
    concurrency: 4,
    timeout: 15_000,
    retries: 0,
    queueLimit: 1000,
    lifetimes: { flagged: 24 * HOUR, clean: 12 * HOUR, unknown: HOUR },
    waitsForTheDay: true,
    learnTime: (now) => store.learnTime(now),
    rights: createRights(primary.shared, clock, `test ${key}`),
    away: () => primary.shared.away(),
    ...changes,
  });
  return { store, lookups, requests: transport.requests };
}

/** Processes that share a store in memory, and ask a scripted VirusTotal. */
export function createLookingProcesses(answer: Answer): LookingProcesses {
  const clock = createFakeClock();
  const stores = createSharedStores(clock);

  return {
    clock,
    stores,
    open({ host, ...changes } = {}) {
      const process = stores.open('test', host);
      const looking = lookupsOf(process, answer, changes);
      return {
        ...process,
        ...looking,
        async stop() {
          await looking.lookups.close();
          await process.close();
        },
      };
    },
    pass: (milliseconds) => pass(milliseconds, clock),
  };
}
