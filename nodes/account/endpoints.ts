import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import type { Ledger } from '../../src/lookup/ledger';
import type { Figures } from '../../src/lookup/lookup';
import type { AccountApi, AccountNode } from './account';
import type { DemoIndicator, ToldAllowance } from './answers';
import { fail, failure } from './failures';
import { quotaOf } from './figures';
import { soon } from './soon';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { WindowFigures } from '../shared/figures/figures';

/** One account, as the editor gets to see it. */
interface AccountFacts {
  readonly id: string;
  readonly name: string;
  /** Missing when the property names none. */
  readonly api?: AccountApi;
  readonly simulated: boolean;
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly problem?: string;
  readonly running: number;
  readonly waiting: number;
  /** When the quota lets the next one go. */
  readonly nextAt?: string;
  /** Missing, like `quota`, while the account is not ready. */
  readonly figures?: Figures;
  readonly quota?: QuotaFacts;
}

type WindowFacts = { readonly used: number; readonly limit: number | null };

interface QuotaFacts extends Record<'minute' | 'day' | 'month', WindowFacts> {
  readonly pausedUntil?: string;
}

/**
 * Answers the editor's questions about the accounts in `deployed`, which changes with each deploy:
 *
 * - `GET virustotal/accounts`, for who may `virustotal.read`: what each of them did, and its quota
 * - `GET virustotal/accounts/demo`, for the same: what the demonstration knows
 * - `POST virustotal/accounts/check`, for who may `virustotal.write`, with an account as it stands in
 *   its dialog (`{ id, credentials, …properties }`): whether its key works, and what it may do
 * - `POST virustotal/accounts/:id/allowance`, for who may `virustotal.write`: what VirusTotal says that
 *   the key of this account may do
 *
 * No answer holds a key. A failure is `{ code, message, retryAt?, trouble? }`. Times are ISO 8601.
 */
export function registerAccountEndpoints(
  RED: NodeAPI,
  deployed: ReadonlyMap<string, AccountNode>,
  clock: Clock,
): void {
  RED.httpAdmin.get(
    '/virustotal/accounts',
    ...door(RED, 'virustotal.read'),
    (_request, response) => void respond(response, () => list(deployed), fail),
  );
  RED.httpAdmin.get(
    '/virustotal/accounts/demo',
    ...door(RED, 'virustotal.read'),
    (_request, response) => void respond(response, listDemo, fail),
  );
  RED.httpAdmin.post(
    '/virustotal/accounts/check',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      const check = async (): Promise<Answer> =>
        (await import('./check.js')).checkKey(RED, deployed.values(), request.body, clock);
      void respond(response, check, fail);
    },
  );
  RED.httpAdmin.post(
    '/virustotal/accounts/:id/allowance',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      const node = deployed.get(String(request.params.id));
      void respond(response, () => tellAllowance(node, clock), fail);
    },
  );
}

async function list(deployed: ReadonlyMap<string, AccountNode>): Promise<Answer> {
  return { status: 200, body: await Promise.all([...deployed.values()].map(describe)) };
}

/** It is loaded for whoever chooses the demonstration alone. */
async function listDemo(): Promise<Answer> {
  const { listKnown } = await import('../../src/simulator/listing.js');
  const body: DemoIndicator[] = listKnown();
  return { status: 200, body };
}

async function describe({ id, name, account }: AccountNode): Promise<AccountFacts> {
  const { api, ready } = account;
  const simulated = api === 'demo';
  const facts = { id, name: name ?? '', ...(api && { api }), simulated, ready };
  if (!account.ready) {
    return { ...facts, problem: account.problem.message, running: 0, waiting: 0 };
  }
  const { lookups, ledger } = account;
  const { running, waiting, nextAt } = lookups.load();
  return {
    ...facts,
    running,
    waiting,
    ...(nextAt !== undefined && { nextAt: toText(nextAt) }),
    figures: lookups.figures(),
    quota: await quotaFacts(ledger),
  };
}

async function quotaFacts(ledger: Ledger): Promise<QuotaFacts> {
  const { minute, day, month, pausedUntil } = quotaOf(await ledger.usage(), ledger);
  return {
    minute: windowFacts(minute),
    day: windowFacts(day),
    month: windowFacts(month),
    ...(pausedUntil !== undefined && { pausedUntil: toText(pausedUntil) }),
  };
}

function windowFacts({ used, limit }: WindowFigures): WindowFacts {
  return { used, limit: limit ?? null };
}

async function tellAllowance(node: AccountNode | undefined, clock: Clock): Promise<Answer> {
  if (!node) {
    return refusal(404, 'not-deployed', 'Deploy first: no such account is running');
  }
  const { account } = node;
  if (!account.ready) return failure(409, account.problem);
  if (!account.askQuotas) {
    const why =
      account.api === 'demo'
        ? 'The demonstration has no allowance: it asks nobody'
        : 'API v2 cannot tell the allowance of a key: choose API v3 and deploy';
    return refusal(409, 'not-available', why);
  }
  const { allowance, used } = await soon(account, account.askQuotas, clock);
  const told: ToldAllowance = { ...allowance, used };
  return { status: 200, body: told };
}

function toText(time: number): string {
  return new Date(time).toISOString();
}
