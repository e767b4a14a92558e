import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createBudget, createSearch, type Search } from '../../src/regular-expression/search';
import { createFakeClock, type FakeClock } from '../support/fake-clock';

const ENDLESS = '^(a+)+$';
const ADVERSARY = [`${'a'.repeat(60)}!`];
const TOO_LONG = 'the regular expression takes too long';
const NO_TIME_LEFT = 'other regular expressions have taken the time for this message';
const RESTS = 'the regular expression took too long 3 times and rests for a minute';

function ready(expression: string, clock: FakeClock = createFakeClock()): Search {
  const search = createSearch(expression, clock);
  assert.ok(search, expression);
  return search;
}

function runOut(search: Search, times: number): void {
  for (let count = 0; count < times; count += 1) {
    assert.equal(search(ADVERSARY, createBudget()), TOO_LONG);
  }
}

describe('a search by a regular expression', () => {
  const table: [expression: string, texts: string[], expected: boolean][] = [
    ['^phish', ['Phishing site'], true],
    ['/^phish/', ['Phishing site'], false],
    ['/^phish/i', ['Phishing site'], true],
    ['^b$', ['a', 'b'], true],
    ['c', ['a', 'b'], false],
    ['', [], false],
    ['^a\\.b$', ['a.b'], true],
    ['^(?:[a-z]+\\.)+com$', ['mail.example.com'], true],
    ['(?=a)a', ['b'], false],
    ['x', [`${'a'.repeat(5_000_000)}x`], true],
  ];
  for (const [expression, texts, expected] of table) {
    it(`${expression} ${expected ? 'finds' : 'does not find'} ${texts.join(', ').slice(0, 30)}`, () => {
      assert.equal(ready(expression)(texts, createBudget()), expected);
    });
  }

  it('is none without a regular expression', () => {
    assert.equal(createSearch('(', createFakeClock()), undefined);
  });

  it('answers the same with each message, whatever its flags', () => {
    const search = ready('/a/gy');
    const answers = [['a'], ['a'], ['b'], ['a']].map((texts) => search(texts, createBudget()));
    assert.deepEqual(answers, [true, true, false, true]);
  });

  it('that is bound to end soon needs no time of the budget', () => {
    const budget = createBudget();
    budget.takeMilliseconds(50);
    assert.equal(ready('phish|malware')(['malware'], budget), true);
    assert.equal(ready(ENDLESS)(['malware'], budget), NO_TIME_LEFT);
  });

  it('is watched once those before it have taken the steps of a message', () => {
    const budget = createBudget();
    budget.takeMilliseconds(50);
    const search = ready('a.*b');
    const text = ['a'.repeat(500)];
    const answers = Array.from({ length: 10 }, () => search(text, budget));
    assert.equal(answers[0], false);
    assert.equal(answers[9], NO_TIME_LEFT);
  });

  it('has what it takes to be watched before the first message, and only where it may have to be', () => {
    const module = path.join(__dirname, '../../src/regular-expression/search.js');
    const counting = `const vm = require('node:vm');
      const { createContext } = vm;
      let made = 0;
      vm.createContext = () => ((made += 1), createContext());
      const { createBudget, createSearch } = require(${JSON.stringify(module)});
      const clock = { elapsed: () => 0 };
      const counts = ['^phish', '.*evil.*', '^(a+)+$'].map((expression) => {
        const search = createSearch(expression, clock);
        const before = made;
        search(['https://login.example/' + 'evil'.repeat(100)], createBudget());
        return [before, made];
      });
      console.log(JSON.stringify(counts))`;
    const told = execFileSync(process.execPath, ['-e', counting]);
    assert.deepEqual(JSON.parse(told.toString()), [
      [0, 0],
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('several searches for one message', () => {
  it('share the time: when one has taken it, none is left', () => {
    const budget = createBudget();
    const answers = [ENDLESS, ENDLESS, '(a|aa)+$'].map((each) => ready(each)(ADVERSARY, budget));
    assert.deepEqual(answers, [TOO_LONG, NO_TIME_LEFT, NO_TIME_LEFT]);
  });

  it('have their time again for the next message', () => {
    const search = ready(ENDLESS);
    assert.equal(search(ADVERSARY, createBudget()), TOO_LONG);
    assert.equal(search(['aaa'], createBudget()), true);
  });
});

describe('a search that took too long', () => {
  it('rests for a minute when it was the third time within a minute', () => {
    const clock = createFakeClock();
    const search = ready(ENDLESS, clock);
    runOut(search, 3);
    assert.equal(search(ADVERSARY, createBudget()), RESTS);
    clock.advance(59_999);
    assert.equal(search(['aaa'], createBudget()), RESTS);
    clock.advance(1);
    assert.equal(search(['aaa'], createBudget()), true);
  });

  it('rests even where harmless messages come between', () => {
    const search = ready(ENDLESS);
    for (let count = 0; count < 3; count += 1) {
      runOut(search, 1);
      if (count < 2) assert.equal(search(['aaa'], createBudget()), true);
    }
    assert.equal(search(['aaa'], createBudget()), RESTS);
  });

  it('does not rest when it happens now and then', () => {
    const clock = createFakeClock();
    const search = ready(ENDLESS, clock);
    for (let count = 0; count < 5; count += 1) {
      runOut(search, 1);
      clock.advance(30_000);
    }
    assert.equal(search(['aaa'], createBudget()), true);
  });

  it('does not rest because others left it no time', () => {
    const search = ready(ENDLESS);
    for (let count = 0; count < 5; count += 1) {
      const budget = createBudget();
      budget.takeMilliseconds(50);
      assert.equal(search(ADVERSARY, budget), NO_TIME_LEFT);
    }
    assert.equal(search(['aaa'], createBudget()), true);
  });

  it('does not rest because others left it little time', () => {
    const search = ready(ENDLESS);
    for (let count = 0; count < 5; count += 1) {
      const budget = createBudget();
      budget.takeMilliseconds(49);
      assert.equal(search(ADVERSARY, budget), TOO_LONG);
    }
    assert.equal(search(['aaa'], createBudget()), true);
  });

  it('lets the others have their time', () => {
    const clock = createFakeClock();
    const slow = ready(ENDLESS, clock);
    const other = ready('(b+)+$', clock);
    runOut(slow, 3);
    const budget = createBudget();
    assert.equal(slow(ADVERSARY, budget), RESTS);
    assert.equal(other(['bbb'], budget), true);
  });
});
