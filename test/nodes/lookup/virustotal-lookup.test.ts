import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { passOn } from '../../support/pass-on';
import { allNodes } from '../../support/modules';
import { TIME } from '../../support/texts';
import { part, sinks } from '../../support/sinks';

const KEY = 'a-key-that-nobody-may-see-0123456789';
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const UNKNOWN = 'f'.repeat(64);

function flowWith(
  baseUrl: string,
  account: Record<string, unknown> = {},
  lookup: Record<string, unknown> = {},
): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl,
      plan: 'custom',
      perMinute: 0,
      perDay: 0,
      perMonth: 0,
      retries: 0,
      timeout: '5s',
      ...account,
    },
    {
      id: 'lookup',
      type: 'virustotal-lookup',
      z: 'tab',
      account: 'account',
      wires: [['found'], []],
      ...lookup,
    },
    { id: 'another', type: 'virustotal-lookup', z: 'tab', account: 'account', wires: [[], []] },
    { id: 'off', type: 'helper', z: 'tab', d: true, wires: [] },
    { id: 'catch', type: 'catch', z: 'tab', scope: ['lookup'], wires: [['caught']] },
    { id: 'complete', type: 'complete', z: 'tab', scope: ['lookup'], wires: [['completed']] },
    ...sinks('found', 'failed', 'caught', 'completed'),
  ];
}

describe('virustotal-lookup', () => {
  let simulator: SimulatorServer;
  let flow: RunningFlow;

  async function start(
    account: Record<string, unknown> = {},
    lookup: Record<string, unknown> = {},
    credentials: Record<string, Record<string, string>> = { account: { apiKey: KEY } },
    baseUrl = simulator.url,
  ): Promise<void> {
    flow = await startFlow(allNodes, flowWith(baseUrl, account, lookup), credentials);
  }

  beforeEach(async () => {
    simulator = await startSimulatorServer({ clock: systemClock, keys: [KEY] });
  });

  afterEach(async () => {
    const log = flow.log();
    await flow.stop();
    await simulator.close();
    assert.ok(!log.includes(KEY), 'the key is in no log line');
  });

  it('replaces the payload by the report and says what it is about', async () => {
    await start();
    flow.receive('lookup', { payload: EICAR.toUpperCase(), kept: 1 });
    const msg = await flow.next('found');
    assert.equal(msg.kept, 1);
    assert.equal(part(part(msg, 'payload'), 'data').id, EICAR);
    const { fetchedAt, ...rest } = part(msg, 'virustotal');
    assert.deepEqual(rest, {
      indicator: { type: 'file', value: EICAR, id: EICAR },
      outcome: 'found',
      source: 'api',
      api: 3,
      account: 'account',
      link: `https://www.virustotal.com/gui/file/${EICAR}`,
    });
    assert.match(String(fetchedAt), /^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('gives the text as it was received, or a verdict, where the flow wants it', async () => {
    await start({}, { output: 'text', target: 'answer.text' });
    flow.receive('lookup', { payload: EICAR });
    const msg = await flow.next('found');
    assert.equal(msg.payload, EICAR);
    assert.equal(JSON.parse(String(part(msg, 'answer').text)).data.id, EICAR);
  });

  it('answers with a verdict', async () => {
    await start({}, { output: 'verdict', target: 'verdict' });
    flow.receive('lookup', { payload: EICAR });
    const verdict = part(await flow.next('found'), 'verdict');
    assert.equal(verdict.level, 'malicious');
  });

  it('reads the indicator from the property that is set, and completes each message once', async () => {
    await start({}, { property: 'file.hash' });
    flow.receive('lookup', { payload: 'not looked at', file: { hash: EICAR } });
    await flow.next('found');
    await flow.next('completed');
    assert.equal(flow.unread('completed'), 0);
    assert.equal(flow.unread('caught'), 0);
  });

  it('asks once for what comes again, and a flow that changes its answer changes nobody else', async () => {
    await start();
    flow.receive('lookup', { payload: EICAR });
    const first = await flow.next('found');
    Object.assign(Object(first.payload), { data: 'changed' });
    flow.receive('lookup', { payload: EICAR });
    const second = await flow.next('found');
    assert.equal(part(part(second, 'payload'), 'data').id, EICAR);
    assert.equal(part(second, 'virustotal').source, 'cache');
    assert.equal(simulator.requests.length, 1);
  });

  it('sends what VirusTotal does not know by the first output, marked as unknown', async () => {
    await start();
    flow.receive('lookup', { payload: UNKNOWN });
    const msg = await flow.next('found');
    assert.equal(part(msg, 'virustotal').outcome, 'unknown');
    assert.deepEqual(await flow.shows('lookup', 'unknown'), {
      fill: 'grey',
      shape: 'ring',
      text: 'unknown',
    });
  });

  it('makes one message of each element of an array, as a sequence', async () => {
    await start({}, { wires: [['found'], ['failed']] });
    flow.receive('lookup', { payload: [EICAR, 'no indicator', UNKNOWN], parts: { id: 'outer' } });
    const found = [await flow.next('found'), await flow.next('found')];
    const failed = await flow.next('failed');
    const parts = [...found, failed].map((msg) => part(msg, 'parts'));
    assert.deepEqual(new Set(parts.map(({ index }) => index)), new Set([0, 1, 2]));
    assert.ok(parts.every(({ count, type }) => count === 3 && type === 'array'));
    assert.ok(parts.every(({ id }) => id === parts[0]?.id));
    assert.deepEqual(parts[0]?.parts, { id: 'outer' });
    assert.equal(part(failed, 'error').code, 'not-an-indicator');
    await flow.next('completed');
    assert.equal(flow.unread('completed'), 0);
  });

  it('gives each element of an array a message of its own, failed ones too', async () => {
    await start({}, { wires: [['found'], ['failed']], target: 'report' });
    flow.receive('lookup', { payload: [EICAR, 'no indicator'] });
    assert.equal((await flow.next('found')).payload, EICAR);
    assert.equal((await flow.next('failed')).payload, 'no indicator');
  });

  it('takes a large array without copying it for each element', async function () {
    // Seconds of work, and more where both cores are busy with other tests.
    this.timeout(30_000);
    await start({ api: 'demo', queueLimit: 100_000 }, { wires: [['found'], ['failed']] });
    const payload = Array.from({ length: 20_000 }, (_, index) => `no indicator ${index}`);
    flow.receive('lookup', { payload });
    await flow.next('completed');
    assert.equal(flow.unread('failed'), 20_000);
  });

  it('shows its own work, and what became of it until the next', async () => {
    await start({}, { wires: [['found'], ['failed']] });
    flow.receive('lookup', { payload: 'no indicator' });
    await flow.shows('lookup', 'not an indicator');
    flow.receive('another', { payload: EICAR });
    await flow.shows('another', 'found');
    assert.equal(flow.statuses('lookup').at(-1)?.text, 'not an indicator');
  });

  it('does not flood the editor with statuses', async () => {
    await start({ api: 'demo' });
    const hashes = Array.from({ length: 300 }, (_, index) => `${1000 + index}`.repeat(16));
    for (const payload of hashes) flow.receive('lookup', { payload });
    await Promise.all(hashes.map(() => flow.next('found')));
    await flow.shows('lookup', 'demo: unknown');
    assert.ok(flow.statuses('lookup').length < 30, `${flow.statuses('lookup').length} statuses`);
    assert.deepEqual(
      flow.statuses('another').map(({ text }) => text),
      ['demo'],
    );
  });

  it('keeps a message that cannot be written down in memory, and marks it', async () => {
    await start();
    flow.receive('lookup', { payload: EICAR, res: { end: () => undefined } });
    assert.equal(part(await flow.next('found'), 'virustotal').durable, false);
    flow.receive('lookup', { payload: UNKNOWN });
    assert.ok(!('durable' in part(await flow.next('found'), 'virustotal')));
  });

  it('keeps a message that is too heavy to be written down in memory, marks it and says so once', async () => {
    await start();
    for (const payload of [EICAR, UNKNOWN]) {
      flow.receive('lookup', { payload, mail: 'x'.repeat(9e6) });
      assert.equal(part(await flow.next('found'), 'virustotal').durable, false);
    }
    assert.equal(flow.log().split('more than 8 MB waits in memory').length - 1, 1);
  });

  it('lets what is urgent go ahead', async () => {
    await start({ concurrency: 1 }, { wires: [['found'], ['failed']] });
    const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(32));
    flow.receive('lookup', { payload: [first, second] });
    flow.receive('lookup', { payload: third, priority: 'high' });
    const order = [await flow.next('found'), await flow.next('found'), await flow.next('found')];
    const values = order.map((msg) => part(part(msg, 'virustotal'), 'indicator').value);
    // The first may have been under way already.
    assert.ok(values.indexOf(third) < values.indexOf(second), values.join());
    assert.ok(values.indexOf(first) < values.indexOf(second), values.join());
  });

  it('gives each message to one life only, when it is deployed in the same moment', async () => {
    const wires = [['found'], ['failed']];
    await start({}, { wires });
    const hashes = Array.from({ length: 8 }, (_, index) => `${10 + index}`.repeat(32));
    flow.receive('lookup', { payload: EICAR });
    await flow.next('found');
    // The deploy would find it on its way, and have it sent again.
    await passOn();
    for (const payload of hashes) flow.receive('lookup', { payload });
    // The node has them, and is about to write them down.
    await nextTurn();
    await flow.redeploy(flowWith(simulator.url, {}, { wires, name: 'renamed' }));
    const ends = await Promise.all(hashes.map(() => flow.next('found')));
    const values = ends.map((msg) => part(part(msg, 'virustotal'), 'indicator').value);
    assert.deepEqual(values.map(String).toSorted(), hashes);
    await flow.shows('lookup', 'unknown');
    assert.equal(flow.unread('found') + flow.unread('failed'), 0);
  });

  it('names a target that is no property, at deploy, and asks nobody', async () => {
    await start({}, { target: 'a..b' });
    flow.receive('lookup', { payload: EICAR });
    assert.match(String(part(await flow.next('caught'), 'error').message), /target/);
    assert.equal(simulator.requests.length, 0);
  });

  it('says so where an analysis is older than wanted and cannot be made anew', async () => {
    await start({ api: 'v2' }, { maxAge: '1h', output: 'verdict' });
    flow.receive('lookup', { payload: EICAR });
    const msg = await flow.next('found');
    const { outcome, stale, staleReason } = part(msg, 'virustotal');
    assert.deepEqual([outcome, stale, staleReason], ['found', true, 'unsupported']);
    assert.equal(part(msg, 'payload').stale, true);
    await flow.shows('lookup', 'found, but old');
  });

  it('takes an analysis that is young enough as it is', async () => {
    await start({}, { maxAge: '1d' });
    flow.receive('lookup', { payload: EICAR });
    assert.ok(!('stale' in part(await flow.next('found'), 'virustotal')));
    assert.equal(simulator.requests.length, 1);
  });

  describe('a failure', () => {
    it('is a property that leads nowhere', async () => {
      await start({}, { property: 'file.hash' });
      flow.receive('lookup', { payload: EICAR });
      assert.equal(part(await flow.next('caught'), 'error').code, 'not-an-indicator');
    });

    it('goes to Catch where the second output leads to a disabled node only', async () => {
      await start({}, { wires: [['found'], ['off']] });
      flow.receive('lookup', { payload: '' });
      assert.equal(part(await flow.next('caught'), 'error').code, 'not-an-indicator');
    });

    it('leaves by the second output where one is wired', async () => {
      await start({}, { wires: [['found'], ['failed']] });
      flow.receive('lookup', { payload: 'no indicator', kept: true });
      const msg = await flow.next('failed');
      assert.equal(msg.kept, true);
      assert.equal(part(msg, 'error').code, 'not-an-indicator');
      assert.match(String(part(msg, 'error').message), /no hash, URL, domain or IP address/);
      await flow.next('completed');
      assert.equal(flow.unread('caught'), 0);
    });

    it('goes to Catch where the second output is not wired, with its code', async () => {
      await start();
      flow.receive('lookup', { payload: 'no indicator', kept: true });
      const msg = await flow.next('caught');
      assert.equal(msg.kept, true);
      assert.equal(part(msg, 'error').code, 'not-an-indicator');
      assert.equal(flow.unread('completed'), 0);
    });

    it('follows the wires that are moved without restarting the node', async () => {
      await start();
      await flow.redeploy(flowWith(simulator.url, {}, { wires: [['found'], ['failed']] }));
      flow.receive('lookup', { payload: '' });
      assert.equal(part(await flow.next('failed'), 'error').code, 'not-an-indicator');
    });

    const hostile: [string, unknown][] = [
      ['nothing', undefined],
      ['null', null],
      ['an empty text', ''],
      ['a number', 12],
      ['an object', { a: 1 }],
      ['an empty array', []],
      ['10 MB of text', 'x'.repeat(10_000_000)],
    ];
    for (const [name, payload] of hostile) {
      it(`is what ${name} ends in`, async () => {
        await start();
        flow.receive('lookup', { payload });
        assert.equal(part(await flow.next('caught'), 'error').code, 'not-an-indicator');
        assert.equal(simulator.requests.length, 0);
      });
    }

    it('keeps private addresses inside', async () => {
      await start();
      flow.receive('lookup', { payload: 'http://192.168.0.1/admin' });
      assert.equal(part(await flow.next('caught'), 'error').code, 'private');
      assert.equal(simulator.requests.length, 0);
    });

    it('is a wrong key, without the key in it although VirusTotal repeats it', async () => {
      await start({}, {}, { account: { apiKey: `${KEY}x` } });
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'credentials');
      assert.ok(!JSON.stringify(error).includes(KEY));
      await flow.shows('lookup', 'check the API key');
    });

    it('is a missing key, told at once and for each message', async () => {
      await start({}, {}, {});
      await flow.shows('lookup', 'check the API key');
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'credentials');
      assert.match(String(error.message), /no API key/);
    });

    it('is a key whose environment variable is not set, named', async () => {
      await start({}, {}, { account: { apiKey: '${VT_KEY_THAT_IS_NOT_SET}' } });
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'credentials');
      assert.match(String(error.message), /VT_KEY_THAT_IS_NOT_SET/);
    });

    it('is a malformed property, named at deploy and for each message', async () => {
      await start({ timeout: 'soon' });
      flow.receive('lookup', { payload: EICAR });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'configuration');
      assert.match(String(error.message), /timeout/);
      assert.match(flow.log(), /timeout/);
    });

    it('is a lookup without an account', async () => {
      await start({}, { account: '' });
      flow.receive('lookup', { payload: EICAR });
      assert.match(String(part(await flow.next('caught'), 'error').message), /account/);
    });
  });

  describe('with API v2', () => {
    it('gives the v2 report, asked for with allinfo', async () => {
      await start({ api: 'v2' });
      flow.receive('lookup', { payload: EICAR });
      const msg = await flow.next('found');
      assert.equal(part(msg, 'payload').response_code, 1);
      assert.equal(part(msg, 'virustotal').api, 2);
      assert.equal(simulator.requests[0]?.query.allinfo, 'true');
    });

    it('takes a wrong key for a failure', async () => {
      await start({ api: 'v2' }, {}, { account: { apiKey: 'wrong' } });
      flow.receive('lookup', { payload: EICAR });
      assert.equal(part(await flow.next('caught'), 'error').code, 'credentials');
    });
  });

  describe('with the demonstration account', () => {
    it('answers without key and network, and says that the answer is made up', async () => {
      await start({ api: 'demo', baseUrl: 'http://127.0.0.1:1' }, {}, {});
      await flow.shows('lookup', 'demo');
      flow.receive('lookup', { payload: EICAR });
      const msg = await flow.next('found');
      assert.equal(part(msg, 'virustotal').simulated, true);
      await flow.shows('lookup', 'demo: found');
      assert.equal(simulator.requests.length, 0);
    });

    it('spends no quota', async () => {
      await start({ api: 'demo', plan: 'public' }, {}, {});
      const hashes = Array.from({ length: 20 }, (_, index) => `${10 + index}`.repeat(32));
      for (const payload of hashes) flow.receive('lookup', { payload });
      const answers = await Promise.all(hashes.map(() => flow.next('found')));
      assert.ok(answers.every((msg) => part(msg, 'virustotal').outcome === 'unknown'));
    });
  });

  describe('when the service misbehaves', () => {
    let server: Server;

    async function serve(listener: RequestListener): Promise<string> {
      server = createServer(listener).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      return `http://127.0.0.1:${address.port}`;
    }

    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('reads a report of megabytes, from VirusTotal and again from what is kept', async () => {
      const names = Array.from({ length: 50_000 }, (_, each) => `a name of a file ${each}.exe`);
      const attributes = { names, last_analysis_stats: { malicious: 60, undetected: 10 } };
      const body = JSON.stringify({ data: { id: EICAR, type: 'file', attributes } });
      await start(
        {},
        { output: 'report' },
        undefined,
        await serve((_, response) => response.end(body)),
      );
      for (const source of ['api', 'cache']) {
        flow.receive('lookup', { payload: EICAR });
        const msg = await flow.next('found');
        assert.equal(part(msg, 'virustotal').source, source);
        assert.equal(JSON.stringify(msg.payload), body);
      }
    });

    const replies: [string, string, RequestListener][] = [
      ['a web page', 'bad-response', (_, response) => response.end('<html>Sign in</html>')],
      [
        'half an answer',
        'network',
        (_, response) => {
          response.writeHead(200, { 'content-length': 1000 }).write('{"data":');
          setImmediate(() => response.destroy());
        },
      ],
      ['JSON that is no report', 'bad-response', (_, response) => response.end('[1, 2]')],
      ['5 MB of noise', 'bad-response', (_, response) => response.end('x'.repeat(5_000_000))],
      ['silence', 'timeout', () => undefined],
      ['a server error', 'service', (_, response) => response.writeHead(503).end('<h1>503</h1>')],
      [
        'a redirect',
        'bad-response',
        (_, response) => response.writeHead(302, { location: '/x' }).end(),
      ],
    ];
    for (const [name, code, listener] of replies) {
      it(`${name} ends in ${code}`, async () => {
        const timeout = code === 'timeout' ? '300ms' : '9s';
        await start({ timeout }, {}, undefined, await serve(listener));
        flow.receive('lookup', { payload: EICAR });
        assert.equal(part(await flow.next('caught'), 'error').code, code);
      });
    }

    it('a scan that VirusTotal does not allow ends in forbidden', async () => {
      const url = await serve((request, response) => {
        const isScan = request.method === 'POST';
        const code = isScan ? 'ForbiddenError' : 'NotFoundError';
        response.writeHead(isScan ? 403 : 404).end(JSON.stringify({ error: { code } }));
      });
      await start({}, { unknown: 'submit' }, undefined, url);
      flow.receive('lookup', { payload: UNKNOWN });
      assert.equal(part(await flow.next('found'), 'virustotal').outcome, 'unknown');
      flow.receive('lookup', { payload: 'http://new.example.com/' });
      assert.equal(part(await flow.next('caught'), 'error').code, 'forbidden');
    });

    it('a closed port ends in network', async () => {
      const url = await serve(() => undefined);
      server.close();
      await start({}, {}, undefined, url);
      flow.receive('lookup', { payload: EICAR });
      assert.equal(part(await flow.next('caught'), 'error').code, 'network');
    });

    it('a deploy in the middle of a lookup hangs up, and the next life asks again', async () => {
      const events = new EventEmitter();
      const url = await serve((request) => {
        request.on('close', () => events.emit('hung up'));
        events.emit('asked');
      });
      const wires = [['found'], ['failed']];
      await start({ timeout: '1h' }, { wires }, undefined, url);
      const asked = once(events, 'asked');
      const hungUp = once(events, 'hung up');
      flow.receive('lookup', { payload: EICAR, kept: 1 });
      await asked;
      await flow.redeploy(flowWith(simulator.url, { timeout: '2h' }, { wires }));
      await hungUp;
      const msg = await flow.next('found');
      assert.equal(msg.kept, 1);
      assert.equal(part(part(msg, 'payload'), 'data').id, EICAR);
      await flow.next('completed');
      assert.equal(flow.unread('failed'), 0);
    });

    it('an empty answer of a spent quota lets the lookup wait, and fails nobody', async () => {
      const url = await serve((_, response) => response.writeHead(204).end());
      await start({ retries: 0 }, {}, undefined, url);
      flow.receive('lookup', { payload: EICAR });
      await flow.shows('lookup', new RegExp(`^1 waiting, next ${TIME}$`));
      assert.equal(flow.unread('caught'), 0);
      assert.match(flow.log(), /is the key used elsewhere/);
    });
  });
});
