import assert from 'node:assert/strict';
import { coreNode } from '../../support/core-nodes';
import { readExamples, type FlowNode } from '../../support/example-flows';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part } from '../../support/sinks';

/** Where the message of each button ends, and by which rules. */
const ENDS: [button: string, end: string, reason: RegExp][] = [
  ['EICAR test file', 'Call somebody', /^trusted >= 1 holds: it is 2\.$/],
  ['Invoice from a mail', 'Open a ticket', /^percent >= 25 holds: it is 74\.3\.$/],
  ['Odd script', 'Write it down', /^percent >= 25 does not hold: it is 3\.$/],
  ['File nobody has seen', 'Nobody knows this file', /but the verdict is unknown\.$/],
  [
    'Phishing page',
    'Block the page',
    /^category contains phish holds: .*phishing and other frauds/,
  ],
  ['Malware page', 'Warn the user', /^percent >= 5 holds: it is 8\.5\.,positives >= 3 holds/],
  ["Node-RED's page", 'Let it through', /^percent >= 5 does not hold: it is 0\./],
  ['Page just sent in', 'Wait for the analysis', /but the verdict is pending\.$/],
];

describe('example 03', () => {
  const nodes = readExamples().find(({ name }) => name.startsWith('03'))?.nodes ?? [];
  const buttons = nodes.filter(({ type }) => type === 'inject');
  const named = (name: string): FlowNode => {
    const node = nodes.find((each) => each['name'] === name);
    assert.ok(node, `the example has ${name}`);
    return node;
  };
  let flow: RunningFlow;

  before(async () => {
    const tried = nodes
      .filter(({ type }) => !['inject', 'comment', 'catch'].includes(type))
      .map((node) => (node.type === 'debug' ? { ...node, type: 'helper' } : node));
    flow = await startFlow([...allNodes, coreNode('common/60-link')], tried);
  });

  after(() => flow.stop());

  it('has a button for every end', () => {
    const ends = nodes.filter(({ type, name }) => type === 'debug' && name !== 'Failures');
    const expected = ENDS.map(([button]) => button);
    assert.deepEqual(new Set(buttons.map(({ name }) => name)), new Set(expected));
    assert.deepEqual(new Set(ends.map(({ name }) => name)), new Set(ENDS.map(([, end]) => end)));
  });

  for (const [button, end, reason] of ENDS) {
    it(`leads "${button}" to "${end}"`, async () => {
      const { payload, wires } = named(button);
      assert.ok(Array.isArray(wires));
      flow.receive(String(wires[0]), { payload });
      const { reasons } = part(await flow.next(named(end).id), 'gate');
      assert.match(String(reasons), reason);
    });
  }

  it('has all of its nodes in sight of each other, and none on another', () => {
    const places = nodes.filter(
      ({ type, x }) => typeof x === 'number' && !type.startsWith('link '),
    );
    const rows = new Map<unknown, number[]>();
    for (const { x, y } of places) rows.set(y, [...(rows.get(y) ?? []), Number(x)]);
    for (const columns of rows.values()) {
      const sorted = columns.toSorted((one, other) => one - other);
      sorted.forEach((x, index) => {
        if (index > 0) assert.ok(x - (sorted[index - 1] ?? 0) >= 180, `${x} is beside another`);
      });
    }
  });
});
