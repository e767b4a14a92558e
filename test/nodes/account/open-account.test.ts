import assert from 'node:assert/strict';
import type { ReadyAccount } from '../../../nodes/account/account';
import { openAccount } from '../../../nodes/account/open-account';
import { systemClock } from '../../../src/clock';
import { identify } from '../../../src/indicator/identify';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import { CredentialsError, QuotaError } from '../../../src/lookup/errors';
import { lookupsAsked } from '../../support/lookups-asked';
import { atNoon } from '../../support/noon';
import { withoutProxyEnvironment } from '../../support/proxy-environment';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';

const KEY = 'a-key-that-nobody-may-see-0123456789';
const ONE_A_DAY = { perMinute: 4, perDay: 1, perMonth: 31 };
const first = identify('first.example.com', 'domain');
const second = identify('second.example.com', 'domain');
const third = identify('third.example.com', 'domain');

describe('an account on the plan of a public key', () => {
  withoutProxyEnvironment();
  allowNoUnhandledRejection();
  atNoon();
  let simulator: SimulatorServer;
  let store: Store;
  let opened: ReadyAccount[];

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY], quota: ONE_A_DAY });
    store = createMemoryStore(systemClock);
    opened = [];
  });

  afterEach(async () => {
    await Promise.all(opened.map(({ lookups }) => lookups.close()));
    await simulator.close();
  });

  function open(properties: object, key = KEY): ReadyAccount {
    const account = openAccount({ baseUrl: simulator.url, ...properties }, key, {
      clock: systemClock,
      random: () => 0,
      store,
      warn: () => {},
      note: () => {},
    });
    opened.push(account);
    return account;
  }

  function questions(): number {
    return simulator.requests.length - lookupsAsked(simulator).length;
  }

  it('is held to what VirusTotal says about the key, also after a restart', async () => {
    const account = open({});
    await account.lookups.lookup(first, false);
    // Joins the question in the background; if that is over, the day is spent and it is refused.
    await account.askQuotas?.().catch(() => undefined);
    assert.deepEqual(account.ledger.allowance, ONE_A_DAY);
    await assert.rejects(account.lookups.lookup(second, false), QuotaError);
    const asked = questions();

    const restarted = open({});
    await assert.rejects(restarted.lookups.lookup(third, false), QuotaError);
    assert.deepEqual(restarted.ledger.allowance, ONE_A_DAY);
    assert.equal(questions(), asked);
    assert.equal(lookupsAsked(simulator).length, 1);
  });

  it('counts the question as an attempt', async () => {
    const { ledger, askQuotas } = open({});
    await askQuotas?.();
    assert.deepEqual(await ledger.usage(), { minute: 1, day: 1, month: 1 });
  });

  it('keeps the allowance of one when VirusTotal does not accept the key', async () => {
    const account = open({}, 'wrong-key');
    await assert.rejects(account.lookups.lookup(first, false), CredentialsError);
    await assert.rejects(async () => await account.askQuotas?.(), CredentialsError);
    assert.deepEqual(account.ledger.allowance, { perMinute: 4, perDay: 500, perMonth: 15_500 });
  });

  it('is asked about by nobody when the plan was typed, unless it is told to', async () => {
    const account = open({ plan: 'custom', perMinute: 0, perDay: 7, perMonth: 0 });
    await account.lookups.lookup(first, false);
    const { allowance, used } = (await account.askQuotas?.()) ?? {};
    assert.deepEqual(allowance, ONE_A_DAY);
    assert.deepEqual(used, { hour: 1, day: 1, month: 1 });
    assert.equal(questions(), 1);
    assert.deepEqual(account.ledger.allowance, { perMinute: 0, perDay: 7, perMonth: 0 });
  });

  it('is not asked about with API v2, nor in the demonstration', async () => {
    for (const api of ['v2', 'demo']) {
      const account = open({ api });
      await account.lookups.lookup(first, false);
      assert.equal(account.askQuotas, undefined);
    }
    assert.equal(questions(), 0);
  });
});
