import assert from 'node:assert/strict';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';

/** Known to the demonstration. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

const MESSAGES = 10;

const nodes: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'same id' },
  { id: 'account', type: 'virustotal-account', api: 'demo' },
  {
    id: 'lookup',
    type: 'virustotal-lookup',
    z: 'tab',
    account: 'account',
    wires: [['answered'], []],
  },
  // It may send on what it gets.
  { id: 'answered', type: 'helper', z: 'tab', wires: [['last']] },
  { id: 'last', type: 'helper', z: 'tab', wires: [] },
];

/** The numbers of so many messages that come. */
async function numbers(flow: RunningFlow, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) found.push((await flow.next('answered'))['n']);
  return found;
}

describe('several messages that a function node has given one id', () => {
  let flow: RunningFlow;

  beforeEach(async () => {
    flow = await startFlow(allNodes, nodes);
  });

  afterEach(async () => {
    await flow.stop();
  });

  it('each come again where flows are deployed while they are on their way', async () => {
    flow.receive('lookup', { _msgid: 'first', payload: EICAR });
    await numbers(flow, 1);
    const sent = Array.from({ length: MESSAGES }, (_, n) => n);
    for (const n of sent) flow.receive('lookup', { _msgid: 'one', n, payload: EICAR });
    await numbers(flow, MESSAGES);
    await flow.redeploy(nodes, 'full');
    // The one from before may be among them, as it was sent not long ago.
    const again = new Set<unknown>();
    while (!sent.every((n) => again.has(n))) again.add((await flow.next('answered'))['n']);
    assert.ok(again.size >= MESSAGES);
  });
});
