import assert from 'node:assert/strict';
import { coreNode } from '../../support/core-nodes';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

/** Known to the demonstration: flagged by most engines. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const OTHER = 'f'.repeat(64);
const LINE = `nas av: FOUND ${EICAR} in /share/a.bin from 93.184.216.34`;

function flowOf(lookup: Record<string, unknown>, account: Record<string, unknown>): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'inside' },
    { id: 'account', type: 'virustotal-account', api: 'demo', queueLimit: 100_000, ...account },
    {
      id: 'lookup',
      type: 'virustotal-lookup',
      z: 'tab',
      account: 'account',
      source: 'text',
      output: 'verdict',
      target: '',
      wires: [['found', 'join'], ['failed']],
      ...lookup,
    },
    { id: 'join', type: 'join', z: 'tab', mode: 'auto', wires: [['joined']] },
    { id: 'complete', type: 'complete', z: 'tab', scope: ['lookup'], wires: [['completed']] },
    ...sinks('found', 'failed', 'joined', 'completed'),
  ];
}

/** What was looked up for a message. */
function valueOf(msg: TestMessage): unknown {
  return part(part(msg, 'virustotal'), 'indicator').value;
}

describe('virustotal-lookup that finds inside', () => {
  let flow: RunningFlow;

  async function start(
    lookup: Record<string, unknown> = {},
    account: Record<string, unknown> = {},
  ): Promise<void> {
    const modules = [...allNodes, coreNode('sequence/17-split')];
    flow = await startFlow(modules, flowOf(lookup, account));
  }

  async function take(sink: string, count: number): Promise<TestMessage[]> {
    const messages: TestMessage[] = [];
    while (messages.length < count) messages.push(await flow.next(sink));
    return messages;
  }

  afterEach(() => flow.stop());

  it('gives a message for each indicator in a line, and keeps the line', async () => {
    await start();
    flow.receive('lookup', { payload: LINE, topic: 'kept' });
    const found = await take('found', 2);
    assert.deepEqual(found.map(valueOf), [EICAR, '93.184.216.34']);
    for (const [index, msg] of found.entries()) {
      assert.deepEqual([msg.payload, msg.topic], [LINE, 'kept']);
      const { id: _id, ...parts } = part(msg, 'parts');
      assert.deepEqual(parts, { type: 'array', count: 2, len: 1, index });
      assert.equal(part(msg, 'virustotal').target, 'verdict');
    }
    assert.equal(part(found[0] ?? {}, 'verdict').level, 'malicious');
    await flow.next('completed');
    assert.equal(flow.unread('completed') + flow.unread('failed'), 0);
    assert.deepEqual((await flow.next('joined')).payload, [LINE, LINE]);
  });

  it('finds the kinds alone that are wanted', async () => {
    await start({ find: 'file' });
    flow.receive('lookup', { payload: LINE });
    assert.deepEqual((await take('found', 1)).map(valueOf), [EICAR]);
    await flow.next('completed');
    assert.equal(flow.unread('found'), 0);
  });

  it('finds in the text fields of an object, not in their names, and keeps the object', async () => {
    await start();
    const payload = {
      [OTHER]: 'the name of a field',
      process: { hash: { sha256: EICAR } },
      dst: '93.184.216.34',
      port: 443,
      apiKey: OTHER,
      headers: [{ name: 'X-Api-Key', value: OTHER }],
      secrets: [OTHER],
    };
    flow.receive('lookup', { payload });
    const found = await take('found', 2);
    assert.deepEqual(found.map(valueOf), [EICAR, '93.184.216.34']);
    for (const msg of found) assert.deepEqual(msg.payload, payload);
    assert.notEqual(found[0]?.payload, found[1]?.payload);
  });

  it('gives one message for what is in an event often, and for one that goes in a circle', async () => {
    await start();
    const payload: Record<string, unknown> = { a: EICAR, b: [EICAR.toUpperCase(), `x ${EICAR}`] };
    payload['self'] = payload;
    flow.receive('lookup', { payload });
    await flow.next('completed');
    assert.equal(flow.unread('found'), 1);
  });

  it('takes each element of an array for an event', async () => {
    await start({ find: 'file' });
    const payload = [`first ${EICAR}`, 'nothing', { file: OTHER }, `again ${EICAR}`];
    flow.receive('lookup', { payload });
    const found = await take('found', 2);
    assert.deepEqual(
      found.map((msg) => msg.payload),
      [payload[0], payload[2]],
    );
    await flow.next('completed');
    assert.equal(flow.unread('found') + flow.unread('failed'), 0);
  });

  for (const [what, payload, why] of [
    ['a text', 'nothing to see', /^No URL, file hash, domain or IP address was found/],
    ['an empty text', '', /was found inside the event/],
    ['an object', { port: 80 }, /was found inside the event/],
    ['an empty array', [], /was found inside the event/],
    ['a number', 7, /Expected a text or an object to look inside, got a number/],
    ['a missing property', undefined, /There is no event: the property is missing/],
  ] as const) {
    it(`says that nothing was found in ${what}, and leaves the message as it is`, async () => {
      await start();
      flow.receive('lookup', { payload });
      const failed = await flow.next('failed');
      assert.equal(part(failed, 'error').code, 'not-an-indicator');
      assert.match(String(part(failed, 'error').message), why);
      assert.deepEqual(failed.payload, payload);
      await flow.next('completed');
      assert.equal(flow.unread('completed'), 0);
    });
  }

  it('names the only kind that it looks for', async () => {
    await start({ find: 'ip' });
    flow.receive('lookup', { payload: EICAR });
    const { error } = await flow.next('failed');
    assert.equal(Object(error).message, 'No IP address was found inside the event');
  });

  it('keeps of a long text the line, and of a long line what is around the indicator', async () => {
    await start({ find: 'file' });
    const long = `${'x '.repeat(20_000)}${OTHER}${' y'.repeat(20_000)}`;
    flow.receive('lookup', { payload: `first\r\nsecond ${EICAR} end\r\n${long}\nlast` });
    const [short, cut] = await take('found', 2);
    assert.equal(short?.payload, `second ${EICAR} end`);
    const text = String(cut?.payload);
    assert.ok(text.includes(OTHER));
    assert.ok(Buffer.byteLength(text) <= 16_384 && text.length > 16_000, `${text.length}`);
  });

  it('keeps of a long line in a wide script no more than 16 kB either', async () => {
    await start({ find: 'file' });
    flow.receive('lookup', {
      payload: `${'\u20ac'.repeat(6000)} ${EICAR}${' \u20ac'.repeat(9000)}`,
    });
    const [cut] = await take('found', 1);
    const text = String(cut?.payload);
    assert.ok(text.includes(EICAR));
    assert.ok(Buffer.byteLength(text) <= 16_384, `${Buffer.byteLength(text)}`);
    assert.ok(!text.includes('\ufffd'));
  });

  it('keeps of a large object with much in it what is around each', async () => {
    await start({ find: 'file' });
    const records = Array.from({ length: 20_000 }, (_, number) => ({
      number,
      name: `record ${number}`,
      sha256: (1000 + number).toString(16).padStart(64, 'ab'),
    }));
    flow.receive('lookup', { payload: { source: 'batch', records } });
    const [first] = await take('found', 1);
    assert.deepEqual(first?.payload, { source: 'batch', records: [records[0]] });
    await flow.next('completed');
    assert.equal(flow.unread('found'), records.length - 1);
  }).timeout(60_000);

  it('reads bytes as text', async () => {
    await start({ find: 'file' });
    flow.receive('lookup', { payload: Buffer.from(LINE) });
    const [found] = await take('found', 1);
    assert.equal(valueOf(found ?? {}), EICAR);
    assert.equal(String(found?.payload), LINE);
  });

  it('leaves out what must not leave beside others where it is told to, and counts it', async () => {
    await start({ skip: true }, { neverSend: 'ours.com' });
    flow.receive('lookup', {
      payload: `query[A] evil.com from 192.168.1.23, 192.168.1.24 and www.ours.com: ${EICAR}`,
    });
    const found = await take('found', 2);
    assert.deepEqual(
      found
        .map(valueOf)
        .map(String)
        .toSorted((one, other) => one.localeCompare(other)),
      [EICAR, 'evil.com'],
    );
    for (const msg of found) {
      assert.deepEqual([msg['skipped'], part(msg, 'parts').count], [3, 2]);
    }
    await flow.next('completed');
    assert.equal(flow.unread('failed') + flow.unread('found'), 0);
  });

  it('fails once where all that is inside must not leave', async () => {
    await start({ skip: true });
    flow.receive('lookup', { payload: 'reply nas is 10.0.0.1, router is 10.0.0.2', skipped: 7 });
    const failed = await flow.next('failed');
    assert.deepEqual([part(failed, 'error').code, failed['skipped']], ['private', 1]);
    await flow.next('completed');
    assert.equal(flow.unread('failed') + flow.unread('found'), 0);
  });

  it('says nothing of what is left out where nothing is', async () => {
    await start({ skip: true });
    flow.receive('lookup', { payload: LINE });
    for (const msg of await take('found', 2)) assert.equal(msg['skipped'], undefined);
  });

  it('sends what must not leave by the failure output, and the rest on', async () => {
    await start({ find: 'ip,file' });
    flow.receive('lookup', { payload: `10.0.0.1 has ${EICAR}` });
    assert.equal(part(await flow.next('failed'), 'error').code, 'private');
    assert.equal(valueOf(await flow.next('found')), EICAR);
  });

  it('loses nothing that is inside when it is stopped while it looks', async () => {
    await start({ find: 'file' });
    const hashes = Array.from({ length: 2000 }, (_, number) =>
      `${10_000 + number}`.padStart(64, 'ab'),
    );
    const quiet = 'nothing to see here '.repeat(100_000);
    flow.receive('lookup', { payload: `${quiet}\n${hashes.join('\n')}` });
    await flow.redeploy(flowOf({ find: 'file', name: 'renamed' }, {}));
    const found = await take('found', hashes.length);
    assert.deepEqual(found.map(valueOf).map(String).toSorted(), hashes);
    assert.equal(flow.unread('found') + flow.unread('failed'), 0);
  }).timeout(60_000);

  it('leaves a message alone whose event lies elsewhere', async () => {
    await start({ property: 'flow', propertyType: 'jsonata', find: 'file' });
    await flow.redeploy(
      flowOf({ property: '$lowercase(note)', propertyType: 'jsonata', find: 'file' }, {}),
    );
    flow.receive('lookup', { note: LINE, payload: 'not touched' });
    const found = await flow.next('found');
    assert.deepEqual([found.note, found.payload], [LINE, 'not touched']);
  });
});

describe('the property to which virustotal-lookup writes', () => {
  let flow: RunningFlow;

  afterEach(() => flow.stop());

  for (const [given, message, target] of [
    [{ output: 'verdict' }, { payload: EICAR }, 'verdict'],
    [{ output: 'report' }, { payload: EICAR }, 'payload'],
    [{ output: 'report', property: 'payload.dst' }, { payload: { dst: EICAR } }, 'report'],
    [{ output: 'text', property: 'payload["dst"]' }, { payload: { dst: EICAR } }, 'report'],
    [{ output: 'report', property: 'hash' }, { hash: EICAR }, 'payload'],
    [{ output: 'report', source: 'text' }, { payload: LINE }, 'report'],
    [{ output: 'report', source: 'text', property: 'line' }, { line: LINE }, 'payload'],
    [
      { output: 'report', property: '$uppercase(payload.dst)', propertyType: 'jsonata' },
      { payload: { dst: EICAR } },
      'report',
    ],
  ] as const) {
    it(`is msg.${target} for ${JSON.stringify(given)}`, async () => {
      const nodes = flowOf({ source: 'value', find: 'file', ...given }, {});
      flow = await startFlow(
        allNodes,
        nodes.filter(({ id }) => id !== 'join'),
      );
      flow.receive('lookup', structuredClone(message));
      const found = await flow.next('found');
      assert.equal(part(found, 'virustotal').target, target);
      assert.ok(found[target] !== undefined);
      if (target !== 'payload') assert.deepEqual(found.payload, Object(message).payload);
    });
  }
});

describe('what the account of virustotal-lookup allows', () => {
  let flow: RunningFlow;

  async function start(lookup: Record<string, unknown>): Promise<void> {
    const account = { allow: `intranet.example\n${EICAR}`, neverSend: 'intranet.example' };
    flow = await startFlow(
      allNodes,
      flowOf({ source: 'value', ...lookup }, account).filter(({ id }) => id !== 'join'),
    );
  }

  afterEach(() => flow.stop());

  it('is answered by the list, as a report', async () => {
    await start({ output: 'report' });
    flow.receive('lookup', { payload: EICAR.toUpperCase() });
    const msg = await flow.next('found');
    const indicator = { type: 'file', value: EICAR, id: EICAR };
    assert.deepEqual(msg.payload, { allowed: true, indicator });
    const { fetchedAt, ...rest } = part(msg, 'virustotal');
    assert.equal(typeof fetchedAt, 'string');
    assert.deepEqual(rest, {
      indicator,
      outcome: 'allowed',
      source: 'list',
      account: 'account',
      api: 3,
      simulated: true,
      target: 'payload',
    });
    await flow.shows('lookup', 'demo: allowed');
  });

  it('is answered before what is never sent and what is private, as text', async () => {
    await start({ output: 'text' });
    flow.receive('lookup', { payload: 'http://wiki.intranet.example/?token=s3cr3t' });
    const { allowed, indicator } = JSON.parse(String((await flow.next('found')).payload));
    assert.deepEqual([allowed, indicator.type], [true, 'url']);
  });

  it('is clean as a verdict, with the reason', async () => {
    await start({ output: 'verdict' });
    flow.receive('lookup', { payload: EICAR });
    const { level, reasons } = part(await flow.next('found'), 'verdict');
    assert.equal(level, 'clean');
    assert.match(String(reasons), /own list/);
  });

  it('asks the host of a URL that names a person, and says so', async () => {
    await start({ output: 'verdict' });
    flow.receive('lookup', { payload: 'https://phish.example.com/?user=jane@example.org' });
    const msg = await flow.next('found');
    const { indicator, instead } = part(msg, 'virustotal');
    assert.deepEqual(Object(indicator).value, 'phish.example.com');
    assert.equal(Object(instead).of, 'url');
    assert.match(String(Object(instead).why), /mail address/);
  });
});
