import assert from 'node:assert/strict';
import {
  createConditions,
  type Conditions,
  type Trouble,
  type Turn,
} from '../../../../nodes/shared/figures/conditions';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock';

const SOON = 2000;
const MINUTE = 60_000;
const MAIN = { what: 'account', id: 'a', name: 'Main' } as const;
const SERVER = { what: 'mail-server', id: 'm', name: 'Mail' } as const;
const REFUSED: Trouble = { code: 'key-refused', message: 'The API key is refused' };
const DOWN: Trouble = { code: 'unreachable', message: 'Nobody answers' };

describe('what is good and bad', () => {
  let clock: FakeClock;
  let conditions: Conditions;
  let turns: string[];

  const note = ({ isBad, condition: { name, code } }: Turn): void => {
    turns.push(`${name} ${code} ${isBad ? 'bad' : 'good'}`);
  };

  beforeEach(() => {
    clock = createFakeClock();
    conditions = createConditions(clock);
    turns = [];
  });

  it('is known at once, and since when', () => {
    const since = clock.now();
    const key = conditions.watch(MAIN, 'key', 'a');
    key.set(REFUSED);
    clock.advance(MINUTE);
    key.set(REFUSED);
    assert.deepEqual(conditions.bad(), [{ ...MAIN, ...REFUSED, since }]);
    key.set(undefined);
    assert.deepEqual(conditions.bad(), []);
  });

  it('is told to each listener once, bad and good', () => {
    conditions.listen('one', note);
    conditions.listen('other', note);
    const key = conditions.watch(MAIN, 'key', 'a');
    key.set(REFUSED);
    clock.advance(SOON);
    key.set(undefined);
    clock.advance(MINUTE);
    const [bad, good] = ['Main key-refused bad', 'Main key-refused good'];
    assert.deepEqual(turns, [bad, bad, good, good]);
  });

  it('is told to who comes later, and not again to who comes back', () => {
    const key = conditions.watch(MAIN, 'key', 'a');
    key.set(REFUSED);
    clock.advance(SOON);
    const stop = conditions.listen('one', note);
    assert.deepEqual(turns, ['Main key-refused bad']);
    stop();
    conditions.listen('one', note);
    assert.equal(turns.length, 1);
  });

  it('is told when it was missed during a deploy', () => {
    const key = conditions.watch(MAIN, 'key', 'a');
    const stop = conditions.listen('one', note);
    key.set(REFUSED);
    clock.advance(SOON);
    stop();
    key.set(undefined);
    clock.advance(MINUTE);
    conditions.listen('one', note);
    assert.deepEqual(turns, ['Main key-refused bad', 'Main key-refused good']);
  });

  it('is not mended by a deploy of what is bad', () => {
    conditions.listen('one', note);
    const before = conditions.watch(MAIN, 'key', 'a');
    before.set(REFUSED);
    clock.advance(SOON);
    before.end();
    const after = conditions.watch({ ...MAIN, name: 'New name' }, 'key', 'a');
    clock.advance(5 * MINUTE);
    assert.equal(conditions.bad().length, 1);
    after.set(undefined);
    clock.advance(MINUTE);
    assert.deepEqual(turns, ['Main key-refused bad', 'Main key-refused good']);
  });

  it('is forgotten, and not told as good, when it was removed', () => {
    conditions.listen('one', note);
    const key = conditions.watch(MAIN, 'key', 'a');
    key.set(REFUSED);
    clock.advance(SOON);
    key.end();
    clock.advance(5 * MINUTE);
    assert.deepEqual(conditions.bad(), []);
    assert.deepEqual(turns, ['Main key-refused bad']);
  });

  it('is bad as long as one of several reports says so', () => {
    conditions.listen('one', note);
    const [first, second] = ['n1', 'n2'].map((id) => conditions.watch(SERVER, 'delivery', id));
    first?.set(DOWN);
    second?.set(DOWN);
    clock.advance(SOON);
    first?.set(undefined);
    clock.advance(MINUTE);
    assert.deepEqual(turns, ['Mail unreachable bad']);
    second?.end();
    clock.advance(5 * MINUTE);
    assert.deepEqual(turns, ['Mail unreachable bad', 'Mail unreachable good']);
  });

  it('keeps its regards apart', () => {
    conditions.listen('one', note);
    conditions.watch(MAIN, 'key', 'a').set(REFUSED);
    conditions.watch(MAIN, 'quota', 'a').set({ code: 'day', message: 'Used up' });
    clock.advance(SOON);
    assert.deepEqual(turns, ['Main key-refused bad', 'Main day bad']);
  });
});
