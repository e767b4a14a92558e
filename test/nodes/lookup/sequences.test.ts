import assert from 'node:assert/strict';
import { coreNode } from '../../support/core-nodes';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

/** Known to the demonstration: flagged by most engines, by two, by none. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const ODD = '192.31.196.33';
const CLEAN = 'https://nodered.org/';
const UNKNOWN = 'f'.repeat(64);
const NO_INDICATOR = 'no indicator';
const PRIVATE = '10.0.0.1';

/** Among them is one twice, which is asked for once. */
const MIXED = [EICAR, UNKNOWN, NO_INDICATOR, CLEAN, EICAR, PRIVATE, ODD];

const LEVELS = ['malicious', 'unknown', 'failed', 'clean', 'malicious', 'failed', 'suspicious'];

/** How a join node is set. */
const BY_PARTS = { mode: 'auto' };
const VERDICTS = { mode: 'custom', build: 'array', property: 'verdict', count: '' };
const AFTER_A_WHILE = {
  mode: 'custom',
  build: 'array',
  property: 'payload',
  count: '',
  timeout: '0.05',
};

interface Wiring {
  /** Where the outputs of the gate lead: passed, not passed, undetermined. */
  readonly gate?: readonly string[][];
  /** Where failed lookups leave, if not to Catch. */
  readonly failed?: readonly string[];
  readonly join?: Record<string, unknown>;
  /** Where the verdict node finds the report. */
  readonly property?: string;
}

/** `split` → `lookup` → `verdict` → `gate` → `join`, and failures from Catch to `join`. */
function sequenceFlow({
  gate,
  failed = [],
  join = BY_PARTS,
  property = 'report',
}: Wiring): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'sequences' },
    { id: 'account', type: 'virustotal-account', api: 'demo' },
    {
      id: 'split',
      type: 'split',
      z: 'tab',
      arraySplt: 1,
      arraySpltType: 'len',
      wires: [['lookup']],
    },
    {
      id: 'lookup',
      type: 'virustotal-lookup',
      z: 'tab',
      account: 'account',
      target: 'report',
      wires: [['verdict'], failed],
    },
    { id: 'verdict', type: 'virustotal-verdict', z: 'tab', property, wires: [['gate']] },
    {
      id: 'gate',
      type: 'virustotal-gate',
      z: 'tab',
      wires: gate ?? [['join'], ['join'], ['join']],
    },
    { id: 'catch', type: 'catch', z: 'tab', scope: ['lookup'], wires: [['join', 'caught']] },
    { id: 'join', type: 'join', z: 'tab', ...join, wires: [['joined']] },
    ...sinks('caught', 'rest', 'joined'),
  ];
}

describe('a sequence of indicators', () => {
  let flow: RunningFlow;

  async function start(wiring: Wiring = {}): Promise<void> {
    flow = await startFlow([...allNodes, coreNode('sequence/17-split')], sequenceFlow(wiring));
  }

  afterEach(() => flow.stop());

  const ways: [name: string, entrance: string][] = [
    ['an array in one message', 'lookup'],
    ['an array that a split node took apart', 'split'],
  ];
  for (const [name, entrance] of ways) {
    it(`comes out whole and in order: ${name}`, async () => {
      await start();
      flow.receive(entrance, { payload: MIXED, topic: 'kept' });
      const joined = await flow.next('joined');
      assert.deepEqual(joined.payload, MIXED);
      assert.equal(joined.topic, 'kept');
      assert.ok(!('parts' in joined));
    });

    it(`comes out whole when failures leave by the second output: ${name}`, async () => {
      await start({ failed: ['join'] });
      flow.receive(entrance, { payload: MIXED });
      assert.deepEqual((await flow.next('joined')).payload, MIXED);
      assert.equal(flow.unread('caught'), 0);
    });

    it(`comes out whole where all of it is known already: ${name}`, async () => {
      await start();
      for (const round of ['asked', 'known']) {
        flow.receive(entrance, { payload: [EICAR, CLEAN, UNKNOWN], topic: round });
        const joined = await flow.next('joined');
        assert.deepEqual([joined.payload, joined.topic], [[EICAR, CLEAN, UNKNOWN], round]);
      }
    });

    it(`is kept apart from another one at the same time: ${name}`, async () => {
      await start();
      const lists = [MIXED, [CLEAN], [ODD, EICAR, ODD], [NO_INDICATOR]];
      lists.forEach((payload, topic) => flow.receive(entrance, { payload, topic }));
      const joined: TestMessage[] = [];
      while (joined.length < lists.length) joined.push(await flow.next('joined'));
      for (const { payload, topic } of joined) assert.deepEqual(payload, lists[Number(topic)]);
    });

    it(`gives a list of verdicts: ${name}`, async () => {
      await start({ join: VERDICTS });
      flow.receive(entrance, { payload: [EICAR, UNKNOWN, CLEAN, ODD] });
      const { verdict } = await flow.next('joined');
      assert.ok(Array.isArray(verdict));
      const levels = new Set(verdict.map(({ level }) => level));
      assert.equal(verdict.length, 4);
      assert.deepEqual(levels, new Set(['clean', 'malicious', 'suspicious', 'unknown']));
    });
  }

  it('gives each indicator its own verdict', async () => {
    await start({ gate: [['rest'], ['rest'], ['rest']] });
    flow.receive('lookup', { payload: MIXED });
    const levels: unknown[] = [];
    for (let left = LEVELS.filter((level) => level !== 'failed').length; left > 0; left -= 1) {
      const msg = await flow.next('rest');
      levels[Number(part(msg, 'parts').index)] = part(msg, 'verdict').level;
    }
    for (let left = LEVELS.filter((level) => level === 'failed').length; left > 0; left -= 1) {
      levels[Number(part(await flow.next('caught'), 'parts').index)] = 'failed';
    }
    assert.deepEqual(levels, LEVELS);
  });

  it('comes out within the sequence that it was an element of', async () => {
    const lists = [[EICAR, UNKNOWN], [CLEAN], [NO_INDICATOR, ODD]];
    await start();
    lists.forEach((payload, index) => {
      const parts = { id: 'outer', type: 'array', count: lists.length, index, len: 1 };
      flow.receive('lookup', { payload, parts });
    });
    const inner: TestMessage[] = [];
    while (inner.length < lists.length) inner.push(await flow.next('joined'));
    for (const { payload, parts } of inner) {
      const { id, count, index } = part({ parts }, 'parts');
      assert.deepEqual([id, count, payload], ['outer', lists.length, lists[Number(index)]]);
    }
  });

  it('is put together twice, from the inside out', async () => {
    const lists = [[EICAR, UNKNOWN], [CLEAN], [NO_INDICATOR, ODD]];
    await start();
    await flow.redeploy([
      ...sequenceFlow({}).map((node) =>
        node.id === 'join' ? { ...node, wires: [['outer']] } : node,
      ),
      { id: 'outer', type: 'join', z: 'tab', ...BY_PARTS, wires: [['joined']] },
    ]);
    flow.receive('split', { payload: lists });
    assert.deepEqual((await flow.next('joined')).payload, lists);
  });

  it('waits in a join node as long as one of its elements leaves elsewhere', async () => {
    await start({ gate: [['join'], ['rest'], ['rest']] });
    flow.receive('lookup', { payload: [EICAR, CLEAN, EICAR, UNKNOWN] });
    await flow.next('rest');
    await flow.next('rest');
    assert.equal(flow.unread('joined'), 0);
  });

  it('is joined without what leaves elsewhere by a join node that stops waiting', async () => {
    await start({ gate: [['join'], ['rest'], ['rest']], join: AFTER_A_WHILE });
    flow.receive('lookup', { payload: [EICAR, CLEAN, EICAR, UNKNOWN] });
    assert.deepEqual((await flow.next('joined')).payload, [EICAR, EICAR]);
  });

  it('of one is a sequence, too', async () => {
    await start();
    flow.receive('lookup', { payload: [EICAR] });
    assert.deepEqual((await flow.next('joined')).payload, [EICAR]);
  });
});

describe('a batch of replies', () => {
  let flow: RunningFlow;

  afterEach(() => flow.stop());

  const reply = { response_code: 1, resource: EICAR, positives: 9, total: 70 };
  const other = { response_code: 0, resource: UNKNOWN };
  const batches: [name: string, sent: unknown, joined: unknown[]][] = [
    ['of two', [reply, other], [reply, other]],
    ['of one', [reply], [reply]],
    ['of one, as text', JSON.stringify([reply]), [reply]],
    ['of one, in what a client wraps around it', { results: [reply] }, [reply]],
  ];
  for (const [name, sent, joined] of batches) {
    it(`is put together again by a join node: ${name}`, async () => {
      const modules = [...allNodes, coreNode('sequence/17-split')];
      flow = await startFlow(modules, sequenceFlow({ property: 'payload' }));
      const parts = { id: 'outer', type: 'array', count: 3, index: 1, len: 1 };
      flow.receive('verdict', { payload: sent, parts, topic: 'kept' });
      const msg = await flow.next('joined');
      assert.deepEqual(msg.payload, joined);
      assert.equal(msg.topic, 'kept');
      const { id, count, index } = part(msg, 'parts');
      assert.deepEqual([id, count, index], ['outer', 3, 1]);
    });
  }

  it('of one is judged as what was looked up', async () => {
    const modules = [...allNodes, coreNode('sequence/17-split')];
    flow = await startFlow(modules, sequenceFlow({ property: 'payload', join: VERDICTS }));
    const indicator = { type: 'domain', value: 'example.com', id: 'example.com' };
    flow.receive('verdict', {
      payload: [{ response_code: 0, verbose_msg: 'Domain not found' }],
      virustotal: { indicator },
    });
    const { verdict } = await flow.next('joined');
    assert.ok(Array.isArray(verdict));
    assert.deepEqual(
      verdict.map((each) => part({ each }, 'each').indicator),
      [indicator],
    );
  });
});
