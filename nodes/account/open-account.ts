import { getHeapStatistics } from 'node:v8';
import { parseUrl } from '../../src/indicator/parse-url';
import type { Clock } from '../../src/clock';
import { CONDENSED_VERDICT } from '../../src/verdict/condensed';
import type { Verdict } from '../../src/verdict/verdict';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Allowance, Store } from '../../src/store/store';
import { createDemoTransport } from '../../src/simulator/demo-transport';
import { createAnalysisNotes } from '../../src/lookup/analysis-notes';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { cacheBytes } from '../../src/lookup/cache/size';
import { createVirusTotalV2 } from '../../src/virustotal/v2/service';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { CredentialsError } from '../../src/lookup/errors';
import type { Transport } from '../../src/lookup/http';
import { createLedger } from '../../src/lookup/ledger';
import { clockOf } from '../../src/store/time-of-day';
import { createRights } from '../../src/lookup/sharing/rights';
import { createLookups, type LookupOptions, type Lookups } from '../../src/lookup/lookup';
import { PUBLIC_ALLOWANCE } from '../../src/virustotal/public-allowance';
import {
  createQuotaQuestion,
  createRealAllowance,
  type RealAllowance,
} from '../../src/lookup/real-allowance';
import type { Lifetimes } from '../../src/lookup/reports';
import type { KeyQuotas, Service } from '../../src/lookup/service';
import type { Report } from '../../src/virustotal/report';
import { createHttpTransport, type Proxy, type TlsOptions } from '../../src/lookup/transport';
import type { AccountApi, ReadyAccount } from './account';
import type { Health } from './health';
import { createPermissions, readSendingRules } from './sending-rules';
import { ConfigurationError } from '../shared/configuration-error';
import {
  readChoice,
  readCount,
  readDuration,
  readText,
  unsetVariable,
  type Properties,
} from '../shared/settings';

/** Milliseconds for which the end waits for what was asked; Node-RED gives 15 s to all that ends. */
const LAST_ANSWERS = 2000;

const NO_LIMIT: Allowance = { perMinute: 0, perDay: 0, perMonth: 0 };

/** What an account node takes from other nodes and from the machine. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: Store;
  /** Tells the user something once. */
  readonly warn: (sentence: string) => void;
  /** Tells whoever looks for a fault. */
  readonly note: (sentence: string) => void;
  readonly tls?: TlsOptions;
  readonly proxy?: Proxy;
  /** Hears how the account fares; the demonstration always fares well. */
  readonly health?: Health;
}

/** Which API an account uses. Throws `ConfigurationError` when it names none. */
export function readApi(properties: Properties): AccountApi {
  return readChoice(properties, 'api', ['v3', 'v2', 'demo']);
}

/**
 * Makes an account of its properties. The demonstration needs no key, spends no quota and opens no
 * connection. With the plan of a public key the key's real allowance is learned in the background.
 * Throws `ConfigurationError` for a malformed property, `CredentialsError` for a missing key.
 */
export function openAccount(
  properties: Properties,
  apiKey: unknown,
  surroundings: Surroundings,
): ReadyAccount {
  const api = readApi(properties);
  const simulated = api === 'demo';
  const { random, warn } = surroundings;
  // What the demonstration makes up must not be found by anybody else.
  const store = simulated ? createMemoryStore(surroundings.clock) : surroundings.store;
  const clock = clockOf(store, surroundings.clock);
  const concurrency = readCount(properties, 'concurrency', 4, 1);
  const plan = readPlan(properties);
  const allowance = readAllowance(properties);
  const key = simulated ? 'demo' : readKey(apiKey);
  const scope = simulated ? 'demo' : `${readBaseUrl(properties)} ${api}`;
  const transport = simulated
    ? createDemoTransport(clock)
    : createTransport(properties, concurrency, surroundings);
  const service = createService(api, key);
  const question = simulated ? undefined : service.quotas;
  const ask = question && createQuotaQuestion(question, (request) => lookups.send(request), clock);
  const learned =
    ask && plan === 'public'
      ? createRealAllowance({ service, key, store, clock, ask, note: surroundings.note })
      : undefined;
  const timeout = readTimeout(properties);
  const permissions = createPermissions(readSendingRules(properties, { clock, tell: warn }));
  const health = simulated ? undefined : surroundings.health;
  const bareLedger = createLedger({
    service,
    store,
    key,
    allowance: simulated ? NO_LIMIT : allowance,
    clock,
    timeout,
    ...(learned && { learned }),
    warn,
  });
  const ledger = health?.hear(bareLedger) ?? bareLedger;
  const lookups: Lookups<Verdict> = createLookups({
    service,
    transport: learned?.accompany(transport) ?? transport,
    ledger,
    cache: createAnswerCache({
      service,
      store,
      clock,
      scope,
      bytes: cacheBytes(getHeapStatistics().heap_size_limit),
      condensed: CONDENSED_VERDICT,
    }),
    notes: createAnalysisNotes(store.values, scope),
    clock,
    random,
    guard: permissions.guard,
    concurrency,
    timeout,
    retries: readCount(properties, 'retries', 3),
    queueLimit: readCount(properties, 'queueLimit', 1000, 1),
    lifetimes: readLifetimes(properties),
    waitsForTheDay: store.durable,
    ...sharingOf(store, clock, `${scope} ${key}`),
    learnTime: (now) => store.learnTime(now),
    ...(health && { keyRefused: (error) => health.keyRefused(error) }),
  });
  return {
    ready: true,
    api,
    lookups,
    permit: permissions.permit,
    simulated,
    // Messages that wait are the user's own, even for the demonstration.
    store: surroundings.store,
    ledger,
    unfinished: new Set(),
    ...(ask && { askQuotas: () => askAndLearn(ask, learned) }),
  };
}

/** What there is to mind where other processes use the same key, too. */
function sharingOf(
  { shared }: Store,
  clock: Clock,
  scope: string,
): Pick<LookupOptions<unknown, Report>, 'rights' | 'away' | 'lastAnswers'> {
  if (!shared) return {};
  return {
    rights: createRights(shared, clock, scope),
    away: () => shared.away(),
    lastAnswers: LAST_ANSWERS,
  };
}

/** The demonstration answers as API v3 does. */
function createService(api: AccountApi, key: string): Service<Report> {
  return api === 'v2' ? createVirusTotalV2(key) : createVirusTotalV3(key);
}

async function askAndLearn(
  ask: () => Promise<KeyQuotas>,
  learned: RealAllowance | undefined,
): Promise<KeyQuotas> {
  const quotas = await ask();
  await learned?.learn(quotas);
  return quotas;
}

/** The key; throws `CredentialsError` for what can be none. */
export function readKey(apiKey: unknown): string {
  const key = typeof apiKey === 'string' ? apiKey.trim() : '';
  const variable = unsetVariable(key);
  if (variable !== undefined) {
    throw new CredentialsError(`apiKey: the environment variable ${variable} is not set`);
  }
  if (key === '') throw new CredentialsError('apiKey: the account has no API key');
  // Anything else cannot stand in a header (RFC 9110, 5.5), and no key looks like it.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new CredentialsError('apiKey: the API key holds spaces or characters that no key has');
  }
  return key;
}

function createTransport(
  properties: Properties,
  connections: number,
  { tls, proxy }: Surroundings,
): Transport {
  const baseUrl = readBaseUrl(properties);
  return createHttpTransport({
    baseUrl,
    connections,
    ...(tls && { tls }),
    ...(proxy && { proxy }),
  });
}

/** Where VirusTotal is asked. Throws `ConfigurationError`. */
export function readBaseUrl(properties: Properties): string {
  const baseUrl = readText(properties, 'baseUrl').trim() || 'https://www.virustotal.com';
  if (/^https?:$/.test(parseUrl(baseUrl)?.protocol ?? '')) return baseUrl;
  throw new ConfigurationError('baseUrl', 'an http or https URL is expected');
}

function readPlan(properties: Properties): 'public' | 'custom' {
  return readChoice(properties, 'plan', ['public', 'custom']);
}

/** A public key has the service's fixed allowance, whatever was typed before. */
export function readAllowance(properties: Properties): Allowance {
  if (readPlan(properties) === 'public') return PUBLIC_ALLOWANCE;
  return {
    perMinute: readCount(properties, 'perMinute', PUBLIC_ALLOWANCE.perMinute),
    perDay: readCount(properties, 'perDay', PUBLIC_ALLOWANCE.perDay),
    perMonth: readCount(properties, 'perMonth', PUBLIC_ALLOWANCE.perMonth),
  };
}

/** Milliseconds for one answer. Throws `ConfigurationError`. */
export function readTimeout(properties: Properties): number {
  const timeout = readDuration(properties, 'timeout', '15s');
  if (timeout === undefined || timeout === 0) {
    throw new ConfigurationError('timeout', 'a duration such as 15s is expected');
  }
  return timeout;
}

function readLifetimes(properties: Properties): Lifetimes {
  return {
    flagged: readDuration(properties, 'keepFlagged', '24h') ?? 0,
    clean: readDuration(properties, 'keepClean', '24h') ?? 0,
    unknown: readDuration(properties, 'keepUnknown', '1h') ?? 0,
  };
}
