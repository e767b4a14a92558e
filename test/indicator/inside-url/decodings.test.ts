import assert from 'node:assert/strict';
import { decodings } from '../../../src/indicator/inside-url/decodings';
import { extract } from '../../../src/indicator/extract';
import { ENCODINGS } from '../wire/encodings';

const INNER = 'http://inner.example.org/a';

describe('reading a text in the ways in which it may be written', () => {
  for (const [how, write] of ENCODINGS) {
    it(`finds a URL ${how}`, () => {
      const text = write(INNER);
      assert.ok(
        decodings(text).some((reading) => reading.includes(INNER)),
        text,
      );
    });
  }

  it('opens whatever a search in texts opens', () => {
    for (const [, write] of ENCODINGS) {
      const text = write(INNER).replace(/^.*?(?:[=#]|\/go\/|\/r\/)/, '');
      const found = extract(text, new Set(['url'])).map(({ value }) => value);
      if (!found.some((value) => value.startsWith(INNER))) continue;
      assert.ok(
        decodings(text).some((reading) => reading.includes(INNER)),
        text,
      );
    }
  });

  it('gives the text alone where nothing is encoded', () => {
    assert.deepEqual(decodings('/a/b?c=d&e'), ['/a/b?c=d&e']);
  });

  it('stops after a while, whatever is in it', () => {
    assert.ok(decodings('%25'.repeat(2_000)).length <= 40);
    assert.ok(decodings('&amp;%26=26[.]SGVsbG8gd29ybGQ'.repeat(200)).length <= 40);
  });
});
