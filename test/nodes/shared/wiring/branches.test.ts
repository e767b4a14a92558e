import assert from 'node:assert/strict';
import { hasBranches } from '../../../../nodes/shared/wiring/branches';

interface Wired {
  readonly type: string;
  readonly wires: readonly (readonly string[])[];
}

/** Whether what `first` sends may go several ways. */
function branches(flow: Readonly<Record<string, Wired>>): boolean {
  const { first } = flow;
  assert.ok(first);
  return hasBranches({ nodes: { getNode: (id) => flow[id] ?? null } }, first);
}

const raise = { type: 'virustotal-raise', wires: [[], []] };
const notify = { type: 'virustotal-notify', wires: [[], []] };

describe('what a node of ours sends', () => {
  const table: [what: string, flow: Record<string, Wired>, expected: boolean][] = [
    ['to nobody', { first: { type: 'virustotal-lookup', wires: [[], []] } }, false],
    ['to one', { first: { type: 'virustotal-lookup', wires: [['raise']] }, raise }, false],
    [
      'by each output to one',
      { first: { type: 'virustotal-lookup', wires: [['raise'], ['notify']] }, raise, notify },
      false,
    ],
    [
      'by one output to two',
      { first: { type: 'virustotal-lookup', wires: [['raise', 'notify']] }, raise, notify },
      true,
    ],
    [
      'through a change node that leads to two',
      {
        first: { type: 'virustotal-lookup', wires: [['change']] },
        change: { type: 'change', wires: [['raise', 'notify']] },
        raise,
        notify,
      },
      true,
    ],
    [
      'through a switch whose outputs may both be taken',
      {
        first: { type: 'virustotal-lookup', wires: [['switch']] },
        switch: { type: 'switch', wires: [['raise'], ['notify']] },
        raise,
        notify,
      },
      true,
    ],
    [
      'through a gate, which takes one of its outputs',
      {
        first: { type: 'virustotal-lookup', wires: [['gate']] },
        gate: { type: 'virustotal-gate', wires: [['raise'], [], ['notify']] },
        raise,
        notify,
      },
      false,
    ],
    [
      'through a gate that leads to two by one output',
      {
        first: { type: 'virustotal-lookup', wires: [['gate']] },
        gate: { type: 'virustotal-gate', wires: [['raise', 'notify'], []] },
        raise,
        notify,
      },
      true,
    ],
    [
      'through a link that leads to two places',
      {
        first: { type: 'virustotal-lookup', wires: [['out']] },
        out: { type: 'link out', wires: [['one', 'other']] },
        one: { type: 'link in', wires: [['raise']] },
        other: { type: 'link in', wires: [['notify']] },
        raise,
        notify,
      },
      true,
    ],
    [
      'on two ways that meet in one of ours',
      {
        first: { type: 'virustotal-lookup', wires: [['change']] },
        change: { type: 'change', wires: [['left', 'right']] },
        left: { type: 'change', wires: [['raise']] },
        right: { type: 'change', wires: [['raise']] },
        raise,
      },
      true,
    ],
    [
      'round and round, and to one of ours',
      {
        first: { type: 'virustotal-lookup', wires: [['function']] },
        function: { type: 'function', wires: [['function', 'raise']] },
        raise,
      },
      false,
    ],
    [
      'to one of ours, which leads to two',
      {
        first: { type: 'virustotal-lookup', wires: [['raise']] },
        raise: { type: 'virustotal-raise', wires: [['notify', 'other']] },
        notify,
        other: notify,
      },
      false,
    ],
    [
      'to one of ours and to one that is not there',
      {
        first: { type: 'virustotal-lookup', wires: [['change']] },
        change: { type: 'change', wires: [['raise', 'gone']] },
        raise,
      },
      false,
    ],
  ];
  for (const [what, flow, expected] of table) {
    it(`${what} goes ${expected ? 'several ways' : 'one way at most'}`, () => {
      assert.equal(branches(flow), expected);
    });
  }
});
