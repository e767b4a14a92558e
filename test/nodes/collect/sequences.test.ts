import assert from 'node:assert/strict';
import { coreNode } from '../../support/core-nodes';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { sinks } from '../../support/sinks';

const A = 'http://a.example/';
const B = 'http://b.example/';
const C = 'http://c.example/';

/** `split` → `collect` → `join`, which puts together what has the same parts. */
function collectFlow(properties: Record<string, unknown>): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'sequences' },
    { id: 'place', type: 'virustotal-store', kind: 'memory' },
    {
      id: 'split',
      type: 'split',
      z: 'tab',
      splt: '\\n',
      spltType: 'str',
      arraySplt: 1,
      arraySpltType: 'len',
      wires: [['collect']],
    },
    {
      id: 'collect',
      type: 'virustotal-collect',
      z: 'tab',
      store: 'place',
      every: '',
      wires: [['join', 'each']],
      ...properties,
    },
    { id: 'join', type: 'join', z: 'tab', mode: 'auto', wires: [['joined']] },
    { id: 'complete', type: 'complete', z: 'tab', scope: ['collect'], wires: [['done']] },
    ...sinks('each', 'joined', 'done'),
  ];
}

describe('virustotal-collect between split and join', () => {
  let flow: RunningFlow;

  async function start(properties: Record<string, unknown> = {}): Promise<void> {
    flow = await startFlow([...allNodes, coreNode('sequence/17-split')], collectFlow(properties));
    flow.receive('collect', { collect: 'reset' });
    await flow.next('done');
  }

  async function give(payload: unknown, events: number): Promise<void> {
    flow.receive('split', { payload });
    for (let event = 0; event < events; event += 1) await flow.next('done');
  }

  async function flush(): Promise<TestMessage> {
    flow.receive('collect', { collect: 'flush' });
    return await flow.next('joined');
  }

  afterEach(() => flow.stop());

  const ways: [name: string, payload: unknown][] = [
    ['the lines of a text', `GET ${A}\nGET ${B}\nGET ${A}\nGET ${C}`],
    ['the elements of an array', [A, { url: B }, A, C]],
  ];
  for (const [name, payload] of ways) {
    it(`counts ${name} that split took apart, and join gives one list`, async () => {
      await start();
      await give(payload, 4);
      assert.deepEqual((await flush()).payload, [A, B, C]);
      assert.equal(flow.unread('joined'), 0);
    });
  }

  it('gives one list of those that the limit lets through', async () => {
    await start({ limit: 2 });
    await give([B, A, A, C], 4);
    assert.deepEqual((await flush()).payload, [A, B]);
  });

  it('gives a list of one', async () => {
    await start();
    await give([A], 1);
    assert.deepEqual((await flush()).payload, [A]);
  });

  it('gives a list of its own for each sending, whole and in order', async () => {
    await start();
    await give([A, B], 2);
    flow.receive('collect', { collect: 'flush' });
    flow.receive('collect', { collect: 'flush' });
    assert.deepEqual((await flow.next('joined')).payload, [A, B]);
    assert.deepEqual((await flow.next('joined')).payload, [A, B]);
    await give([C, C, C], 3);
    assert.deepEqual((await flush()).payload, [C, A, B]);
  });

  it('gives one list for each tick', async () => {
    await start({ every: '1s' });
    await give([A, B], 2);
    assert.deepEqual((await flow.next('joined')).payload, [A, B]);
    assert.deepEqual((await flow.next('joined')).payload, [A, B]);
  });

  it('sends nothing to be joined from an empty window', async () => {
    await start();
    flow.receive('collect', { collect: 'flush' });
    await flow.next('done');
    assert.equal(flow.unread('each'), 0);
  });

  it('does not hand on the parts that the events had', async () => {
    await start();
    await give([A, A, A], 3);
    const { parts } = await flush();
    assert.equal(parts, undefined);
    const each = await flow.next('each');
    assert.deepEqual(
      { ...Object(each.parts), id: '' },
      {
        id: '',
        type: 'array',
        count: 1,
        len: 1,
        index: 0,
      },
    );
  });
});
