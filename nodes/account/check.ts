import type { NodeAPI } from 'node-red';
import { afterAwake } from '../../src/awake-timer';
import type { Clock } from '../../src/clock';
import { createAttempts } from '../../src/lookup/attempts';
import { NetworkError, TimeoutError } from '../../src/lookup/errors';
import { createLedger, quotaError, type Ledger } from '../../src/lookup/ledger';
import type { HttpReply } from '../../src/lookup/http';
import type { KeyCheck, KeyQuotas } from '../../src/lookup/service';
import { createHttpTransport, goesBy, type HttpTransportOptions } from '../../src/lookup/transport';
import { keyCheckV2 } from '../../src/virustotal/v2/key-check';
import { keyCheckV3 } from '../../src/virustotal/v3/key-check';
import { VIRUSTOTAL } from '../../src/virustotal/virustotal';
import { own } from '../../src/plain-object';
import { refusal, type Answer } from '../shared/endpoint';
import { readText, type Properties } from '../shared/settings';
import { readTlsOptions } from '../shared/tls-options';
import { DeployFirstError, readTypedNode, type SecretRules } from '../shared/typed-secret';
import { findPlace, type UsablePlace } from '../store/places';
import { leasePlace } from '../store/stores';
import type { AccountNode } from './account';
import type { ToldAllowance } from './answers';
import { fail } from './failures';
import { readAllowance, readApi, readBaseUrl, readKey, readTimeout } from './open-account';
import { PATIENCE } from './patience';
import { readProxy } from './proxy';
import { troubleOnWay } from './trouble';

/** Where the key of an account goes. */
const RULES: SecretRules = {
  type: 'virustotal-account',
  secrets: ['apiKey'],
  destination: { baseUrl: 'https://www.virustotal.com', tls: '', proxy: '' },
};

/** Where a request is counted, and what has to be given back afterwards. */
interface Counted {
  readonly ledger: Ledger;
  readonly learnTime: (now: number) => void;
  release(): Promise<void>;
}

/**
 * Asks VirusTotal by one request whether the key of an account works as the account stands in its
 * dialog, and what the key may do. It counts in the ledger of the key, and is not sent where that has
 * nothing left. Neither the key nor the answer is kept. Rejects with what `readTypedNode` throws,
 * `ConfigurationError`, `StoreError` or an error of `src/lookup/errors`.
 */
export async function checkKey(
  RED: NodeAPI,
  deployed: Iterable<AccountNode>,
  sent: unknown,
  clock: Clock,
): Promise<Answer> {
  const { properties, credentials } = readTypedNode(RED, RULES, sent);
  const api = readApi(properties);
  if (api === 'demo') {
    return refusal(409, 'not-available', 'The demonstration has no key: it asks nobody');
  }
  const key = readKey(credentials['apiKey']);
  const way = readWay(RED, properties);
  const timeout = Math.min(readTimeout(properties), PATIENCE);
  const check = api === 'v2' ? keyCheckV2(key) : keyCheckV3(key);
  const counted = countedFor(RED, deployed, properties, key, clock);
  try {
    const told = await ask(check, way, counted, timeout, clock);
    const body: ToldAllowance = { ...told.allowance, used: told.used ?? {} };
    return { status: 200, body };
  } catch (error) {
    return failureOn(way, error);
  } finally {
    await counted.release();
  }
}

function readWay(RED: NodeAPI, properties: Properties): HttpTransportOptions {
  const baseUrl = readBaseUrl(properties);
  const tlsId = readText(properties, 'tls');
  const proxyId = readText(properties, 'proxy');
  if (tlsId && !isRunning(RED, tlsId)) throw new DeployFirstError('tls');
  if (proxyId && !isRunning(RED, proxyId)) throw new DeployFirstError('proxy');
  const tls = readTlsOptions(RED, tlsId);
  const proxy = readProxy(RED, proxyId);
  return { baseUrl, connections: 1, ...(tls && { tls }), ...(proxy && { proxy }) };
}

function isRunning(RED: NodeAPI, id: string): boolean {
  const node: unknown = RED.nodes.getNode(id);
  return typeof node === 'object' && node !== null;
}

/** The ledger of the account that runs with this key, else the one that the account would have. */
function countedFor(
  RED: NodeAPI,
  deployed: Iterable<AccountNode>,
  properties: Properties,
  key: string,
  clock: Clock,
): Counted {
  for (const { account, credentials } of deployed) {
    if (!account.ready || account.simulated || keyIn({ ...credentials }) !== key) continue;
    const { ledger, store } = account;
    return { ledger, learnTime: (now) => store.learnTime(now), release: () => Promise.resolve() };
  }
  const timeout = readTimeout(properties);
  const allowance = readAllowance(properties);
  const place = findPlace(RED, readText(properties, 'store'));
  const lease = leasePlace(RED, place.usable ? place : defaultPlace(RED), clock);
  const { store } = lease;
  const ledger = createLedger({
    service: VIRUSTOTAL,
    store,
    key,
    allowance,
    clock,
    timeout,
    warn: () => undefined,
  });
  return { ledger, learnTime: (now) => store.learnTime(now), release: () => lease.release() };
}

function keyIn(credentials: unknown): string | undefined {
  const key = own(credentials, 'apiKey');
  return typeof key === 'string' ? key.trim() : undefined;
}

/** Where an account with no store node keeps what it counts. */
function defaultPlace(RED: NodeAPI): UsablePlace {
  const place = findPlace(RED, '');
  if (!place.usable) throw place.problem;
  return place;
}

/** One attempt: whoever sees what went wrong can press the button again. */
async function ask(
  check: KeyCheck,
  way: HttpTransportOptions,
  { ledger, learnTime }: Counted,
  timeout: number,
  clock: Clock,
): Promise<Partial<KeyQuotas>> {
  const reservation = await ledger.reserve();
  if (!reservation.granted) throw quotaError(reservation, VIRUSTOTAL.name);
  const transport = createHttpTransport(way);
  const attempts = createAttempts({
    transport,
    ledger,
    clock,
    random: Math.random,
    retries: 0,
    learnTime,
  });
  const end = new AbortController();
  const cancel = afterAwake(clock, timeout, () => {
    end.abort(new TimeoutError(`No answer within ${timeout / 1000} s`));
  });
  try {
    const question = {
      request: check.request(),
      read: (reply: HttpReply, now: number) => check.read(reply, now),
    };
    return await attempts.make(question, reservation.attempt, end.signal);
  } finally {
    cancel();
    await transport.close();
  }
}

/** A proxy that cannot be reached looks like a host that cannot be. */
function failureOn({ baseUrl, proxy }: HttpTransportOptions, error: unknown): Answer {
  const answer = fail(error);
  if (!(error instanceof NetworkError) || !proxy || !goesBy(proxy, new URL(baseUrl))) return answer;
  return { ...answer, body: { ...answer.body, trouble: troubleOnWay(error) } };
}
