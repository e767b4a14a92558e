import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { coreNode } from '../../../support/core-nodes';
import { startFlow, type FlowNode, type RunningFlow } from '../../../support/flow';
import { allNodes } from '../../../support/modules';
import { sinks } from '../../../support/sinks';

const MODULES = [...allNodes, coreNode('common/05-junction'), coreNode('common/60-link')];

function node(id: string, type: string, wires: string[][], more: object = {}): FlowNode {
  return { id, type, z: 'tab', wires, ...more };
}

const MISSING = /The lookup "ask" sends reports here, and no verdict/;

describe('what a node tells before the first message', () => {
  let flow: RunningFlow;

  const tab = { id: 'tab', type: 'tab', label: 'test' };
  const account = { id: 'account', type: 'virustotal-account', api: 'demo', store: 'store' };
  const store = { id: 'store', type: 'virustotal-store', kind: 'memory' };

  /** A lookup, what is between, and a node that needs a verdict. */
  async function start(
    lookup: object,
    between: readonly FlowNode[],
    last: FlowNode,
  ): Promise<void> {
    const next = between[0]?.id ?? last.id;
    const asked = { account: 'account', name: 'ask', ...lookup };
    flow = await startFlow(MODULES, [
      tab,
      account,
      store,
      node('lookup', 'virustotal-lookup', [[next], ['failed']], asked),
      ...between,
      last,
      ...sinks('out', 'failed'),
    ]);
  }

  const outputs = [['out'], ['out'], ['out']];
  const last: Readonly<Record<string, FlowNode>> = {
    gate: node('last', 'virustotal-gate', outputs),
    raise: node('last', 'virustotal-raise', outputs, { store: 'store' }),
    notify: node('last', 'virustotal-notify', outputs, { to: 'soc@example.com' }),
  };

  afterEach(() => flow.stop());

  for (const [name, each] of Object.entries(last)) {
    it(`is that a ${name} gets reports alone`, async () => {
      await start({ output: 'report' }, [], each);
      assert.match(flow.log(), MISSING);
    });

    it(`is that a ${name} gets texts alone, by way of a junction and a link`, async () => {
      const between = [
        node('gap', 'junction', [['leaves']]),
        node('leaves', 'link out', [], { links: ['comes'], mode: 'link' }),
        node('comes', 'link in', [['last']], { links: ['leaves'] }),
      ];
      await start({ output: 'text' }, between, each);
      assert.match(flow.log(), MISSING);
    });

    it(`is nothing where a ${name} gets verdicts`, async () => {
      await start({ output: 'verdict' }, [], each);
      assert.doesNotMatch(flow.log(), MISSING);
    });

    it(`is nothing where a verdict node is before a ${name}`, async () => {
      await start({ output: 'report' }, [node('judge', 'virustotal-verdict', [['last']])], each);
      assert.doesNotMatch(flow.log(), MISSING);
    });

    it(`is nothing where nobody can know what comes to a ${name}`, async () => {
      await start({ output: 'report' }, [node('make', 'function', [['last']])], each);
      assert.doesNotMatch(flow.log(), MISSING);
    });
  }

  for (const [name, lookup, between, writer, where] of [
    ['a lookup', { output: 'verdict', target: 'payload' }, [], 'ask', 'payload'],
    ['a lookup of an earlier version', { output: 'verdict' }, [], 'ask', 'payload'],
    [
      'a verdict node',
      { output: 'report' },
      [node('judge', 'virustotal-verdict', [['last']], { target: 'result' })],
      'judge',
      'result',
    ],
  ] as const) {
    it(`is that ${name} writes the verdict where a notify node does not read it`, async () => {
      await start(lookup, between, last.notify ?? node('last', 'virustotal-notify', []));
      const sentence = `The verdict that "${writer}" writes is in msg.${where}, and this node reads msg.verdict`;
      assert.ok(flow.log().includes(sentence), flow.log());
    });
  }

  it('is nothing where a gate reads what a lookup writes', async () => {
    const gate = node('last', 'virustotal-gate', outputs, { property: 'payload' });
    await start({ output: 'verdict', target: 'msg.payload' }, [], gate);
    assert.doesNotMatch(flow.log(), /sends reports here|this node reads/);
  });

  it('is nothing where a raise node has its subject elsewhere', async () => {
    const properties = { store: 'store', subject: 'virustotal.indicator.value' };
    await start({ output: 'report' }, [], node('last', 'virustotal-raise', outputs, properties));
    assert.doesNotMatch(flow.log(), MISSING);
  });

  it('is nothing where a gate reads something else than messages', async () => {
    const properties = { property: 'verdict', propertyType: 'flow' };
    await start({ output: 'report' }, [], node('last', 'virustotal-gate', outputs, properties));
    assert.doesNotMatch(flow.log(), MISSING);
  });

  it('is nothing where what sends reports is on a flow that is disabled', async () => {
    const links = { links: ['comes'], mode: 'link' };
    flow = await startFlow(MODULES, [
      tab,
      { id: 'off', type: 'tab', label: 'off', disabled: true },
      account,
      store,
      { ...node('lookup', 'virustotal-lookup', [['leaves'], []]), account: 'account', z: 'off' },
      { ...node('leaves', 'link out', [], links), z: 'off' },
      node('comes', 'link in', [['last']], { links: ['leaves'] }),
      node('last', 'virustotal-notify', outputs, { to: 'soc@example.com' }),
      ...sinks('out'),
    ]);
    assert.doesNotMatch(flow.log(), MISSING);
  });

  it('is the same in a subflow, where nodes have other ids', async () => {
    const inside = (id: string, type: string, wires: string[][], more: object = {}): FlowNode => ({
      ...node(id, type, wires, more),
      z: 'check',
    });
    flow = await startFlow(MODULES, [
      tab,
      { id: 'check', type: 'subflow', name: 'check', in: [], out: [] },
      account,
      store,
      inside('lookup', 'virustotal-lookup', [['last'], []], { account: 'account', name: 'ask' }),
      inside('last', 'virustotal-notify', [[], []], { to: 'soc@example.com' }),
      node('used', 'subflow:check', []),
    ]);
    assert.match(flow.log(), MISSING);
  });

  it('is nothing where failed lookups alone come', async () => {
    const wires = [['out'], ['last']];
    flow = await startFlow(MODULES, [
      tab,
      account,
      store,
      node('lookup', 'virustotal-lookup', wires, { account: 'account', output: 'report' }),
      { ...last.gate, id: 'last', type: 'virustotal-gate' },
      ...sinks('out'),
    ]);
    assert.doesNotMatch(flow.log(), MISSING);
  });

  it('is nothing where a mail asks for no verdict', async () => {
    const properties = {
      to: 'soc@example.com',
      html: 'none',
      subject: 'Seen',
      text: '{{payload}}',
    };
    await start({ output: 'report' }, [], node('last', 'virustotal-notify', outputs, properties));
    assert.doesNotMatch(flow.log(), MISSING);
  });

  it('shows in the status of a notify node', async () => {
    await start({ output: 'report' }, [], last.notify ?? node('last', 'virustotal-notify', []));
    await flow.shows('last', 'no verdict comes: see log');
  });

  for (const [where, target, expected] of [
    ['to a junction that leads nowhere', node('next', 'junction', [[]]), true],
    ['by a junction back to itself', node('next', 'junction', [['next']]), true],
    ['to a node that is disabled', node('next', 'helper', [], { d: true }), true],
    ['by a junction to a node', node('next', 'junction', [['out']]), false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}that output 3 of a gate is wired to nothing where it leads ${where}`, async () => {
      const gate = node('last', 'virustotal-gate', [['out'], ['out'], ['next']]);
      flow = await startFlow(MODULES, [tab, gate, target, ...sinks('out')]);
      assert.equal(flow.log().includes('Output 3 is wired to nothing'), expected);
    });
  }

  for (const [type, output, loose] of [
    ['virustotal-raise', 2, [['out'], []]],
    ['virustotal-notify', 2, [['out'], []]],
    ['virustotal-gate', 3, [['out'], ['out'], []]],
  ] as const) {
    it(`is that output ${output} of a ${type} is wired to nothing, once, and again when that changes`, async () => {
      const properties = { store: 'store', to: 'soc@example.com' };
      const told = (): number =>
        flow.log().split(`Output ${output} is wired to nothing`).length - 1;
      const flowWith = (wires: string[][]): FlowNode[] => [
        tab,
        store,
        node('last', type, wires, properties),
        ...sinks('out'),
      ];
      flow = await startFlow(MODULES, flowWith(loose.map((each) => [...each])));
      assert.equal(told(), 1);
      await flow.redeploy([...flowWith(loose.map((each) => [...each])), ...sinks('another')]);
      assert.equal(told(), 1);
      await flow.redeploy(flowWith(outputs.slice(0, output)));
      assert.equal(told(), 1);
    });
  }

  for (const [via, where, wires, expected] of [
    ['message', 'to nothing', [[], ['out']], true],
    ['message', 'to a node', [['out'], ['out']], false],
    ['smtp', 'to nothing', [[], ['out']], false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}that nobody sends a mail that leaves by ${via} ${where}`, async () => {
      const properties = { store: 'store', to: 'soc@example.com', via, mailer: 'mailer' };
      const notify = node(
        'last',
        'virustotal-notify',
        wires.map((each) => [...each]),
        properties,
      );
      const mailer = { id: 'mailer', type: 'virustotal-mailer', host: '127.0.0.1', port: 9 };
      const from = { from: 'soc@example.com', security: 'none', store: 'store' };
      flow = await startFlow(MODULES, [
        tab,
        store,
        { ...mailer, ...from },
        notify,
        ...sinks('out'),
      ]);
      assert.equal(flow.log().includes('the mail is written, and nobody sends it'), expected);
    });
  }
});
