import assert from 'node:assert/strict';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { sinks } from '../../support/sinks';

const A = 'http://a.example.com/';
const B = 'http://b.example.com/';
const C = 'http://c.example.com/';
const PRIVATE = 'http://10.0.0.1/';
const HASH = 'a'.repeat(64);

const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';

function flowOf(
  collect: Record<string, unknown>,
  account: Record<string, unknown> = {},
): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'places' },
    { id: 'place', type: 'virustotal-store', kind: 'memory' },
    // It has no key, and its lists count all the same.
    { id: 'account', type: 'virustotal-account', api: 'v3', ...account },
    {
      id: 'collect',
      type: 'virustotal-collect',
      z: 'tab',
      store: 'place',
      every: '',
      limit: 0,
      wires: [['out']],
      ...collect,
    },
    { id: 'catching', type: 'catch', z: 'tab', scope: ['collect'], wires: [['caught']] },
    { id: 'completing', type: 'complete', z: 'tab', scope: ['collect'], wires: [['done']] },
    ...sinks('out', 'caught', 'done'),
  ];
}

function valuesOf(messages: readonly TestMessage[]): unknown[] {
  return messages.map(({ payload }) => payload);
}

describe('the places in virustotal-collect', () => {
  let flow: RunningFlow;

  async function start(
    collect: Record<string, unknown> = {},
    account: Record<string, unknown> = {},
  ): Promise<void> {
    flow = await startFlow(allNodes, flowOf(collect, account));
    flow.receive('collect', { collect: 'reset' });
    await flow.next('done');
  }

  async function give(payload: unknown, tlp?: string): Promise<void> {
    flow.receive('collect', { payload, ...(tlp !== undefined && { tlp }) });
    await flow.next('done');
  }

  async function flush(): Promise<TestMessage[]> {
    flow.receive('collect', { collect: 'flush' });
    await flow.next('done');
    const all: TestMessage[] = [];
    while (flow.unread('out') > 0) all.push(await flow.next('out'));
    return all;
  }

  afterEach(() => flow.stop());

  it('go to what may be asked, and each message says how many took none', async () => {
    await start({ skip: true, limit: 2 });
    await give(`${PRIVATE} ${PRIVATE} http://printer.lan/ ${A}`);
    await give(`${PRIVATE} http://a.example.com/?token=s3cr3t-v4lue ${B}`);
    await flow.shows('collect', '2 in 2 events, 3 left out');
    const sent = await flush();
    assert.deepEqual(valuesOf(sent), [A, B]);
    assert.deepEqual(
      sent.map(({ skipped }) => skipped),
      [3, 3],
    );
  });

  it('go to none that the account never sends or allows', async () => {
    await start(
      { skip: true, account: 'account', find: 'url,file' },
      { neverSend: 'a.example.com', allow: `b.example.com\n${HASH}` },
    );
    await give(`${A} ${B} ${C} ${HASH}`);
    const [only, ...more] = await flush();
    assert.deepEqual([only?.payload, only?.skipped, more.length], [C, 3, 0]);
  });

  it('go to none of a message that is marked above what the account shares', async () => {
    await start({ skip: true, account: 'account' }, { sharing: 'green' });
    await give(A, 'tlp:white');
    await give(B, 'TLP:AMBER');
    await give(`${C} ${A}`, 'no label');
    const sent = await flush();
    assert.deepEqual(
      sent.map(({ payload, count, skipped }) => [payload, count, skipped]),
      [[A, 2, 2]],
    );
    assert.ok(!flow.log().includes('msg.tlp'));
  });

  for (const [what, collect, account] of [
    ['no account is chosen', { skip: true }, {}],
    ['the account looks at no marks', { skip: true, account: 'account' }, {}],
    ['nothing is left out', { account: 'account' }, { sharing: 'green' }],
  ] as const) {
    it(`go to what is marked where ${what}, which is warned of once`, async () => {
      await start(collect, account);
      await give(A, 'red');
      await give(B, 'red');
      await give(C);
      assert.deepEqual(valuesOf(await flush()), [A, B, C]);
      assert.equal(flow.log().split('msg.tlp is not looked at here').length, 2);
    });
  }

  it('go to what is private where the account sends that', async () => {
    await start({ skip: true, account: 'account' }, { sendPrivate: true });
    await give(PRIVATE);
    assert.deepEqual(valuesOf(await flush()), [PRIVATE]);
  });

  it('go to none that is ignored, whatever else is left out', async () => {
    await start({ ignore: `# remark\nb.example.com\n${EMPTY}`, find: 'url,file' });
    await give(`${A} ${B} ${EMPTY} ${PRIVATE}`);
    const sent = await flush();
    assert.deepEqual(valuesOf(sent), [A, PRIVATE]);
    assert.equal(sent[0]?.skipped, 2);
  });

  it('go to all where nothing is to be left out, as in a flow saved before', async () => {
    await start();
    await give(`${PRIVATE} ${A}`);
    const sent = await flush();
    assert.deepEqual(valuesOf(sent), [PRIVATE, A]);
    assert.ok(sent.every((msg) => !('skipped' in msg)));
  });

  it('are taken back from what a deploy leaves out', async () => {
    await start({ limit: 1 });
    await give([`${A} ${PRIVATE}`, `${PRIVATE} ${B}`]);
    await flow.redeploy(flowOf({ limit: 1, skip: true, ignore: 'a.example.com' }));
    await flow.shows('collect', '1 in 2 events, 2 left out');
    const [only] = await flush();
    assert.deepEqual([only?.payload, only?.skipped], [B, 2]);
  });

  it('are taken by equals in the order in which they were seen, of one event by their place', async () => {
    await start();
    await give(`${C} ${A}`);
    await give({ second: B, first: 'http://d.example.com/' });
    assert.deepEqual(valuesOf(await flush()), [C, A, B, 'http://d.example.com/']);
  });

  it('are given for each line of a text, of bytes and of an element', async () => {
    await start({ lines: true });
    await give(`GET ${A}\r\nGET ${A}\n\n  \nGET ${B}\n`);
    await give(Buffer.from(`GET ${A}\nGET ${B}`));
    await give([`GET ${A}\nGET ${A}`, { text: `${A}\n${A}` }]);
    await flow.shows('collect', '2 in 8 events');
    const sent = await flush();
    assert.deepEqual(
      sent.map(({ payload, count }) => [payload, count]),
      [
        [A, 6],
        [B, 2],
      ],
    );
    assert.equal(sent[1]?.sample, `GET ${B}`);
  });

  it('are given once for a text of many lines in a flow saved before', async () => {
    await start();
    await give(`GET ${A}\nGET ${A}`);
    await flow.shows('collect', '1 in 1 event');
  });

  it('are given to each line that is an indicator itself, and not inside a file', async () => {
    await start({ lines: true, source: 'value', find: 'file' });
    await give(`${HASH}\n${HASH}\nsha256:${HASH}`);
    await give(Buffer.from(`${HASH}\n${HASH}`));
    const sent = await flush();
    assert.deepEqual(
      sent.map(({ count }) => count),
      [3, 1],
    );
  });

  it('are given in order while much is counted, and each message is done in its turn', async () => {
    await start({ lines: true });
    const text = Array.from({ length: 20_000 }, () => `GET ${A} 200`).join('\n');
    flow.receive('collect', { payload: text });
    flow.receive('collect', { payload: B });
    flow.receive('collect', { collect: 'flush' });
    const sent = [await flow.next('out'), await flow.next('out')];
    assert.deepEqual(
      sent.map(({ payload, count }) => [payload, count]),
      [
        [A, 20_000],
        [B, 1],
      ],
    );
    for (let done = 0; done < 3; done += 1) await flow.next('done');
  });

  it('are all given when the node is stopped while much is counted', async () => {
    await start({ lines: true });
    const text = Array.from({ length: 20_000 }, () => `GET ${A} 200`).join('\n');
    flow.receive('collect', { payload: text });
    flow.receive('collect', { payload: B });
    await flow.redeploy(flowOf({ lines: true, limit: 7 }));
    await flow.shows('collect', '2 in 20,001 events');
  });

  for (const [property, value] of [
    ['ignore', 'no rule!'],
    ['skip', 'perhaps'],
    ['lines', 'perhaps'],
  ] as const) {
    it(`are given to nobody with ${property} "${value}"`, async () => {
      flow = await startFlow(allNodes, flowOf({ [property]: value }));
      await flow.shows('collect', `check ${fieldLabel(property)}`);
      assert.match(flow.log(), new RegExp(property === 'ignore' ? 'no rule!' : property));
    });
  }

  it('are given to nobody where the account is none, or its lists cannot be read', async () => {
    flow = await startFlow(allNodes, flowOf({ skip: true, account: 'place' }));
    await flow.shows('collect', `check ${fieldLabel('account')}`);
    await flow.redeploy(flowOf({ skip: true, account: 'account' }, { allow: 'no rule!' }));
    await flow.shows('collect', `check ${fieldLabel('allow')}`);
  });
});
