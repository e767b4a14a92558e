import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import { startFaultySmtp } from '../../support/faulty-smtp';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { passOn } from '../../support/pass-on';
import { part, sinks } from '../../support/sinks';
import { smtpFlow, VERDICT } from '../../support/smtp-flow';

const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

const TAB = { id: 'tab', type: 'tab', label: 'test' };

/** The node `made` with the sinks `first` and `second` at its outputs, which may send on what they get. */
function flowOf(node: object, ...others: FlowNode[]): FlowNode[] {
  const made = { id: 'made', type: '', z: 'tab', wires: [['first'], ['second']], ...node };
  return [TAB, ...others, made, ...followed('first', 'second'), ...sinks('last')];
}

function followed(...ids: readonly string[]): FlowNode[] {
  return sinks(...ids).map((sink) => ({ ...sink, wires: [['last']] }));
}

/** The same flow with nobody behind the sinks. */
function cutOff(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.map((node) => (node.type === 'helper' ? { ...node, wires: [] } : node));
}

const ACCOUNT = { id: 'account', type: 'virustotal-account', api: 'demo' };

/** Each sends a message on when it gets one; nobody of ours follows. */
const SENDERS: readonly {
  readonly what: string;
  readonly flow: FlowNode[];
  readonly events: readonly TestMessage[];
  readonly end: string;
}[] = [
  {
    what: 'what a lookup knows',
    flow: flowOf({ type: 'virustotal-lookup', account: 'account' }, ACCOUNT),
    events: [{ payload: EICAR }],
    end: 'first',
  },
  {
    what: 'what a lookup refuses',
    flow: flowOf({ type: 'virustotal-lookup', account: 'account' }, ACCOUNT),
    events: [{ payload: 'no indicator' }],
    end: 'second',
  },
  {
    what: 'what a collect node has counted',
    flow: flowOf({ type: 'virustotal-collect', source: 'value', find: 'file', every: '' }),
    events: [{ payload: EICAR }, { collect: 'flush' }],
    end: 'first',
  },
  {
    what: 'what a raise node has raised',
    flow: flowOf({ type: 'virustotal-raise', subject: 'payload', subjectType: 'msg' }),
    events: [{ payload: EICAR }],
    end: 'first',
  },
];

describe('a message that is on its way when all is deployed', () => {
  let flow: RunningFlow;

  afterEach(() => flow.stop());

  for (const { what, flow: nodes, events, end } of SENDERS) {
    it(`comes again: ${what}`, async () => {
      flow = await startFlow(allNodes, nodes);
      for (const event of events) flow.receive('made', { ...event });
      const sent = await flow.next(end);
      await flow.redeploy(nodes, 'full');
      const again = await flow.next(end);
      assert.equal(again['_msgid'], sent['_msgid']);
      assert.equal(flow.unread(end), 0);
    });

    for (const [order, arranged] of [
      ['after', cutOff(nodes)],
      ['before', cutOff(nodes).toReversed()],
    ] as const) {
      it(`does not come again where nobody follows whom it has come to, who stands ${order} it: ${what}`, async () => {
        flow = await startFlow(allNodes, arranged);
        for (const event of events) flow.receive('made', { ...event });
        await flow.next(end);
        // The turn in which it comes has to be over, and the one that is counted then.
        for (let turn = 0; turn < 3; turn += 1) await nextTurn();
        await flow.redeploy(arranged, 'full');
        await passOn();
        assert.equal(flow.unread(end), 0);
      });
    }

    it(`comes once where others were deployed and flows do not start, as a type is missing: ${what}`, async () => {
      flow = await startFlow(allNodes, nodes);
      const more = { id: 'more', type: 'missing', z: 'tab', wires: [] };
      await assert.rejects(flow.redeploy([...nodes, more]), /timeout waiting/, 'they start');
      for (const event of events) flow.receive('made', { ...event });
      await flow.next(end);
      await passOn();
      await flow.redeploy(nodes);
      // A stop waits for what was sent to be settled, and the next life sends what was left.
      await flow.redeploy(nodes, 'full');
      await passOn();
      assert.equal(flow.unread(end), 0);
    });
  }

  it('comes again where it was passed on to who was stopped and does not start', async () => {
    const [tab, account, lookup, ...others] = flowOf(
      { type: 'virustotal-lookup', account: 'account', wires: [['next'], []] },
      ACCOUNT,
    );
    assert.ok(tab && account && lookup);
    const next = { ...lookup, id: 'next', wires: [['first'], ['second']], target: 'report' };
    const nodes = [tab, account, { ...lookup, target: 'report' }, next, ...others];
    flow = await startFlow(allNodes, nodes);
    // Known to the account, so that each lookup passes it on at once.
    flow.receive('made', { payload: EICAR });
    await flow.next('first');
    await passOn();
    const changed = nodes.map((each) => (each.id === 'first' ? { ...each, name: 'new' } : each));
    const more = { id: 'more', type: 'missing', z: 'tab', wires: [] };
    await assert.rejects(flow.redeploy([...changed, more]), /timeout waiting/, 'they start');
    flow.receive('made', { payload: EICAR, number: 2 });
    await passOn();
    await flow.redeploy(changed);
    assert.equal((await flow.next('first'))['number'], 2);
  });

  it('comes again: what a notify node has given up, so that its alert can be released', async () => {
    const server = await startFaultySmtp();
    const made = smtpFlow({ port: server.port, mailer: { giveUpAfter: '1h' } });
    const nodes = made.map((node) =>
      node.id === 'given up' ? { ...node, wires: [['delivered']] } : node,
    );
    flow = await startFlow(allNodes, nodes);
    server.behave({ otherwise: '550 No such user' });
    flow.receive('mail', { verdict: VERDICT, alert: { id: 'one' } });
    const sent = await flow.next('given up');
    await flow.redeploy(nodes, 'full');
    const again = await flow.next('given up');
    assert.deepEqual([again['_msgid'], again['alert']], [sent['_msgid'], { id: 'one' }]);
    assert.equal(part(again, 'error').code, 'undeliverable');
    await server.close();
  });
});
