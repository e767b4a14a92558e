import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endsAtOnce } from '../../../../nodes/shared/wiring/ends-at-once';

interface Wired {
  readonly type: string;
  readonly wires: readonly (readonly string[])[];
  readonly links?: readonly string[];
}

const debug = { type: 'debug', wires: [] };

describe('whether what leaves by an output ends with the node that follows', () => {
  const table: [what: string, flow: Record<string, Wired>, expected: boolean][] = [
    ['to nobody', {}, true],
    ['to a node without outputs', { next: debug }, true],
    ['to one whose outputs lead nowhere', { next: { type: 'function', wires: [[], []] } }, true],
    ['to one that sends it on', { next: { type: 'change', wires: [['debug']] }, debug }, false],
    [
      'to one whose second output leads on',
      { next: { type: 'switch', wires: [[], ['debug']] } },
      false,
    ],
    [
      'to one of ours that takes it over',
      { next: { type: 'virustotal-notify', wires: [] } },
      false,
    ],
    ['through a link', { next: { type: 'link out', wires: [], links: ['in'] } }, false],
    ['back to whoever called', { next: { type: 'link out', wires: [], links: [] } }, false],
    ['into a subflow', { next: { type: 'subflow:1', wires: [] } }, false],
    ['to one that is not there', { other: debug }, false],
  ];
  for (const [what, flow, expected] of table) {
    it(`${what}: ${expected}`, () => {
      const targets = Object.keys(flow).length === 0 ? [] : ['next'];
      const first = { type: 'virustotal-lookup', wires: [['elsewhere'], targets] };
      const runtime = { nodes: { getNode: (id: string) => flow[id] ?? null } };
      assert.equal(endsAtOnce(runtime, first, 1), expected);
    });
  }

  it('is asked of all who follow', () => {
    const flow: Record<string, Wired> = { debug, change: { type: 'change', wires: [['debug']] } };
    const first = { type: 'virustotal-raise', wires: [['debug', 'change']] };
    assert.equal(endsAtOnce({ nodes: { getNode: (id) => flow[id] ?? null } }, first, 0), false);
  });
});
