import assert from 'node:assert/strict';
import { atOnce } from '../src/in-pieces';
import { parseInPieces } from '../src/json-in-pieces';
import { createSeededRandom } from './support/seeded-random';

const texts = [
  '{}',
  '[]',
  ' [ ] ',
  'null',
  'true',
  '"text"',
  '-0',
  '1.5e-7',
  '{"a":{"b":[1,2,{"c":null}]},"d":"é\\u00e9\\n\\"\\\\"}',
  '["\\\\","\\"","\\\\\\"",""]',
  '{"__proto__":{"polluted":true},"constructor":1}',
  '{"a":1,"a":2,"":3}',
  '[[[[[[]]]],{}],[{}]]',
  '\t{\r\n "a" :\t1 ,\n"b": [ 1 , 2 ] }\n',
  `[${'1,'.repeat(5000)}1]`,
  `"${'x'.repeat(100_000)}"`,
  `${'['.repeat(500)}${']'.repeat(500)}`,
];

const malformed = [
  '',
  ' ',
  '{',
  '[1,]',
  '{"a":1,}',
  '{"a"}',
  '{a:1}',
  "{'a':1}",
  '[1 2]',
  '[1]]',
  '{"a":1}{}',
  '"open',
  '"open\\"',
  '"line\nend"',
  '01',
  '+1',
  '.5',
  '1.',
  'nul',
  'truefalse',
  'NaN',
  '[1,2}',
  '{"a":1]',
  '\uFEFF{}',
  '<html>',
];

/** Something that JSON can hold. */
function something(random: () => number, depth = 0): unknown {
  const pick = Math.floor(random() * (depth > 5 ? 4 : 6));
  const count = Math.floor(random() * 6);
  if (pick === 0) return Math.round((random() - 0.5) * 1e6) / 100;
  if (pick === 1) return [null, true, false][count % 3];
  if (pick < 4)
    return String.fromCodePoint(
      ...Array.from({ length: count }, () => 32 + Math.floor(random() * 900)),
    );
  const values = Array.from({ length: count }, () => something(random, depth + 1));
  if (pick === 4) return values;
  return Object.fromEntries(values.map((value, index) => [`k"\\${index}`, value]));
}

describe('JSON that is read in pieces', () => {
  for (const text of texts) {
    it(`says what it always says: ${text.slice(0, 50)}`, () => {
      assert.deepEqual(atOnce(parseInPieces(text)), JSON.parse(text));
    });
  }

  for (const text of malformed) {
    it(`is none: ${JSON.stringify(text)}`, () => {
      assert.throws(() => JSON.parse(text), SyntaxError);
      assert.throws(() => atOnce(parseInPieces(text)), SyntaxError);
    });
  }

  it('says the same whatever it holds, and however it is indented', () => {
    const random = createSeededRandom(8);
    for (let round = 0; round < 500; round += 1) {
      const value = something(random);
      const text = JSON.stringify(value, undefined, round % 3);
      assert.deepEqual(atOnce(parseInPieces(text)), value, text);
      const cut = text.slice(0, Math.floor(random() * text.length));
      const isWhole = accepts(() => JSON.parse(cut));
      assert.equal(
        accepts(() => atOnce(parseInPieces(cut))),
        isWhole,
        cut,
      );
    }
  });

  it('pauses often', () => {
    const work = parseInPieces(
      JSON.stringify(Array.from({ length: 10_000 }, (_, each) => ({ each }))),
    );
    let pauses = 0;
    while (!work.next().done) pauses += 1;
    assert.ok(pauses >= 20, `${pauses} pauses`);
  });
});

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
