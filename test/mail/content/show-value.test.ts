import assert from 'node:assert/strict';
import { show, showValue } from '../../../src/mail/content/show-value';

describe('a value that is shown', () => {
  const table: [what: string, value: string, expected: string][] = [
    ['words', 'Größe 5 🦠 ok', 'Größe 5 🦠 ok'],
    ['a URL', 'http://evil.example/a', 'hxxp[:]//evil[.]example/a'],
    ['a scheme with no address', 'HTTP://http://', 'HxxP[:]//hxxp[:]//'],
    ['a file name', 'invoice.exe', 'invoice.exe'],
    ['a hash', 'd41d8cd98f00b204e9800998ecf8427e', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['lines and a tab', 'a\nb\tc', 'a\nb\tc'],
    ['lines of any kind', 'a\r\nb\rc\u0085d\u2028e\u2029f\vg', 'a\nb\nc\nd\ne\nf\ng'],
    ['NUL and escape', 'a\u0000b\u001b[31m', 'a[U+0000]b[U+001B][31m'],
    ['a right-to-left override', 'invoice\u202efdp.exe', 'invoice[U+202E]fdp.exe'],
    ['isolates', '\u2066a\u2069', '[U+2066]a[U+2069]'],
    ['a zero-width space', 'a\u200bb', 'a[U+200B]b'],
    ['a filler', 'a\u3164b', 'a[U+3164]b'],
    ['a tag character', 'a\u{e0041}b', 'a[U+E0041]b'],
    ['half characters', '\ud800a\udc00', '[U+D800]a[U+DC00]'],
  ];
  for (const [what, value, expected] of table) {
    it(`${what}: ${JSON.stringify(value)}`, () => assert.equal(showValue(value), expected));
  }

  it('stays as it is where it is a link to VirusTotal', () => {
    const link = 'https://www.virustotal.com/gui/url/aa/detection/u-aa-1600000000';
    assert.equal(showValue(link), link);
  });

  it('is the same when it is shown again', () => {
    for (const [, value] of table) assert.equal(showValue(showValue(value)), showValue(value));
  });

  it('is cut where it has little room', () => {
    assert.equal(show('abcdef', 3), 'abc…');
    assert.equal(show('abc', 3), 'abc');
  });
});
