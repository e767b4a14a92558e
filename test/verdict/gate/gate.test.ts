import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createGate, decide } from '../../../src/verdict/gate/gate';
import { METRICS, OPERATORS, type Rule, type Ruling } from '../../../src/verdict/gate/rule';
import { createFakeClock } from '../../support/fake-clock';
import { ask, askMessage, judgeVerdict, MALICIOUS } from './ask-gate';

describe('what is not known', () => {
  const metrics = METRICS.filter((metric) => metric !== 'level' && metric !== 'msg');
  const values = { level: 'clean', positives: 0, percent: 0, score: 0, reputation: 0, trusted: [] };

  for (const level of ['unknown', 'pending']) {
    for (const metric of metrics) {
      it(`is no ${metric}: ${level} is undetermined with every operator`, () => {
        for (const op of OPERATORS) {
          assert.deepEqual(ask({ ...values, level }, metric, op, 0), {
            passed: null,
            reasons: [`Undetermined: ${metric} ${op} 0, but the verdict is ${level}.`],
          });
        }
      });
    }
  }

  for (const verdict of [undefined, null, 'malicious', 5, true, [MALICIOUS], Buffer.from('{}')]) {
    it(`is no verdict: ${inspect(verdict).slice(0, 30)}`, () => {
      for (const metric of METRICS.filter((each) => each !== 'msg')) {
        assert.deepEqual(ask(verdict, metric, '<', 100), {
          passed: null,
          reasons: [`Undetermined: ${metric} < 100, but there is no verdict.`],
        });
      }
    });
  }

  it('is not found in a prototype', () => {
    const verdict: unknown = Object.create(MALICIOUS);
    assert.equal(ask(verdict, 'positives', '>', 1).passed, null);
    assert.equal(ask(verdict, 'level', '=', 'malicious').passed, null);
    assert.equal(ask(verdict, 'engine', '=', 'Example AV').passed, null);
    assert.equal(ask(verdict, 'category', '=', 'phishing').passed, null);
    assert.equal(ask(verdict, 'trusted', '>', 0).passed, null);
  });

  it('is what a hostile expression makes endless', () => {
    const verdict = { level: 'clean', categories: { a: `${'a'.repeat(60)}!` } };
    const result = ask(verdict, 'category', 'matches', '(a+)+$');
    assert.deepEqual(result, {
      passed: null,
      reasons: [
        'Undetermined: category matches (a+)+$, but the regular expression takes too long.',
      ],
    });
  });
});

describe('a gate with expressions that would take for ever', () => {
  const slow = '(a+)+$';
  const verdict = { level: 'clean', positives: 2, categories: { a: `${'a'.repeat(60)}!` } };
  const rules = [slow, '(a|aa)+$', 'a!'].map((value): Rule => ({
    metric: 'category',
    op: 'matches',
    value,
  }));
  const subject = { verdict, property: () => undefined };

  it('gives them one time for a message, not one time each', () => {
    const gate = createGate(rules, 'all', createFakeClock());
    const reasons = [...gate.rulings(subject)].map(({ reason }) => reason.split(', but ')[1]);
    assert.deepEqual(reasons, [
      'the regular expression takes too long.',
      'other regular expressions have taken the time for this message.',
      undefined,
    ]);
    assert.deepEqual(gate.judge(subject).passed, null);
  });

  it('stops trying them for a while', () => {
    const clock = createFakeClock();
    const gate = createGate(rules.slice(0, 1), 'any', clock);
    const reasonOf = (): string => gate.judge(subject).reasons.join();
    for (let count = 0; count < 3; count += 1) assert.match(reasonOf(), /takes too long\.$/);
    assert.match(reasonOf(), /took too long 3 times and rests for a minute\.$/);
    clock.advance(60_000);
    assert.match(reasonOf(), /takes too long\.$/);
  });

  it('is one of several, each with its own memory of them', () => {
    const clock = createFakeClock();
    const [one, other] = [0, 1].map(() => createGate(rules.slice(0, 1), 'any', clock));
    for (let count = 0; count < 3; count += 1) one?.judge(subject);
    assert.match(other?.judge(subject).reasons.join() ?? '', /takes too long\.$/);
  });
});

describe('several rules', () => {
  const yes: Rule = { metric: 'positives', op: '>', value: 1 };
  const no: Rule = { metric: 'positives', op: '>', value: 9 };
  const open: Rule = { metric: 'msg', op: '>', value: 1, path: 'absent' };

  /** Kleene's three-valued logic. */
  const table: [rules: Rule[], any: boolean | null, all: boolean | null][] = [
    [[yes], true, true],
    [[no], false, false],
    [[open], null, null],
    [[yes, yes], true, true],
    [[yes, no], true, false],
    [[no, yes], true, false],
    [[no, no], false, false],
    [[yes, open], true, null],
    [[open, yes], true, null],
    [[no, open], null, false],
    [[open, no], null, false],
    [[open, open], null, null],
    [[yes, no, open], true, false],
    [[open, no, yes], true, false],
  ];
  const names = new Map([
    [yes, 'true'],
    [no, 'false'],
    [open, 'undetermined'],
  ]);
  for (const [rules, any, all] of table) {
    it(`${rules.map((rule) => names.get(rule)).join(', ')}: any ${any}, all ${all}`, () => {
      assert.equal(judgeVerdict(MALICIOUS, rules, 'any').passed, any);
      assert.equal(judgeVerdict(MALICIOUS, rules, 'all').passed, all);
    });
  }

  it('give the reasons that decided, and only those', () => {
    const rules = [yes, no, open];
    assert.deepEqual(judgeVerdict(MALICIOUS, rules, 'any').reasons, [
      'positives > 1 holds: it is 5.',
    ]);
    assert.deepEqual(judgeVerdict(MALICIOUS, rules, 'all').reasons, [
      'positives > 9 does not hold: it is 5.',
    ]);
    assert.deepEqual(judgeVerdict(MALICIOUS, [no, open, open], 'any').reasons, [
      'Undetermined: msg.absent > 1, but it is missing.',
      'Undetermined: msg.absent > 1, but it is missing.',
    ]);
    assert.deepEqual(judgeVerdict(MALICIOUS, [yes, yes], 'all').reasons.length, 2);
  });
});

describe('the rules that decide', () => {
  const yes: Ruling = { holds: true, reason: 'yes' };
  const no: Ruling = { holds: false, reason: 'no' };
  const open: Ruling = { holds: null, reason: 'open' };

  const table: [rulings: Ruling[], match: 'any' | 'all', deciding: Ruling[]][] = [
    [[yes, no, open, yes], 'any', [yes, yes]],
    [[yes, no, open, no], 'all', [no, no]],
    [[no, open], 'any', [open]],
    [[yes, open], 'all', [open]],
    [[no, no], 'any', [no, no]],
    [[yes, yes], 'all', [yes, yes]],
  ];
  for (const [rulings, match, deciding] of table) {
    const names = rulings.map(({ reason }) => reason).join(', ');

    it(`of ${names} with ${match}: those that say what comes out`, () => {
      const { passed, reasons } = decide(rulings, match);
      assert.deepEqual(
        reasons,
        deciding.map(({ reason }) => reason),
      );
      assert.ok(deciding.every(({ holds }) => holds === passed));
    });
  }
});

describe('the reason', () => {
  const table: [rule: Omit<Rule, 'path'>, reason: string][] = [
    [{ metric: 'positives', op: '>', value: 1 }, 'positives > 1 holds: it is 5.'],
    [{ metric: 'positives', op: '<', value: '1' }, 'positives < 1 does not hold: it is 5.'],
    [{ metric: 'percent', op: '>=', value: 5 }, 'percent >= 5 holds: it is 7.1.'],
    [{ metric: 'level', op: '=', value: 'malicious' }, 'level = malicious holds: it is malicious.'],
    [{ metric: 'level', op: '<', value: 'clean' }, 'level < clean does not hold: it is malicious.'],
    [{ metric: 'trusted', op: '>', value: 0 }, 'trusted > 0 holds: it is 1.'],
    [{ metric: 'reputation', op: '<', value: -10 }, 'reputation < -10 holds: it is -20.'],
    [
      { metric: 'category', op: 'contains', value: 'phish' },
      'category contains phish holds: it is phishing, newly registered.',
    ],
    [
      { metric: 'engine', op: '=', value: 'Other' },
      'engine = Other does not hold: it is Example AV, Sample Scan.',
    ],
    [
      { metric: 'engine', op: '>', value: 'Other' },
      'Undetermined: engine > Other, but > does not compare texts.',
    ],
    [
      { metric: 'level', op: '>', value: 'bad' },
      'Undetermined: level > bad, but > does not compare texts.',
    ],
    [
      { metric: 'score', op: 'contains', value: 8 },
      'Undetermined: score contains 8, but contains does not compare numbers.',
    ],
    [
      { metric: 'score', op: '>', value: 'high' },
      "Undetermined: score > high, but the rule's value is not a number.",
    ],
  ];
  for (const [rule, reason] of table) {
    it(`is a sentence: ${reason}`, () => {
      assert.deepEqual(judgeVerdict(MALICIOUS, [rule]).reasons, [reason]);
    });
  }

  it('names the property of the message', () => {
    assert.deepEqual(askMessage('a', '=', 'b').reasons, ['msg.it = b does not hold: it is a.']);
    assert.deepEqual(askMessage([], '=', 'b').reasons, ['msg.it = b does not hold: it is empty.']);
    assert.deepEqual(askMessage({}, '=', 'b').reasons, [
      'Undetermined: msg.it = b, but it is neither text nor number.',
    ]);
    assert.deepEqual(askMessage(Number.NaN, '=', 'b').reasons, [
      'Undetermined: msg.it = b, but it is not a number.',
    ]);
  });

  it('is one line, whatever the message holds', () => {
    const [reason] = askMessage(`a\r\n\u202e${'b'.repeat(1_000)}`, '=', 'b').reasons;
    assert.match(reason ?? '', /^msg\.it = b does not hold: it is a {3}b+…\.$/);
  });
});
