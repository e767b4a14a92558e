import assert from 'node:assert/strict';
import { printable } from '../../src/text/printable';

describe('printable text', () => {
  const unchanged = [
    '',
    'plain',
    'two words',
    'größer → 10 €',
    '漢字',
    '🦠',
    '"quoted" <tag> & {{x}}',
  ];
  for (const text of unchanged) {
    it(`is ${JSON.stringify(text)} as it is`, () => assert.equal(printable(text), text));
  }

  const invisible: [what: string, character: string][] = [
    ['a line feed', '\n'],
    ['a carriage return', '\r'],
    ['a tabulator', '\t'],
    ['a null', '\u0000'],
    ['an escape that colours a terminal', '\u001b'],
    ['a delete', '\u007f'],
    ['a next line', '\u0085'],
    ['a soft hyphen', '\u00ad'],
    ['a zero-width space', '\u200b'],
    ['a right-to-left override', '\u202e'],
    ['an isolate', '\u2066'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a byte order mark', '\ufeff'],
    ['an unpaired high surrogate', '\ud83e'],
    ['an unpaired low surrogate', '\udda0'],
  ];
  for (const [what, character] of invisible) {
    it(`has a space for ${what}`, () => assert.equal(printable(`a${character}b`), 'a b'));
  }

  const cuts: [text: string, limit: number, expected: string][] = [
    ['12345', 5, '12345'],
    ['123456', 5, '12345…'],
    ['', 0, ''],
    ['1', 0, '…'],
    ['x'.repeat(80), 80, 'x'.repeat(80)],
    ['x'.repeat(81), 80, `${'x'.repeat(80)}…`],
    ['12\n456', 4, '12 4…'],
  ];
  for (const [text, limit, expected] of cuts) {
    it(`of ${text.length} characters with a limit of ${limit} has ${expected.length}`, () => {
      assert.equal(printable(text, limit), expected);
    });
  }

  it('has 80 characters where no limit is given', () => {
    assert.equal(printable('x'.repeat(100)), `${'x'.repeat(80)}…`);
  });

  it('is not cut in the middle of a character', () => {
    assert.equal(printable('123🦠5', 4), '123 …');
    assert.equal(printable('123🦠5', 5), '123🦠…');
  });

  it('comes out of ten megabytes too', () => {
    assert.equal(printable('\n'.repeat(10_000_000), 3), '   …');
  });
});
