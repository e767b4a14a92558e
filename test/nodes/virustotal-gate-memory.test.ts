import assert from 'node:assert/strict';
import { createGateMemory, type GateMemory } from '../../nodes/gate-memory';
import { createFakeClock } from '../support/fake-clock';

const NOTHING_HIDDEN = { verdict: false, values: [] };

/** What a rule may ask for. */
const JUDGED = {
  level: 'malicious',
  positives: 5,
  percent: 7.1,
  score: 80,
  reputation: -20,
  trusted: ['Example AV'],
  categories: { 'Vendor A': 'phishing' },
};

const VERDICT = {
  ...JUDGED,
  total: 70,
  detections: [{ engine: 'Example AV', label: 'Trojan.Generic', category: 'malicious' }],
  reasons: ['5 of 70 engines flag it'],
};

function read(memory: GateMemory): { verdict?: unknown; values: unknown[] } {
  const last = memory.last();
  assert.ok(last, 'a message is kept');
  return JSON.parse(last.text);
}

describe('the memory of a gate', () => {
  it('is empty before the first message and after it was closed', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    assert.equal(memory.last(), undefined);
    memory.see({ verdict: VERDICT, values: [] });
    memory.see({ verdict: VERDICT, values: [] });
    memory.close();
    assert.equal(memory.last(), undefined);
  });

  it('keeps of a verdict what a rule may ask for', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    memory.see({ verdict: VERDICT, values: [] });
    const detections = [{ engine: 'Example AV' }];
    assert.deepEqual(read(memory).verdict, { ...JUDGED, detections });
    assert.equal(memory.last()?.at, clock.now());
    assert.equal(memory.last()?.cut, false);
  });

  it('has the last of many messages in a second, as soon as somebody asks', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    for (const value of [1, 2, 3]) memory.see({ verdict: undefined, values: [value] });
    assert.deepEqual(read(memory).values, [3]);
  });

  it('copies the first of a second at once, and the last when the second is over', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    const [first, last] = [{ level: 'clean' }, { level: 'malicious' }];
    memory.see({ verdict: first, values: [] });
    first.level = 'changed later';
    assert.deepEqual(read(memory).verdict, { level: 'clean' });
    memory.see({ verdict: last, values: [] });
    clock.advance(1000);
    last.level = 'changed later';
    assert.deepEqual(read(memory).verdict, { level: 'malicious' });
  });

  it('copies no more than one message in a second', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    let copies = 0;
    const counted = {
      get level() {
        copies += 1;
        return 'clean';
      },
    };
    for (let index = 0; index < 100; index += 1) {
      memory.see({ verdict: counted, values: [] });
      clock.advance(100);
    }
    assert.ok(copies <= 11, `${copies} copies in ten seconds`);
  });

  it('keeps nothing of what is hidden', () => {
    const memory = createGateMemory(createFakeClock(), { verdict: true, values: [false, true] });
    memory.see({ verdict: VERDICT, values: ['shown', 'a cookie'] });
    assert.deepEqual(read(memory), { values: ['shown', null] });
  });

  it('keeps texts, numbers and lists of them, and tells of anything else that it is there', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    const values = ['a', 5, true, null, undefined, Number.NaN, ['a', 5, {}], { a: 1 }, () => 1];
    memory.see({ verdict: 'no verdict', values: [...values, Buffer.from('a'), 5n] });
    assert.deepEqual(read(memory), {
      verdict: 'no verdict',
      values: ['a', 5, true, null, null, 'NaN', ['a', 5, {}], {}, {}, {}, {}],
    });
  });

  it('stays small, and says so, whatever the message holds', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    const long = 'x'.repeat(1_000_000);
    const many = Array<string>(100_000).fill(long);
    const detections = many.map((engine) => ({ engine }));
    const categories = Object.fromEntries(many.map((each, index) => [`${index}`, each]));
    const verdict = { ...VERDICT, trusted: many, detections, categories };
    memory.see({ verdict, values: [long, many] });
    const last = memory.last();
    assert.ok(last && last.text.length < 100_000, `${last?.text.length} characters`);
    assert.equal(last.cut, true);
  });

  it('lets a message that cannot be read go its way', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    const verdict = {
      get level(): string {
        throw new Error('read me not');
      },
    };
    memory.see({ verdict, values: [] });
    assert.equal(memory.last(), undefined);
  });
});
