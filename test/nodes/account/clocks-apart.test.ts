import assert from 'node:assert/strict';
import type { ReadyAccount } from '../../../nodes/account/account';
import { openAccount } from '../../../nodes/account/open-account';
import { systemClock, type Clock } from '../../../src/clock';
import { identify } from '../../../src/indicator/identify';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { lookupsAsked } from '../../support/lookups-asked';
import { withoutProxyEnvironment } from '../../support/proxy-environment';
import { createSharedStores, type SharedStores } from '../../support/shared-stores';

const KEY = 'a-key-that-nobody-may-see-0123456789';
const APART = 300_000;

describe('accounts with one store on hosts whose clocks are five minutes apart', () => {
  withoutProxyEnvironment();
  let simulator: SimulatorServer;
  let stores: SharedStores;
  const opened: ReadyAccount[] = [];

  before(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
    stores = createSharedStores(systemClock);
  });
  after(async () => {
    await Promise.all(opened.map(({ lookups }) => lookups.close()));
    await stores?.closeAll();
    await simulator?.close();
  });

  async function openOn(clock: Clock): Promise<ReadyAccount> {
    const { store } = stores.open('host', clock);
    await store.ready();
    const properties = {
      baseUrl: simulator.url,
      plan: 'custom',
      perMinute: 0,
      keepFlagged: '2m',
      keepClean: '2m',
      keepUnknown: '2m',
    };
    const surroundings = { random: () => 0, warn: () => {}, note: () => {} };
    const account = openAccount(properties, KEY, { ...surroundings, clock, store });
    opened.push(account);
    return account;
  }

  it('read what another one has kept for less than that', async () => {
    const indicator = identify('first.example.com', 'domain');
    for (const apart of [0, APART, -APART]) {
      const account = await openOn({ ...systemClock, now: () => systemClock.now() + apart });
      await account.lookups.lookup(indicator, false);
      // From then on it is known here, and the store is not asked.
      assert.ok(account.lookups.peek(indicator), `${apart} ms apart`);
    }
    assert.equal(lookupsAsked(simulator).length, 1);
  });
});
