import assert from 'node:assert/strict';
import { createGateMemory, type GateMemory } from '../../../nodes/gate/last-message';
import { createFakeClock } from '../../support/fake-clock';

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

  it('has the last of a few messages at once', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    for (const value of [1, 2, 3]) memory.see({ verdict: undefined, values: [value] });
    assert.deepEqual(read(memory).values, [3]);
    assert.equal(memory.last()?.later, 0);
  });

  it('has each message as it came, whatever a later node makes of it', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    for (const level of ['clean', 'suspicious', 'malicious']) {
      const verdict = { level, trusted: ['Example AV'] };
      const hosts = ['press 4'];
      memory.see({ verdict, values: [hosts] });
      verdict.level = 'changed later';
      verdict.trusted.push('changed later');
      hosts.push('changed later');
      assert.deepEqual(read(memory), {
        verdict: { level, trusted: ['Example AV'] },
        values: [['press 4']],
      });
    }
  });

  it('copies ten messages in a second of a stream, and counts those after the last', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    let copies = 0;
    const counted = {
      get level() {
        copies += 1;
        return 'clean';
      },
    };
    for (let index = 0; index < 10_000; index += 1) {
      memory.see({ verdict: counted, values: [] });
      clock.advance(1);
    }
    assert.ok(copies >= 100 && copies <= 110, `${copies} copies in ten seconds`);
    const { later = 0 } = memory.last() ?? {};
    assert.ok(later > 0 && later < 100, `${later} later ones`);
  });

  it('goes on when the clock is set back or far ahead', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    for (const jump of [-3_600_000, 3_600_000]) {
      for (let index = 0; index < 20; index += 1) memory.see({ verdict: 'old', values: [] });
      clock.set(clock.now() + jump);
      clock.advance(100);
      memory.see({ verdict: 'new', values: [] });
      assert.equal(read(memory).verdict, 'new');
    }
  });

  it('keeps nothing of a category by a secret name', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    const categories = { 'Vendor A': 'phishing', 'X-ApiKey': 'abc', __proto__: null };
    memory.see({ verdict: { level: 'clean', categories }, values: [] });
    const kept = JSON.stringify(read(memory).verdict);
    assert.ok(kept.includes('"categories":{"Vendor A":"phishing","X-ApiKey":""}'), kept);
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

  it('has the names of its properties, and none where they refuse to be read', () => {
    const memory = createGateMemory(createFakeClock(), NOTHING_HIDDEN);
    memory.see({ verdict: VERDICT, values: [], names: () => ['topic'] });
    assert.deepEqual(memory.last()?.names, ['topic']);
    memory.see({
      verdict: VERDICT,
      values: [],
      names: () => {
        throw new Error('no');
      },
    });
    assert.deepEqual(memory.last()?.names, []);
    assert.deepEqual(read(memory).verdict, { ...JUDGED, detections: [{ engine: 'Example AV' }] });
  });

  it('does not look for names for a minute where that took long', () => {
    const clock = createFakeClock();
    const memory = createGateMemory(clock, NOTHING_HIDDEN);
    let asked = 0;
    const names = (): string[] => {
      asked += 1;
      clock.advance(11);
      return [`name ${asked}`];
    };
    for (const wait of [0, 0, 59_000, 1000]) {
      clock.advance(wait);
      memory.see({ verdict: VERDICT, values: [], names });
    }
    assert.equal(asked, 2);
    assert.deepEqual(memory.last()?.names, ['name 2']);
  });
});
