import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Allowance, Store } from '../../src/store/store';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import type { Answer, CondensedFormat } from '../../src/lookup/cache/answer';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import { createLedger, type Ledger } from '../../src/lookup/ledger';
import { createLookups, type LookupOptions, type Lookups } from '../../src/lookup/lookup';
import type { Report } from '../../src/virustotal/report';
import { createFakeClock, type FakeClock } from './fake-clock';
import { createScriptedTransport, type ScriptedTransport } from './scripted-transport';

export const KEY = 'test-key';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const UNLIMITED: Allowance = { perMinute: 0, perDay: 0, perMonth: 0 };

/** The simplest: the report itself. */
type Condensed = Report;
export const CONDENSED_REPORT: CondensedFormat<Condensed, Report> = {
  write: (report) => JSON.stringify(report),
  open: (text) => () => JSON.parse(text),
};

export interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly transport: ScriptedTransport;
  readonly ledger: Ledger;
  readonly lookups: Lookups<Condensed>;
  /** What the user was told. */
  readonly warnings: readonly string[];
  /** Lets everything happen that follows without time going on. */
  readonly settle: () => Promise<void>;
  /** Moves time on and lets everything that follows from it happen. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

interface Changes extends Partial<LookupOptions<Condensed, Report>> {
  readonly allowance?: Partial<Allowance>;
  readonly cacheBytes?: number;
  readonly store?: (clock: FakeClock) => Store;
}

/** The lookups of one account with a scripted VirusTotal and a clock that the test moves. */
export function createBench(
  answer: (request: HttpRequest, number: number) => HttpReply | Error | Promise<HttpReply>,
  {
    allowance = {},
    cacheBytes = 1024 * 1024,
    store: storeOf = createMemoryStore,
    service = createVirusTotalV3(KEY),
    ...changes
  }: Changes = {},
): Bench {
  const clock = createFakeClock();
  const store = storeOf(clock);
  const transport = createScriptedTransport(answer);
  const warnings: string[] = [];
  const ledger = createLedger({
    service,
    store,
    key: KEY,
    allowance: { ...UNLIMITED, ...allowance },
    clock,
    timeout: changes.timeout ?? 15_000,
    warn: (message) => void warnings.push(message),
  });
  const cache = createAnswerCache({
    service,
    store,
    clock,
    scope: 'test',
    bytes: { answers: cacheBytes, texts: cacheBytes },
    condensed: CONDENSED_REPORT,
  });
  async function settle(): Promise<void> {
    await nextTurn();
    await cache.written();
    await nextTurn();
  }
  const lookups = createLookups({
    service,
    transport,
    ledger,
    cache,
    notes: createAnalysisNotes(store.values, 'test'),
    clock,
    random: () => 0,
    guard: () => {},
    concurrency: 4,
    timeout: 15_000,
    retries: 3,
    queueLimit: 1000,
    lifetimes: { flagged: 24 * HOUR, clean: 12 * HOUR, unknown: HOUR },
    waitsForTheDay: false,
    learnTime: (now) => store.learnTime(now),
    ...changes,
  });
  return {
    clock,
    store,
    transport,
    ledger,
    lookups,
    warnings,
    settle,
    async pass(milliseconds) {
      await settle();
      clock.advance(milliseconds);
      await settle();
    },
  };
}

/** An answer with its text in it, to be compared. */
export function readable<Kind>(answer: Answer<Kind>): object {
  return { ...answer, condensed: answer.condensed(), text: answer.text() };
}
