import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { askAs, settingsWithUsers, type Ask } from '../../support/editor-users';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const WINDOW = 'virustotal/collect/collect/window';
const FLUSH = 'virustotal/collect/collect/flush';

const place = { z: 'tab', x: 0, y: 0 };

const collect = (properties: object): Record<string, unknown> => ({
  ...place,
  type: 'virustotal-collect',
  source: 'text',
  property: 'payload',
  propertyType: 'msg',
  find: 'url,ip',
  window: '1h',
  every: '1h',
  limit: '4',
  maxDistinct: '1000',
  lines: true,
  skip: false,
  ignore: '192.168.1.1',
  store: 'store',
  wires: [[]],
  ...properties,
});

/** A log with thirteen indicators: one three times, one twice, and one that is not looked up. */
const LOG = [
  'http://evil.example/often',
  'http://evil.example/often',
  'http://evil.example/often',
  `http://evil.example/${'x'.repeat(300)}`,
  `http://evil.example/${'x'.repeat(300)}`,
  '192.168.1.1',
  ...Array.from({ length: 11 }, (_, index) => `http://other.example/${index}`),
].join('\n');

const FLOW = [
  { id: 'tab', type: 'tab', label: 'windows' },
  { id: 'store', type: 'virustotal-store', name: '', kind: 'memory', path: '' },
  {
    id: 'start',
    type: 'inject',
    ...place,
    props: [{ p: 'payload', v: LOG, vt: 'str' }],
    wires: [['collect']],
  },
  collect({ id: 'collect', wires: [['sent']] }),
  collect({ id: 'told', every: '' }),
  collect({ id: 'broken', window: 'an hour' }),
  { id: 'done', type: 'complete', ...place, scope: ['collect'], wires: [['end']] },
  {
    id: 'end',
    type: 'debug',
    name: 'end',
    ...place,
    active: true,
    console: true,
    tosidebar: false,
    complete: 'collect',
    targetType: 'msg',
  },
  {
    id: 'sent',
    type: 'debug',
    name: 'sent',
    ...place,
    active: true,
    console: true,
    tosidebar: false,
    complete: 'payload',
    targetType: 'msg',
  },
];

describe("the editor's questions about a window", function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess;
  let ask: Ask;

  before(async () => {
    nodeRed = await startNodeRed({ modules: [projectName], settings: settingsWithUsers });
    ask = askAs(nodeRed);
    const { length } = nodeRed.log();
    assert.equal((await ask('admin', 'POST', 'flows', FLOW)).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after: length });
  });

  after(() => nodeRed.stop());

  it('are answered with an empty window, and when it is sent', async () => {
    const { status, body } = await ask('admin', 'GET', WINDOW);
    const { next, ...rest } = body;
    assert.equal(status, 200);
    assert.equal(new Date(next).toISOString(), next);
    assert.deepEqual(rest, { indicators: 0, events: 0, skipped: 0, first: [], more: 0 });
    assert.equal(
      (await ask('admin', 'GET', 'virustotal/collect/told/window')).body.next,
      undefined,
    );
  });

  it('are answered with the ten most frequent, and how many more there are', async () => {
    await ask('admin', 'POST', 'inject/start');
    await nodeRed.waitForLog('[debug:end]');
    const { first, more, indicators, events, skipped } = (await ask('admin', 'GET', WINDOW)).body;
    assert.deepEqual(
      { indicators, events, skipped, more },
      { indicators: 13, events: 17, skipped: 1, more: 3 },
    );
    assert.equal(first.length, 10);
    const [often, long, ...others] = first;
    const { lastSeen, ...rest } = often;
    assert.equal(new Date(lastSeen).toISOString(), lastSeen);
    assert.deepEqual(rest, { type: 'url', value: 'http://evil.example/often', count: 3 });
    assert.deepEqual([long.count, long.value.length, long.value.at(-1)], [2, 201, '…']);
    assert.deepEqual(
      others.map(({ value }: { value: string }) => value),
      Array.from({ length: 8 }, (_, index) => `http://other.example/${index}`),
    );
  });

  it('have it sent on at once, and leave it where it is', async () => {
    const { length } = nodeRed.log();
    assert.deepEqual(await ask('writer', 'POST', FLUSH), { status: 200, body: { sent: 4 } });
    await nodeRed.waitForLog('[debug:sent]', { after: length });
    assert.match(nodeRed.log().slice(length), /http:\/\/evil\.example\/often/);
    assert.equal((await ask('admin', 'GET', WINDOW)).body.indicators, 13);
    const told = await ask('admin', 'POST', 'virustotal/collect/told/flush');
    assert.deepEqual(told, { status: 200, body: { sent: 0 } });
  });

  it('are answered with 404 for a node that does not run', async () => {
    for (const node of ['broken', 'nowhere', '__proto__']) {
      const { status, body } = await ask('admin', 'GET', `virustotal/collect/${node}/window`);
      assert.deepEqual([status, body.code], [404, 'not-deployed'], node);
      const sent = await ask('admin', 'POST', `virustotal/collect/${node}/flush`);
      assert.deepEqual([sent.status, sent.body.code], [404, 'not-deployed'], node);
    }
  });

  for (const [user, read, send] of [
    [undefined, 401, 401],
    ['stranger', 401, 401],
    ['watcher', 200, 401],
    ['reader', 200, 401],
    ['writer', 401, 200],
  ] as const) {
    it(`let ${user ?? 'nobody in particular'} read: ${read}, and send: ${send}`, async () => {
      assert.equal((await ask(user, 'GET', WINDOW)).status, read);
      assert.equal((await ask(user, 'POST', FLUSH)).status, send);
    });
  }

  it('are not answered to a page of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await fetch(new URL(WINDOW, nodeRed.url), { headers })).status, 403);
    const flush = new URL(FLUSH, nodeRed.url);
    assert.equal((await fetch(flush, { method: 'POST', headers })).status, 403);
  });
});
