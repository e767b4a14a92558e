import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { TIME } from '../../support/texts';
import { part, sinks } from '../../support/sinks';

const EVIL = 'http://evil.example/a';
const HASH = 'a'.repeat(64);

const nodes = (properties: Record<string, unknown>): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'place', type: 'virustotal-store', kind: 'memory' },
  {
    id: 'collect',
    type: 'virustotal-collect',
    z: 'tab',
    store: 'place',
    every: '',
    wires: [['out']],
    ...properties,
  },
  { id: 'catching', type: 'catch', z: 'tab', scope: ['collect'], wires: [['caught']] },
  { id: 'completing', type: 'complete', z: 'tab', scope: ['collect'], wires: [['done']] },
  ...sinks('out', 'caught', 'done'),
];

function cyclicEvent(): Record<string, unknown> {
  const event: Record<string, unknown> = { deep: { url: EVIL } };
  event['self'] = event;
  return event;
}

describe('virustotal-collect', () => {
  let flow: RunningFlow;

  async function start(properties: Record<string, unknown> = {}): Promise<void> {
    flow = await startFlow(allNodes, nodes(properties));
  }

  /** What is kept in memory outlives a flow, that of the test before too. */
  async function startEmpty(properties: Record<string, unknown> = {}): Promise<void> {
    await start(properties);
    flow.receive('collect', { collect: 'reset' });
    await flow.next('done');
  }

  /** Sends an event and waits until it is done. */
  async function give(payload: unknown): Promise<void> {
    flow.receive('collect', { payload });
    await flow.next('done');
  }

  async function flush(count: number): Promise<TestMessage[]> {
    flow.receive('collect', { collect: 'flush', payload: 'not an event', kept: 1 });
    const all: TestMessage[] = [];
    while (all.length < count) all.push(await flow.next('out'));
    await flow.next('done');
    assert.equal(flow.unread('out'), 0);
    return all;
  }

  afterEach(() => flow.stop());

  it('tells of the URLs in a log, the most frequent first', async () => {
    await startEmpty();
    await give(`10:00 GET ${EVIL} 200 ${EVIL}`);
    await give('10:01 nothing to see');
    await give(Buffer.from(`10:02 GET http://EVIL.example/a 200`));
    await give('10:03 GET http://other.example/ 200');
    await flow.shows('collect', '2 in 4 events');
    const [first, second] = await flush(2);
    assert.ok(first && second);
    const { _msgid, firstSeen, lastSeen, parts, ...rest } = first;
    assert.equal(typeof _msgid, 'string');
    assert.deepEqual(rest, {
      payload: EVIL,
      indicator: { type: 'url', value: EVIL, id: Buffer.from(EVIL).toString('base64url') },
      count: 2,
      sample: `10:00 GET ${EVIL} 200 ${EVIL}`,
    });
    assert.ok(String(firstSeen) <= String(lastSeen));
    assert.match(String(firstSeen), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(
      { ...Object(parts), id: '' },
      { id: '', type: 'array', count: 2, len: 1, index: 0 },
    );
    assert.equal(second.payload, 'http://other.example/');
    assert.equal(part(second, 'parts').id, part(first, 'parts').id);
    assert.notEqual(second['_msgid'], _msgid);
  });

  it('takes the elements of an array and the text fields of an object', async () => {
    await startEmpty({ find: 'url,file', limit: 0 });
    await give([`a ${EVIL}`, { [HASH]: 'the name of a field', url: EVIL, port: 80 }, [EVIL]]);
    await give(cyclicEvent());
    const [only] = await flush(1);
    assert.equal(only?.count, 4);
  });

  it('cuts long samples, visibly', async () => {
    await startEmpty();
    await give(`${EVIL} ${'x'.repeat(5000)}`);
    const [only] = await flush(1);
    assert.match(String(only?.sample), /^http:\/\/evil\.example\/a x+…$/);
    assert.equal(String(only?.sample).length, 1000);
  });

  for (const [what, event, sample] of [
    ['an object, as JSON', { url: EVIL, port: 80 }, `{"url":"${EVIL}","port":80}`],
    ['bytes, as text', new TextEncoder().encode(`GET ${EVIL}`), `GET ${EVIL}`],
    ['a number that JSON does not know', { url: EVIL, big: 10n }, `{"url":"${EVIL}","big":10}`],
    ['what stands in itself', cyclicEvent(), '[object]'],
  ] as const) {
    it(`has a sample of ${what}`, async () => {
      await startEmpty();
      await give(event);
      const [only] = await flush(1);
      assert.equal(only?.sample, sample);
    });
  }

  it('cuts a sample of an object without making all of it a text', async () => {
    await startEmpty();
    await give({ url: EVIL, lines: Array(1000).fill('x'.repeat(100)) });
    const [only] = await flush(1);
    assert.match(
      String(only?.sample),
      /^\{"url":"http:\/\/evil\.example\/a","lines":\["x+","x.*…$/,
    );
    assert.equal(String(only?.sample).length, 1000);
  });

  it('counts values, and refuses what is none', async () => {
    await startEmpty({ source: 'value', find: 'url,file' });
    await give(HASH.toUpperCase());
    flow.receive('collect', { payload: [HASH, 'no indicator', 'example.com'] });
    const { error } = await flow.next('caught');
    assert.match(String(Object(error).message), /^2 of 3: "no indicator"|^2 of 3: /);
    await flow.shows('collect', 'not an indicator');
    const [only] = await flush(1);
    assert.equal(only?.count, 2);
    assert.deepEqual(only?.indicator, { type: 'file', value: HASH, id: HASH });
  });

  it('sends at most so many', async () => {
    await startEmpty({ limit: 1 });
    await give(`${EVIL} http://b.example/`);
    await flush(1);
  });

  it('is empty after a reset', async () => {
    await startEmpty();
    await give(EVIL);
    flow.receive('collect', { collect: 'reset' });
    await flow.next('done');
    await flush(0);
    await flow.shows('collect', '0 in 0 events');
  });

  it('knows no other command', async () => {
    await startEmpty();
    flow.receive('collect', { collect: 'empty', payload: EVIL });
    assert.match(String(Object((await flow.next('caught')).error).message), /"empty" is neither/);
    await flush(0);
  });

  it('says so when there is no event', async () => {
    await startEmpty();
    flow.receive('collect', { other: EVIL });
    assert.match(String(Object((await flow.next('caught')).error).message), /property is missing/);
  });

  it('goes on with its window after a deploy', async () => {
    await startEmpty();
    await give(EVIL);
    await flow.redeploy(nodes({ limit: 7 }));
    await flow.shows('collect', '1 in 1 event');
  });

  it('ticks, and shows when it will', async () => {
    await startEmpty({ every: '1s' });
    await give(EVIL);
    assert.equal((await flow.next('out')).payload, EVIL);
    await flow.shows('collect', new RegExp(`^1 in 1 event, next ${TIME}$`));
  });

  for (const [property, value] of [
    ['window', ''],
    ['window', '1ms'],
    ['every', 'soon'],
    ['find', ''],
    ['find', 'url,mail'],
    ['limit', -1],
    ['maxDistinct', 0],
    ['store', 'nowhere'],
  ] as const) {
    it(`does not work with ${property} "${value}"`, async () => {
      await start({ [property]: value });
      await flow.shows('collect', `check ${fieldLabel(property)}`);
    });
  }
});
