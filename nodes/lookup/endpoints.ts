import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import type { Indicator } from '../../src/indicator/indicator';
import { isPlainObject, own } from '../../src/plain-object';
import { createMemoryStore } from '../../src/store/memory/memory';
import { isAccount, type ReadyAccount } from '../account/account';
import { fail, failure } from '../account/failures';
import { openAccount } from '../account/open-account';
import { soon } from '../account/soon';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { Properties } from '../shared/settings';
import { createAllowedAnswer, type LookupAnswer } from './allowed';
import type { Question } from './answer-fields';
import type { TriedLookup } from './answers';
import { KINDS, readWanted } from './wanted';

/** Characters of what is tried: no URL that a browser opens is longer. */
const LONGEST = 100_000;

/**
 * Answers the lookup's dialog:
 *
 * - `POST virustotal/lookup/try` with `{ account, kind, value, demo? }`, for who may `virustotal.write`:
 *   what a lookup by this account, as it is deployed, says of one indicator. It is like any other lookup:
 *   what must not leave does not, what is remembered costs nothing, and a request counts. A
 *   demonstration asks nobody and need not be deployed: `demo` has its lists as they are typed.
 *
 * A failure is `{ code, message, retryAt?, trouble? }`, its code one of those of the lookup node,
 * `not-deployed` or `bad-request`.
 */
export function registerLookupEndpoints(RED: NodeAPI, clock: Clock): void {
  RED.httpAdmin.post(
    '/virustotal/lookup/try',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, () => tryOne(RED, request.body, clock), fail);
    },
  );
}

async function tryOne(RED: NodeAPI, sent: unknown, clock: Clock): Promise<Answer> {
  const value = own(sent, 'value');
  const kind = KINDS.find((each) => each === own(sent, 'kind'));
  if (typeof value !== 'string' || value.length > LONGEST || kind === undefined) {
    return refusal(400, 'bad-request', 'A hash, URL, domain or IP address is expected');
  }
  const demo = own(sent, 'demo');
  if (isPlainObject(demo)) return await tryDemo(readWanted(value, kind), demo, clock);
  const node: unknown = RED.nodes.getNode(String(own(sent, 'account')));
  if (!isAccount(node)) {
    return refusal(404, 'not-deployed', 'Deploy first: no such account is running');
  }
  const { account } = node;
  if (!account.ready) return failure(409, account.problem);
  return await tryBy(account, readWanted(value, kind), clock);
}

const tellNobody = (): void => undefined;

/** By a demonstration of its own, which keeps nothing. */
async function tryDemo(wanted: Indicator, lists: Properties, clock: Clock): Promise<Answer> {
  const store = createMemoryStore(clock);
  const surroundings = { clock, random: Math.random, store, warn: tellNobody, note: tellNobody };
  const account = openAccount({ ...lists, api: 'demo' }, undefined, surroundings);
  try {
    return await tryBy(account, wanted, clock);
  } finally {
    await account.lookups.close();
    await store.close();
  }
}

async function tryBy(account: ReadyAccount, wanted: Indicator, clock: Clock): Promise<Answer> {
  const question = { wanted, permission: account.permit(wanted) };
  return {
    status: 200,
    body: describe(question, await answerTo(question, account, clock), account),
  };
}

async function answerTo(
  { permission: { ask, isAllowed } }: Question,
  account: ReadyAccount,
  clock: Clock,
): Promise<LookupAnswer> {
  const { api, lookups } = account;
  if (isAllowed) return createAllowedAnswer(ask, api === 'v2' ? 2 : 3, clock.now());
  const known = await lookups.recall(ask);
  return known ?? (await soon(account, () => lookups.lookup(ask, true), clock));
}

function describe(
  { permission: { ask, instead } }: Question,
  answer: LookupAnswer,
  { simulated }: ReadyAccount,
): TriedLookup {
  const { level, positives, total } = answer.condensed();
  return {
    indicator: { type: ask.type, value: ask.value },
    ...(instead && { instead: instead.why }),
    outcome: answer.outcome,
    source: answer.source,
    simulated,
    level,
    positives,
    total,
    ...(answer.link !== undefined && { link: answer.link }),
  };
}
