import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { followersOf } from '../../../../nodes/shared/wiring/followers';

interface Wired {
  readonly type: string;
  readonly wires: readonly (readonly string[])[];
}

const debug = { type: 'debug', wires: [] };

/** Whether those behind the second output run, and whether they end it. */
function behind(flow: Readonly<Record<string, Wired>>, targets = ['next']): [boolean, boolean] {
  const first = { type: 'virustotal-lookup', wires: [['elsewhere'], targets] };
  const followers = followersOf({ nodes: { getNode: (id) => flow[id] ?? null } }, first);
  return [followers.run(1), followers.endIt(1)];
}

describe('those who follow an output', () => {
  const table: [what: string, flow: Record<string, Wired>, run: boolean, endIt: boolean][] = [
    ['a node without outputs', { next: debug }, true, true],
    ['one whose outputs lead nowhere', { next: { type: 'function', wires: [[], []] } }, true, true],
    ['one that sends it on', { next: { type: 'change', wires: [['debug']] }, debug }, true, false],
    [
      'one that sends it on by its second output',
      { next: { type: 'switch', wires: [[], ['debug']] }, debug },
      true,
      false,
    ],
    [
      'one that sends it to who is stopped',
      { next: { type: 'change', wires: [['gone']] } },
      false,
      false,
    ],
    ['one that is stopped', { debug }, false, false],
    [
      'one of ours that takes it over',
      { next: { type: 'virustotal-notify', wires: [['debug']] }, debug },
      true,
      false,
    ],
    [
      'one of ours without outputs',
      { next: { type: 'virustotal-notify', wires: [] } },
      true,
      false,
    ],
    [
      'one of ours that may pass it on to who is stopped',
      { next: { type: 'virustotal-lookup', wires: [['gone']] } },
      false,
      false,
    ],
    [
      'a link',
      {
        next: { type: 'link out', wires: [['in']] },
        in: { type: 'link in', wires: [['debug']] },
        debug,
      },
      true,
      false,
    ],
    ['a link to who is stopped', { next: { type: 'link out', wires: [['in']] } }, false, false],
    ['a link back to who called', { next: { type: 'link out', wires: [[]] } }, false, false],
    ['a call', { next: { type: 'link call', wires: [['debug']] }, debug }, false, false],
    ['a subflow', { next: { type: 'subflow:1', wires: [['debug']] }, debug }, false, false],
    ['a loop', { next: { type: 'delay', wires: [['next']] } }, true, false],
  ];
  for (const [what, flow, run, endIt] of table) {
    it(`${run ? 'run' : 'may not run'}, and ${endIt ? 'end it' : 'may send it on'}: ${what}`, () => {
      assert.deepEqual(behind(flow), [run, endIt]);
    });
  }

  it('are nobody', () => {
    assert.deepEqual(behind({}, []), [true, true]);
  });

  it('are several, and each counts', () => {
    const flow = { debug, change: { type: 'change', wires: [['debug']] } };
    assert.deepEqual(behind(flow, ['debug', 'change']), [true, false]);
    assert.deepEqual(behind(flow, ['debug', 'gone']), [false, false]);
  });
});
