import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import type { Limits } from '../../../src/simulator/usage';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { makeCertificate } from '../../support/certificate';
import { passOn } from '../../support/pass-on';
import { startConnectProxy } from '../../support/connect-proxy';
import { coreNode } from '../../support/core-nodes';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { lookupsAsked } from '../../support/lookups-asked';
import { atNoon } from '../../support/noon';
import { part, sinks } from '../../support/sinks';

const KEY = 'a-key-that-nobody-may-see-0123456789';
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/** Different hashes that VirusTotal does not know. */
function hashes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${10 + index}`.repeat(32));
}

function flowWith(account: Record<string, unknown>, others: readonly FlowNode[] = []): FlowNode[] {
  const lookup = { type: 'virustotal-lookup', z: 'tab', account: 'account' };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'virustotal-account', api: 'v3', retries: 0, ...account },
    { id: 'lookup', ...lookup, wires: [['found'], ['failed']] },
    { id: 'another', ...lookup, wires: [['found'], ['failed']] },
    ...others,
    ...sinks('found', 'failed'),
  ];
}

describe('virustotal-account', () => {
  atNoon();
  let simulator: SimulatorServer;
  let flow: RunningFlow;

  const modules = [...allNodes, coreNode('network/05-tls'), coreNode('network/06-httpproxy')];

  async function start(
    account: Record<string, unknown>,
    others: readonly FlowNode[] = [],
    credentials: Record<string, Record<string, string>> = {},
  ): Promise<void> {
    flow = await startFlow(modules, flowWith({ baseUrl: simulator.url, ...account }, others), {
      account: { apiKey: KEY },
      ...credentials,
    });
  }

  /** Puts a stand-in with a quota in place of the one without. */
  async function limitTo(quota: Limits): Promise<void> {
    await simulator.close();
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY], quota });
  }

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
  });

  afterEach(async () => {
    await flow.stop();
    await simulator.close();
  });

  it('is one flight and one cache for all that use it', async () => {
    await start({});
    flow.receive('lookup', { payload: EICAR });
    flow.receive('another', { payload: EICAR });
    await Promise.all([flow.next('found'), flow.next('found')]);
    flow.receive('another', { payload: EICAR });
    assert.equal(part(await flow.next('found'), 'virustotal').source, 'cache');
    assert.equal(lookupsAsked(simulator).length, 1);
  });

  it('is one quota for all that use it', async () => {
    await start({ plan: 'custom', perMinute: 3 });
    const [first, second, third, fourth, fifth] = hashes(5);
    for (const payload of [first, second]) flow.receive('lookup', { payload });
    for (const payload of [third, fourth, fifth]) flow.receive('another', { payload });
    await Promise.all(hashes(3).map(() => flow.next('found')));
    await flow.shows('another', /^2 waiting/);
    assert.equal(lookupsAsked(simulator).length, 3);
  });

  it('sends its key in a header', async () => {
    await start({});
    flow.receive('lookup', { payload: EICAR });
    await flow.next('found');
    assert.equal(lookupsAsked(simulator)[0]?.headers['x-apikey'], KEY);
    assert.deepEqual(lookupsAsked(simulator)[0]?.query, {});
  });

  it('holds a public key to four requests a minute, whatever is typed for other plans', async () => {
    await limitTo({ perMinute: 4, perDay: 500, perMonth: 15_500 });
    await start({ plan: 'public', perMinute: 100, perDay: 0, perMonth: 0 });
    const [first, ...others] = hashes(6);
    flow.receive('lookup', { payload: first });
    await flow.next('found');
    for (const payload of others) flow.receive('lookup', { payload });
    await flow.shows('lookup', /^3 waiting/);
    assert.equal(lookupsAsked(simulator).length, 3);
    assert.equal(simulator.requests.length, 4, 'the fourth asks what the key may do');
  });

  it('lets a public key that may do more do so', async () => {
    await limitTo({ perMinute: 60, perDay: 1000, perMonth: 31_000 });
    await start({ plan: 'public' });
    for (const payload of hashes(10)) {
      flow.receive('lookup', { payload });
      await flow.next('found');
    }
    assert.equal(lookupsAsked(simulator).length, 10);
  });

  it('asks nothing about a key whose plan was typed', async () => {
    await start({ plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 });
    flow.receive('lookup', { payload: EICAR });
    await flow.next('found');
    await flow.redeploy(flowWith({ baseUrl: simulator.url, plan: 'custom', timeout: '20s' }));
    assert.equal(simulator.requests.length, 1);
  });

  it('refuses when the day is spent and waiting would not survive a restart', async () => {
    const memory = { id: 'nowhere', type: 'virustotal-store', kind: 'memory' };
    const plan = { plan: 'custom', perMinute: 0, perDay: 1, perMonth: 0 };
    await start({ ...plan, store: 'nowhere' }, [memory]);
    const [first, second] = hashes(2);
    flow.receive('lookup', { payload: first });
    await flow.next('found');
    flow.receive('lookup', { payload: second });
    const error = part(await flow.next('failed'), 'error');
    assert.equal(error.code, 'quota');
    assert.match(String(error.retryAt), /T00:00:00\.000Z$/);
  });

  it('turns away what comes when the queue is full, and nothing else', async () => {
    await start({ plan: 'custom', perMinute: 1, queueLimit: 2 });
    for (const payload of hashes(4)) flow.receive('lookup', { payload });
    assert.equal(part(await flow.next('failed'), 'error').code, 'queue-full');
    await flow.next('found');
    assert.equal(flow.unread('failed'), 0);
  });

  it('goes on with what waits when it is deployed again, and remembers what was used', async () => {
    await start({ plan: 'custom', perMinute: 1 });
    for (const payload of hashes(4)) flow.receive('lookup', { payload });
    await flow.next('found');
    // The deploy would find it on its way, and have it sent again.
    await passOn();
    await flow.redeploy(flowWith({ baseUrl: simulator.url, plan: 'custom', perMinute: 3 }));
    const found = [await flow.next('found'), await flow.next('found')];
    assert.deepEqual(
      found.map((msg) => part(part(msg, 'virustotal'), 'indicator').value),
      hashes(3).slice(1),
    );
    await flow.shows('lookup', /^1 waiting/);
    assert.equal(flow.unread('failed'), 0);
    assert.equal(lookupsAsked(simulator).length, 3);
  });

  it('ends what waits as closed when the lookup is taken out of the flow', async () => {
    await start({ plan: 'custom', perMinute: 1 });
    for (const payload of hashes(3)) flow.receive('lookup', { payload });
    await flow.next('found');
    const rest = flowWith({ baseUrl: simulator.url, plan: 'custom', perMinute: 1 });
    await flow.redeploy(rest.filter(({ id }) => id !== 'lookup'));
    const failed = [await flow.next('failed'), await flow.next('failed')];
    assert.deepEqual(
      failed.map((msg) => part(msg, 'error').code),
      ['closed', 'closed'],
    );
  });

  it('never sends what its list names, and what is private only when told to', async () => {
    await start({ neverSend: 'corp.example.net\n/secret/', sendPrivate: true });
    flow.receive('lookup', { payload: 'https://wiki.corp.example.net/' });
    assert.equal(part(await flow.next('failed'), 'error').code, 'never-send');
    flow.receive('lookup', { payload: '192.168.7.7' });
    await flow.next('found');
    assert.equal(lookupsAsked(simulator).length, 1);
  });

  it('keeps no answer for longer than it is told', async () => {
    await start({ keepFlagged: '', keepUnknown: '1h' });
    for (const payload of [EICAR, EICAR, 'b'.repeat(64), 'b'.repeat(64)]) {
      flow.receive('lookup', { payload });
      await flow.next('found');
    }
    assert.equal(lookupsAsked(simulator).length, 3);
  });

  describe('with TLS', () => {
    let secure: SimulatorServer;
    let cert: string;

    beforeEach(async () => {
      const certificate = await makeCertificate('localhost');
      cert = certificate.cert;
      secure = await startSimulatorServer({ clock: systemClock, keys: [KEY], tls: certificate });
    });

    afterEach(() => secure.close());

    function secureUrl(): string {
      return secure.url.replace('127.0.0.1', 'localhost');
    }

    it('trusts the authority of its TLS node', async () => {
      const tls = { id: 'authority', type: 'tls-config', cert: '', key: '', ca: '' };
      await start({ baseUrl: secureUrl(), tls: 'authority' }, [tls], {
        authority: { cadata: cert },
      });
      flow.receive('lookup', { payload: EICAR });
      await flow.next('found');
      assert.equal(lookupsAsked(secure).length, 1);
    });

    it('trusts nobody else', async () => {
      await start({ baseUrl: secureUrl() });
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('failed'), 'error');
      assert.equal(error.code, 'network');
      assert.match(String(error.message), /SELF_SIGNED/);
      assert.equal(lookupsAsked(secure).length, 0);
    });
  });

  describe('with a proxy node', () => {
    it('goes through it', async () => {
      const proxy = await startConnectProxy({
        'vt.example.com:80': Number(new URL(simulator.url).port),
      });
      try {
        const node = { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] };
        await start({ baseUrl: 'http://vt.example.com', proxy: 'proxy' }, [node]);
        flow.receive('lookup', { payload: EICAR });
        await flow.next('found');
        assert.deepEqual([...new Set(proxy.asked)], ['vt.example.com:80']);
      } finally {
        await proxy.close();
      }
    });

    it('goes directly to the hosts that it excepts', async () => {
      const node = {
        id: 'proxy',
        type: 'http proxy',
        url: 'http://127.0.0.1:1',
        noproxy: ['127.0.0.1'],
      };
      await start({ proxy: 'proxy' }, [node]);
      flow.receive('lookup', { payload: EICAR });
      await flow.next('found');
    });
  });

  const malformed: [string, Record<string, unknown>][] = [
    ['api', { api: 'v9' }],
    ['baseUrl', { baseUrl: 'virustotal' }],
    ['plan', { plan: 'golden' }],
    ['perMinute', { plan: 'custom', perMinute: -1 }],
    ['perDay', { plan: 'custom', perDay: 'many' }],
    ['perMonth', { plan: 'custom', perMonth: 1.5 }],
    ['concurrency', { concurrency: 0 }],
    ['timeout', { timeout: '' }],
    ['retries', { retries: 'often' }],
    ['queueLimit', { queueLimit: 0 }],
    ['keepFlagged', { keepFlagged: 'long' }],
    ['keepClean', { keepClean: '1 year' }],
    ['keepUnknown', { keepUnknown: '-1h' }],
    ['neverSend', { neverSend: 'fine.example\n10.0.0.0/99' }],
    ['sendPrivate', { sendPrivate: 'sometimes' }],
    ['tls', { tls: 'gone' }],
    ['proxy', { proxy: 'gone' }],
    ['baseUrl', { baseUrl: '${VT_URL_THAT_IS_NOT_SET}' }],
  ];
  for (const [property, account] of malformed) {
    it(`names a malformed property: ${JSON.stringify(account)}`, async () => {
      await start(account);
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('failed'), 'error');
      assert.equal(error.code, 'configuration');
      assert.match(String(error.message), new RegExp(`^${property}: `));
      await flow.shows('lookup', `check ${fieldLabel(property)}`);
      assert.equal(lookupsAsked(simulator).length, 0);
    });
  }
});
