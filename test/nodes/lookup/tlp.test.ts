import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const KEY = 'a-key-that-nobody-may-see-0123456789';
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

describe('a lookup of a marked message', () => {
  let simulator: SimulatorServer;
  let flow: RunningFlow;

  async function start(account: object = {}, lookup: object = {}): Promise<void> {
    const plan = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };
    const nodes = [
      { id: 'tab', type: 'tab', label: 'test' },
      {
        id: 'account',
        type: 'virustotal-account',
        api: 'v3',
        baseUrl: simulator.url,
        ...plan,
        ...account,
      },
      {
        id: 'lookup',
        type: 'virustotal-lookup',
        z: 'tab',
        account: 'account',
        output: 'verdict',
        target: 'verdict',
        wires: [['found'], ['failed']],
        ...lookup,
      },
      ...sinks('found', 'failed'),
    ];
    flow = await startFlow(allNodes, nodes, { account: { apiKey: KEY } });
  }

  async function failsWith(msg: object): Promise<unknown> {
    flow.receive('lookup', { ...msg });
    const error = part(await flow.next('failed'), 'error');
    assert.equal(error['code'], 'never-send');
    return error['message'];
  }

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
  });

  afterEach(async () => {
    await flow.stop();
    await simulator.close();
  });

  it('stops before any request where the account may not share it, and says so', async () => {
    await start({ sharing: 'green' });
    assert.equal(
      await failsWith({ payload: EICAR, tlp: 'TLP:AMBER' }),
      'The message is marked TLP:AMBER; the account shares no more than TLP:GREEN',
    );
    assert.match(
      String(await failsWith({ payload: EICAR, tlp: { a: 1 } })),
      /no TLP label .* TLP:RED/,
    );
    assert.equal(simulator.requests.length, 0);
  });

  it('stops also where the answer is known', async () => {
    await start({ sharing: 'green' });
    flow.receive('lookup', { payload: EICAR, tlp: 'green' });
    assert.equal(part(await flow.next('found'), 'verdict')['level'], 'malicious');
    await failsWith({ payload: EICAR, tlp: 'amber' });
    assert.equal(simulator.requests.length, 1);
  });

  it('stops for each thing that is found inside', async () => {
    await start({ sharing: 'amber' }, { source: 'text', find: 'file,domain' });
    flow.receive('lookup', { payload: `${EICAR} evil.example.com`, tlp: 'amber+strict' });
    const errors = [await flow.next('failed'), await flow.next('failed')].map(({ error }) => error);
    for (const error of errors) assert.equal(Object(error).code, 'never-send');
    assert.equal(simulator.requests.length, 0);
  });

  it('stops in the demonstration, too', async () => {
    await start({ api: 'demo', sharing: 'clear' });
    await failsWith({ payload: EICAR, tlp: 'green' });
  });

  it('is answered where the account itself knows it to be good, with nobody asked', async () => {
    await start({ sharing: 'green', allow: EICAR });
    flow.receive('lookup', { payload: EICAR, tlp: 'red' });
    assert.equal(part(await flow.next('found'), 'virustotal')['outcome'], 'allowed');
    assert.equal(simulator.requests.length, 0);
  });

  it('is as any other with an account that was saved before there were marks', async () => {
    await start();
    flow.receive('lookup', { payload: EICAR, tlp: 'red' });
    const msg = await flow.next('found');
    assert.equal(part(msg, 'verdict')['level'], 'malicious');
    assert.equal(msg['tlp'], 'red');
  });
});
