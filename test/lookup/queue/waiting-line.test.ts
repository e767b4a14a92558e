import assert from 'node:assert/strict';
import {
  createWaitingLine,
  type InLine,
  type WaitingLine,
} from '../../../src/lookup/queue/waiting-line';

interface Person extends InLine {
  readonly name: string;
}

/** Who is urgent has a capital letter; the number is the place in the alphabet. */
function person(name: string): Person {
  const number = name.toLowerCase().charCodeAt(0) - 96;
  return { name, number, urgent: name !== name.toLowerCase() };
}

function lineOf(names: string): WaitingLine<Person> {
  const line = createWaitingLine<Person>();
  for (const name of names) line.add(person(name));
  return line;
}

function namesOf(people: readonly Person[]): string {
  return people.map(({ name }) => name).join('');
}

describe('a waiting line', () => {
  const orders: [came: string, go: string][] = [
    ['', ''],
    ['abc', 'abc'],
    ['cab', 'abc'],
    ['aBcD', 'BDac'],
    ['DcBa', 'BDac'],
    ['bAA', 'AAb'],
  ];
  for (const [came, go] of orders) {
    it(`lets ${go || 'nobody'} go, in this order, where ${came || 'nobody'} came`, () => {
      const line = lineOf(came);
      assert.equal(line.length(), came.length);
      const next = Array.from({ length: came.length }, () => line.takeNext());
      assert.equal(namesOf(next.filter((each) => each !== undefined)), go);
      assert.equal(line.takeNext(), undefined);
      assert.equal(namesOf(lineOf(came).takeAll()), go);
    });
  }

  it('is empty when all were taken', () => {
    const line = lineOf('aBc');
    line.takeAll();
    assert.equal(line.length(), 0);
  });

  it('puts who is in a hurry among the urgent ones, as who came when they came', () => {
    const line = lineOf('aBD');
    const hurried = person('c');
    line.add(hurried);
    line.hurry(hurried);
    line.hurry(hurried);
    assert.equal(line.length(), 4);
    assert.equal(namesOf(line.takeAll()), 'BcDa');
  });

  it('remembers that somebody is in a hurry who does not wait at the moment', () => {
    const line = lineOf('ab');
    const hurried = person('c');
    line.hurry(hurried);
    assert.equal(line.length(), 2);
    line.add(hurried);
    assert.equal(namesOf(line.takeAll()), 'cab');
  });

  const lasts: [names: string, after: number, last: string | undefined][] = [
    ['abc', 0, 'c'],
    ['abc', 2, 'c'],
    ['abc', 3, undefined],
    ['aBc', 0, 'c'],
    ['abC', 0, 'C'],
    ['', 0, undefined],
  ];
  for (const [names, after, last] of lasts) {
    it(`takes ${last ?? 'nobody'} as the last of "${names}" after number ${after}`, () => {
      const line = lineOf(names);
      assert.equal(line.takeLastAfter(after)?.name, last);
      assert.equal(line.length(), names.length - (last === undefined ? 0 : 1));
    });
  }

  it('counts who came later, urgent or not', () => {
    const line = lineOf('aBcD');
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((number) => line.countAfter(number)),
      [4, 3, 2, 1, 0],
    );
  });
});
