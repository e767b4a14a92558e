import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';

const RIGHT_KEY = 'feedc0de'.repeat(8);
const WRONG_KEY = 'badc0ffe'.repeat(8);
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

const LOUD = { console: { level: 'trace', metrics: true, audit: true } };

function debug(id: string, complete: string): Record<string, unknown> {
  const shown = { tosidebar: true, console: true, tostatus: false, complete };
  const targetType = complete === 'true' ? 'full' : 'msg';
  return { id, type: 'debug', z: 'tab', name: id, active: true, ...shown, targetType, x: 0, y: 0 };
}

/** A flow that shows everything it can: whole messages, every error, every status. */
function flow(accounts: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const plan = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0 };
  const start = { type: 'inject', z: 'tab', props: [{ p: 'payload' }], payloadType: 'str' };
  const lookup = { type: 'virustotal-lookup', z: 'tab', kind: 'auto', x: 0, y: 0 };
  return [
    { id: 'tab', type: 'tab', label: 'secrets' },
    {
      id: 'start',
      ...start,
      payload: EICAR,
      x: 0,
      y: 0,
      wires: [accounts.map((_, n) => `ask${n}`)],
    },
    ...accounts.flatMap((account, n) => [
      { id: `key${n}`, type: 'virustotal-account', ...plan, retries: 0, timeout: '2s', ...account },
      { id: `ask${n}`, ...lookup, account: `key${n}`, wires: [['message'], []] },
    ]),
    {
      id: 'catching',
      type: 'catch',
      z: 'tab',
      scope: null,
      x: 0,
      y: 0,
      wires: [['message', 'end']],
    },
    { id: 'watching', type: 'status', z: 'tab', scope: null, x: 0, y: 0, wires: [['message']] },
    debug('message', 'true'),
    debug('end', '_msgid'),
  ];
}

describe('the API key', function () {
  this.timeout(30_000);

  let nodeRed: NodeRedProcess;
  let simulator: SimulatorServer;

  before(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [RIGHT_KEY] });
    nodeRed = await startNodeRed({ modules: [projectName], settings: { logging: LOUD } });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  it('is in no log line, message, status, error, exported flow or answer of the editor', async () => {
    const closed = 'http://127.0.0.1:1';
    const right = { credentials: { apiKey: RIGHT_KEY } };
    const wrong = { credentials: { apiKey: WRONG_KEY } };
    const failing = [
      { api: 'v3', baseUrl: simulator.url, ...wrong },
      { api: 'v2', baseUrl: simulator.url, ...wrong },
      { api: 'v3', baseUrl: closed, ...right },
      { api: 'v2', baseUrl: closed, ...right },
      { api: 'v2', baseUrl: `${simulator.url}/elsewhere`, ...right },
    ];
    const working = ['v3', 'v2'].map((api) => ({ api, baseUrl: simulator.url, ...right }));
    await nodeRed.deploy(flow([...failing, ...working]));
    const here = { after: nodeRed.log().length };
    await nodeRed.api('POST', 'inject/start');
    await failing.reduce<Promise<{ after: number }>>(async (earlier) => {
      await nodeRed.waitForLog('[debug:end]', await earlier);
      return { after: nodeRed.log().indexOf('[debug:end]', (await earlier).after) + 1 };
    }, Promise.resolve(here));
    await nodeRed.waitForLog(/api: 2[^]*api: 3|api: 3[^]*api: 2/, here);

    const asked = [...simulator.requests].map(({ headers, query }) => ({ headers, query }));
    assert.ok(JSON.stringify(asked).includes(RIGHT_KEY), 'the key did go to VirusTotal');
    const shown = [
      nodeRed.log(),
      JSON.stringify(await nodeRed.api('GET', 'flows')),
      JSON.stringify(await nodeRed.api('GET', 'credentials/virustotal-account/key0')),
      JSON.stringify(await nodeRed.api('GET', 'credentials/virustotal-account/key3')),
    ].join('\n');
    assert.match(shown, /credentials/);
    assert.ok(!shown.includes(RIGHT_KEY));
    assert.ok(!shown.includes(WRONG_KEY));
  });
});
