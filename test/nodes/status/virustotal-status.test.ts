import assert from 'node:assert/strict';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { readExposition } from '../../support/exposition';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';
import { part, sinks } from '../../support/sinks';

const KEY = 'c0de1ess'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/** Of nodes of this test alone: what is bad is remembered for a while by their ids. */
const ACCOUNT = 'status-account';

function flowWith(
  baseUrl: string,
  status: object = {},
  account: object = {},
  id = ACCOUNT,
): FlowNode[] {
  const plan = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0, retries: 0 };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id, type: 'virustotal-account', name: 'Main', baseUrl, ...plan, ...account },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      z: 'tab',
      account: id,
      wires: [['found'], ['failed']],
    },
    { id: 'status-node', type: 'virustotal-status', z: 'tab', wires: [['told']], ...status },
    { id: 'catch', type: 'catch', z: 'tab', scope: ['status-node'], wires: [['caught']] },
    { id: 'complete', type: 'complete', z: 'tab', scope: ['status-node'], wires: [['completed']] },
    ...sinks('found', 'failed', 'told', 'caught', 'completed'),
  ];
}

describe('virustotal-status', () => {
  let simulator: SimulatorServer;
  let flow: RunningFlow;

  async function start(status: object = {}, account: object = {}, apiKey = KEY): Promise<void> {
    const nodes = flowWith(simulator.url, status, account);
    flow = await startFlow(allNodes, nodes, { [ACCOUNT]: { apiKey } });
  }

  /** The next of these messages: what else is bad may have been found by other tests in this process. */
  async function told(isWanted: (msg: TestMessage) => boolean): Promise<TestMessage> {
    const msg = await flow.next('told');
    return isWanted(msg) ? msg : await told(isWanted);
  }
  const answer = (): Promise<TestMessage> => told(({ kept }) => kept === 1);
  const turnOf = (name: string): Promise<TestMessage> =>
    told(({ topic }) => String(topic).includes(` ${name}: `));

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
  });

  afterEach(async () => {
    await flow.stop();
    await simulator.close();
  });

  it('answers with an object, keeps the message and completes it once', async () => {
    await start({}, { perDay: 10 });
    for (let time = 0; time < 2; time += 1) {
      flow.receive('ask', { payload: EICAR });
      await flow.next('found');
    }
    flow.receive('ask', { payload: 'no indicator' });
    await flow.next('failed');
    flow.receive('status-node', { payload: 'how is it?', kept: 1, topic: 'mine' });
    const msg = await answer();
    assert.equal(msg.topic, 'mine');
    const figures = JSON.parse(JSON.stringify(msg.payload));
    const main = figures.accounts.find(({ id }: { id: string }) => id === ACCOUNT);
    assert.deepEqual(main.quota.day, { used: 1, limit: 10, left: 9 });
    assert.equal(main.requests.asked, 1);
    const failed = { 'not-an-indicator': 1 };
    assert.deepEqual(main.answers, { asked: 1, cache: 1, list: 0, failed, fromCache: 0.5 });
    await flow.next('completed');
    assert.equal(flow.unread('completed'), 0);
    assert.ok(!JSON.stringify(msg).includes(KEY));
  });

  it('writes to the property that is set, and to the payload where none is', async () => {
    await start({ format: 'summary', target: 'mail.text' });
    flow.receive('status-node', { payload: 'mine', kept: 1 });
    const msg = await answer();
    assert.equal(msg.payload, 'mine');
    assert.match(String(part(msg, 'mail').text), /^VirusTotal since [^]*\n- Main: /);
    await flow.redeploy(flowWith(simulator.url, { format: 'summary', target: '' }));
    flow.receive('status-node', { kept: 1 });
    assert.match(String((await answer()).payload), /^VirusTotal since/);
  });

  it('sends what cannot be answered to Catch', async () => {
    await start({ target: 'text.deep' });
    flow.receive('status-node', { text: 'is no object' });
    assert.match(String(part(await flow.next('caught'), 'error').message), /target/);
  });

  for (const since of ['0s', '31d', 'long ago']) {
    it(`says that it cannot be counted over ${since}`, async () => {
      await start({ since });
      await flow.shows('status-node', 'check Counted over');
      flow.receive('status-node', {});
      assert.match(String(part(await flow.next('caught'), 'error').message), /since/);
    });
  }

  it('tells without being asked that a key is refused', async () => {
    const wrongKey = 'badc0de'.repeat(9);
    await start({ format: 'object' }, {}, wrongKey);
    flow.receive('ask', { payload: EICAR });
    flow.receive('ask', { payload: 'a'.repeat(64) });
    await flow.next('failed');
    await flow.next('failed');
    const msg = await turnOf('Main');
    assert.equal(msg.topic, 'VirusTotal: account Main: the API key is refused');
    const { state, what, id, name, code, text } = part(msg, 'payload');
    assert.deepEqual(
      { state, what, id, name, code, text },
      {
        state: 'bad',
        what: 'account',
        id: ACCOUNT,
        name: 'Main',
        code: 'key-refused',
        text: 'account Main: the API key is refused',
      },
    );
    assert.ok(!JSON.stringify(msg).includes(wrongKey));
    await flow.shows('status-node', /refused|more$/);
  });

  it('tells as a text that the quota of the day is gone', async () => {
    const status = { id: 'other-status', format: 'summary' };
    const nodes = flowWith(simulator.url, status, { perDay: 1, name: 'Small' }, 'small');
    flow = await startFlow(allNodes, nodes, { small: { apiKey: KEY } });
    flow.receive('ask', { payload: EICAR });
    await flow.next('found');
    const { topic, payload } = await turnOf('Small');
    assert.match(String(topic), /^VirusTotal: account Small: the quota of the day is gone, until /);
    assert.match(String(payload), /^account Small: the quota of the day is gone, until /);
  });
});

describe('virustotal-status as the target of a scrape', function () {
  this.timeout(30_000);
  const place = { z: 'tab', x: 0, y: 0 };
  let nodeRed: NodeRedProcess;

  before(async () => {
    const flows = [
      { id: 'tab', type: 'tab', label: 'metrics' },
      { id: 'made-up', type: 'virustotal-account', api: 'demo', name: 'Try "it"\\' },
      { id: 'in', type: 'http in', ...place, url: '/metrics', method: 'get', wires: [['tell']] },
      { id: 'tell', type: 'virustotal-status', ...place, format: 'prometheus', wires: [['out']] },
      { id: 'out', type: 'http response', ...place, wires: [] },
    ];
    nodeRed = await startNodeRed({ modules: [projectName], flows });
  });

  after(() => nodeRed?.stop());

  it('answers in the format of Prometheus, and says so', async () => {
    const response = await fetch(new URL('metrics', nodeRed.url));
    assert.equal(response.status, 200);
    const type = response.headers.get('content-type') ?? '';
    assert.deepEqual(type.split(/; */).toSorted(), [
      'charset=utf-8',
      'text/plain',
      'version=0.0.4',
    ]);
    const samples = readExposition(await response.text());
    const up = samples.find(({ name }) => name === 'virustotal_account_up');
    assert.deepEqual(up, {
      name: 'virustotal_account_up',
      labels: { account: 'made-up', name: 'Try "it"\\' },
      value: 1,
    });
  });
});
