import assert from 'node:assert/strict';
import { atOnce } from '../../src/in-pieces';
import { isLongJson, openLongJson, readJson } from '../../src/virustotal/json-text';

const NAMES = Array.from({ length: 20_000 }, (_, each) => `a file with a long name ${each}.exe`);
const LONG = JSON.stringify({ data: { attributes: { names: NAMES } } });

describe('a long text that should be JSON', () => {
  for (const [name, input] of [
    ['as it is', LONG],
    ['behind a byte order mark', `\uFEFF${LONG}`],
    ['in a Buffer', Buffer.from(LONG)],
    ['in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LONG, 'utf16le')])],
  ] as const) {
    it(`is read in many pieces ${name}, and says the same`, () => {
      assert.equal(isLongJson(input), true);
      const work = openLongJson(input);
      let pieces = 0;
      for (;;) {
        const step = work.next();
        if (step.done) {
          assert.deepEqual(step.value, readJson(input));
          break;
        }
        pieces += 1;
      }
      assert.ok(pieces >= 20, `${pieces} pieces`);
    });
  }

  for (const [name, input] of [
    ['a web page', `<html>${'x'.repeat(1e6)}`],
    ['cut off', LONG.slice(0, -1)],
    ['several, as vt-cli prints them', `[${LONG}]\n[${LONG}]`],
  ] as const) {
    it(`stays as it is where it is ${name}`, () => {
      assert.equal(atOnce(openLongJson(input)), input);
    });
  }

  it('is none where it is short, or no text', () => {
    for (const input of ['{}', Buffer.from('{}'), { data: NAMES }, undefined, 5]) {
      assert.equal(isLongJson(input), false);
    }
  });
});
