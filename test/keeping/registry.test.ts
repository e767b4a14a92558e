import assert from 'node:assert/strict';
import type { Custody, Keeper } from '../../src/keeping/custody';
import { createRegistry } from '../../src/keeping/registry';
import { createMemoryStore } from '../../src/store/memory/memory';
import { createFakeClock } from '../support/fake-clock';

const store = createMemoryStore(createFakeClock());

function custodyBy(node: string): Custody {
  const keeper: Keeper = {
    node,
    store,
    queue: `queue of ${node}`,
    isStopping: () => false,
    ended: () => undefined,
    kept: () => undefined,
    sentOn: () => undefined,
    goesOn: () => false,
    outlasts: () => undefined,
  };
  const entry = { msg: {}, value: undefined, origin: { node, at: 0 }, has: [] };
  return { keeper, entry, state: 'sent on', sentAt: 0, turn: 0, output: 0, isAtRisk: false };
}

const about = (id: string): object => ({ virustotal: { indicator: { id } } });

describe('who keeps a message', () => {
  const table: [what: string, offered: object, got: object, isFound: boolean][] = [
    ['the same', {}, {}, true],
    ['the same indicator', about('a'), about('a'), true],
    ['another indicator', about('a'), about('b'), false],
    ['one that was not looked up', about('a'), {}, false],
    ['one that was looked up meanwhile', {}, about('a'), false],
    ['the same alert', { alert: { id: 'x' } }, { alert: { id: 'x' } }, true],
    ['another alert', { alert: { id: 'x' } }, { alert: { id: 'y' } }, false],
    ['one without the alert', { ...about('a'), alert: { id: 'x' } }, about('a'), false],
    ['another part', { parts: { id: 1, index: 0 } }, { parts: { id: 1, index: 1 } }, false],
    ['another message', { _msgid: 'm' }, { _msgid: 'n' }, false],
  ];
  for (const [what, offered, got, isFound] of table) {
    it(`is ${isFound ? '' : 'not '}found by ${what}`, () => {
      const registry = createRegistry();
      const custody = custodyBy('lookup');
      registry.offer({ _msgid: '1', ...offered }, custody);
      assert.deepEqual(registry.find({ _msgid: '1', ...got }, 'raise'), isFound ? [custody] : []);
    });
  }

  it('is found one after the other, where they cannot be told from each other', () => {
    const registry = createRegistry();
    const [first, second] = [custodyBy('lookup'), custodyBy('lookup')];
    for (const each of [first, second]) registry.offer({ _msgid: '1' }, each);
    assert.deepEqual(registry.find({ _msgid: '1' }, 'raise'), [first]);
    first.takers = new Map([['raise', 'works']]);
    assert.deepEqual(registry.find({ _msgid: '1' }, 'raise'), [second]);
    assert.deepEqual(registry.find({ _msgid: '1' }, 'notify'), [first]);
  });

  it('is each of several keepers', () => {
    const registry = createRegistry();
    const [lookup, collect] = [custodyBy('lookup'), custodyBy('collect')];
    for (const each of [lookup, collect]) registry.offer({ _msgid: '1' }, each);
    assert.deepEqual(registry.find({ _msgid: '1' }, 'raise'), [lookup, collect]);
  });

  it('is found by what the message holds since it was offered anew, and no more by what it held', () => {
    const registry = createRegistry();
    const custody = custodyBy('lookup');
    registry.offer({ _msgid: '1', ...about('a') }, custody);
    registry.offer({ _msgid: '1', ...about('b') }, custody);
    assert.deepEqual(registry.find({ _msgid: '1', ...about('a') }, 'raise'), []);
    assert.deepEqual(registry.find({ _msgid: '1', ...about('b') }, 'raise'), [custody]);
  });

  for (const [what, one, other] of [
    ['indicators', about('a'), about('b')],
    ['parts', { parts: { id: 1, index: 0 } }, { parts: { id: 1, index: 1 } }],
    ['an indicator and none', about('a'), {}],
  ] as const) {
    it(`is told apart where messages of one _msgid have different ${what}`, () => {
      const registry = createRegistry();
      const [first, second, third] = ['lookup', 'collect', 'raise'].map(custodyBy);
      assert.ok(first && second && third);
      const find = (rest: object): readonly Custody[] =>
        registry.find({ _msgid: '1', ...rest }, 'notify');
      registry.offer({ _msgid: '1', ...one }, first);
      registry.offer({ _msgid: '1', ...other }, second);
      registry.offer({ _msgid: '1', ...other }, third);
      assert.deepEqual([find(one), find(other)], [[first], [second, third]]);
      registry.withdraw(second);
      assert.deepEqual([find(one), find(other)], [[first], [third]]);
      registry.offer({ _msgid: '1', ...one }, third);
      assert.deepEqual([find(one), find(other)], [[first, third], []]);
      registry.withdraw(first);
      registry.withdraw(third);
      assert.deepEqual([find(one), find(other)], [[], []]);
      registry.offer({ _msgid: '1', ...other }, first);
      assert.deepEqual([find(one), find(other)], [[], [first]]);
    });
  }

  it('is nobody once it is withdrawn', () => {
    const registry = createRegistry();
    const [first, second] = [custodyBy('lookup'), custodyBy('lookup')];
    for (const each of [first, second]) registry.offer({ _msgid: '1' }, each);
    for (const each of [first, second]) registry.withdraw(each);
    assert.deepEqual(registry.find({ _msgid: '1' }, 'raise'), []);
  });
});
