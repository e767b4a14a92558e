import assert from 'node:assert/strict';
import path from 'node:path';
import { loadSqlite } from '../../../src/store/sqlite/load';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { sinks } from '../../support/sinks';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder';
import { needsSqlite } from '../../support/needs-sqlite';

const A = 'http://a.example/';
const B = 'http://b.example/';
const C = 'http://c.example/';

/** A window in a store, whose id is `collect`, or several of them. */
function collectFlow(
  place: Record<string, unknown>,
  properties: Record<string, unknown> = {},
  ids: readonly string[] = ['collect'],
): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'place', type: 'virustotal-store', ...place },
    ...ids.map((id) => ({
      id,
      type: 'virustotal-collect',
      z: 'tab',
      store: 'place',
      every: '',
      wires: [['out']],
      ...properties,
    })),
    { id: 'catching', type: 'catch', z: 'tab', scope: ids, wires: [['caught']] },
    { id: 'completing', type: 'complete', z: 'tab', scope: ids, wires: [['done']] },
    ...sinks('out', 'caught', 'done'),
  ];
}

const MEMORY = { kind: 'memory' };

describe('the window of virustotal-collect', () => {
  let flow: RunningFlow;

  async function start(nodes: readonly FlowNode[]): Promise<void> {
    flow = await startFlow(allNodes, nodes);
  }

  async function give(payload: unknown, id = 'collect'): Promise<void> {
    flow.receive(id, { payload });
    await flow.next('done');
  }

  async function act(collect: 'flush' | 'reset', id = 'collect'): Promise<void> {
    flow.receive(id, { collect });
    await flow.next('done');
  }

  /** What is sent when told to: value and count of each. */
  async function tell(id = 'collect'): Promise<Record<string, unknown>> {
    await act('flush', id);
    const told: Record<string, unknown> = {};
    while (flow.unread('out') > 0) {
      const { payload, count } = await flow.next('out');
      told[String(payload)] = count;
    }
    return told;
  }

  afterEach(() => flow.stop());

  for (const type of ['nodes', 'flows', 'full'] as const) {
    it(`outlasts a deploy of kind ${type}, with a store in memory`, async () => {
      await start(collectFlow(MEMORY));
      await act('reset');
      await give([A, A, B]);
      await flow.redeploy(collectFlow(MEMORY, { limit: 7 }), type);
      await give(A);
      assert.deepEqual(await tell(), { [A]: 3, [B]: 1 });
    });
  }

  for (const [property, value] of [
    ['window', '2h'],
    ['window', '10m'],
    ['maxDistinct', 2],
    ['every', '3h'],
    ['find', 'url,domain'],
  ] as const) {
    it(`outlasts a change of ${property} to ${value}`, async () => {
      await start(collectFlow(MEMORY));
      await act('reset');
      await give([A, A, B]);
      await flow.redeploy(collectFlow(MEMORY, { [property]: value }));
      await flow.shows('collect', /^2 in 3 events/);
      assert.deepEqual(await tell(), { [A]: 2, [B]: 1 });
    });
  }

  it('keeps the most frequent where fewer are to be held, and says how exact it is', async () => {
    await start(collectFlow(MEMORY));
    await act('reset');
    await give([A, A, A, A, B, C]);
    await flow.redeploy(collectFlow(MEMORY, { maxDistinct: 1 }));
    await act('flush');
    const { payload, count, countError = 0 } = await flow.next('out');
    const counts: Record<string, number> = { [A]: 4, [B]: 1, [C]: 1 };
    const truth = counts[String(payload)] ?? 0;
    assert.ok(Number(count) >= truth, `${String(count)} is not too few`);
    assert.ok(Number(count) - Number(countError) <= truth, `${String(countError)} is how many`);
    assert.equal(flow.unread('out'), 0);
  });

  it('sends nothing at once when it is to send every hour from now on', async () => {
    await start(collectFlow(MEMORY));
    await act('reset');
    await give(A);
    await flow.redeploy(collectFlow(MEMORY, { every: '1h' }));
    await flow.shows('collect', /^1 in 1 event, next /);
    assert.equal(flow.unread('out'), 0);
  });

  it('is its own for each node of a store', async () => {
    const nodes = collectFlow(MEMORY, {}, ['one', 'other']);
    await start(nodes);
    for (const id of ['one', 'other']) await act('reset', id);
    await give([A, A], 'one');
    await give(B, 'other');
    await act('reset', 'other');
    await give(C, 'other');
    await flow.redeploy(collectFlow(MEMORY, { limit: 7 }, ['one', 'other']));
    assert.deepEqual(await tell('one'), { [A]: 2 });
    assert.deepEqual(await tell('other'), { [C]: 1 });
  });

  describe('in a file that fails', () => {
    const folder = makeTemporaryFolder();
    const file = path.join(folder, 'state.sqlite');
    const nodes = (limit = 0): FlowNode[] =>
      collectFlow({ kind: 'embedded', path: file }, { limit });

    needsSqlite();

    after(() => removeTemporaryFolder(folder));

    /** Lets all writes fail, as those to a full disk do, or no more. */
    function fill(isFull: boolean): void {
      const { DatabaseSync } = loadSqlite();
      const database = new DatabaseSync(file);
      database.exec(
        isFull
          ? `CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(ABORT, 'no space'); END`
          : 'DROP TRIGGER full',
      );
      database.close();
    }

    it('counts on in memory, says so, and keeps it again when the file can be written', async () => {
      await start(nodes());
      await act('reset');
      await give(A);
      await flow.shows('collect', '1 in 1 event');
      fill(true);
      await give(A);
      await flow.shows('collect', 'in memory only: 1 in 2 events');
      assert.match(flow.log(), /no space/);
      await give(A);
      fill(false);
      await give(B);
      await flow.shows('collect', '2 in 4 events');
      assert.equal(flow.unread('caught'), 0);
    });

    it('has it again after a deploy, with what came while nothing could be written', async () => {
      await start(nodes());
      await act('reset');
      await give(A);
      fill(true);
      await give(A);
      fill(false);
      await flow.redeploy(nodes(7));
      await give(B);
      assert.deepEqual(await tell(), { [A]: 2, [B]: 1 });
    });

    it('has it again after a deploy while nothing can be written, as it was before', async () => {
      await start(nodes());
      await act('reset');
      await give([A, B]);
      fill(true);
      await give(A);
      await flow.redeploy(nodes(7));
      await give(B);
      fill(false);
      assert.deepEqual(await tell(), { [A]: 1, [B]: 2 });
    });
  });
});
