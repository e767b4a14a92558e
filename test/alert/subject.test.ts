import assert from 'node:assert/strict';
import { readSubject } from '../../src/alert/subject';
import { atOnce } from '../../src/in-pieces';

const LONG = 'x'.repeat(50e6);

describe('the subject of an alert', () => {
  for (const [name, value, subject] of [
    ['a text', 'http://a.example/', 'http://a.example/'],
    ['a text with space around it', ' a ', ' a '],
    ['a number', 5, '5'],
    ['a truth', false, 'false'],
    ['a list', ['a', 1], '["a",1]'],
    ['an object', { host: 'a' }, '{"host":"a"}'],
    ['nothing', undefined, undefined],
    ['no object', null, undefined],
    ['an empty text', ' ', undefined],
    ['a function', () => 1, undefined],
    ['an object in a circle', circle(), undefined],
    ['an object of more than a megabyte', { text: 'x'.repeat(2e6) }, undefined],
  ] as const) {
    it(`is ${JSON.stringify(subject)} of ${name}`, () => {
      assert.equal(atOnce(readSubject(value)), subject);
    });
  }

  it('is short of a text of 50 MB, and another where only its last character differs', () => {
    const [one, again, other] = [LONG, LONG, `${LONG.slice(1)}y`].map((each) =>
      atOnce(readSubject(each)),
    );
    assert.ok(one && one.length < 2000);
    assert.equal(again, one);
    assert.notEqual(other, one);
  });

  it('is the same when it is read again, as a released alert is', () => {
    const subject = atOnce(readSubject(LONG));
    assert.equal(atOnce(readSubject(subject)), subject);
  });

  it('is read in many pieces where it is long', () => {
    const work = readSubject(LONG);
    let pieces = 0;
    while (!work.next().done) pieces += 1;
    assert.ok(pieces > 100);
  });
});

function circle(): object {
  const object: Record<string, unknown> = {};
  object['self'] = object;
  return object;
}
