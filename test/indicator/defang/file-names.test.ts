import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LinkifyIt } from 'linkify-it';
import { defangText } from '../../../src/indicator/defang/defang';
import { TOP_LEVEL_DOMAINS } from '../../../src/indicator/extract/top-level-domains';

describe('the name of a file that is a domain too', () => {
  const table: readonly (readonly [string, string])[] = [
    ['evil.zip', 'evil[.]zip'],
    ['report.mov', 'report[.]mov'],
    ['install.sh', 'install[.]sh'],
    ['invoice.pdf.zip', 'invoice[.]pdf[.]zip'],
    ['EVIL.ZIP', 'EVIL[.]ZIP'],
    ['файл.zip', 'файл[.]zip'],
    ['/srv/evil.zip', '/srv/evil[.]zip'],
    [String.raw`C:\Users\ann\evil.zip`, String.raw`C:\Users\ann\evil[.]zip`],
    ['Open evil.zip, or report.mov.', 'Open evil[.]zip, or report[.]mov.'],
    ['evil.zip...', 'evil[.]zip...'],
    ['(evil.zip)', '(evil[.]zip)'],
    ['main.py readme.md lib.rs run.pl', 'main[.]py readme[.]md lib[.]rs run[.]pl'],
    ['evil。zip', 'evil[.]zip'],
    ['hxxp[:]//a[.]example/evil.zip', 'hxxp[:]//a[.]example/evil[.]zip'],
  ];
  for (const [text, defanged] of table) {
    it(`is written so that nobody opens it: ${text}`, () => {
      assert.equal(defangText(text), defanged);
      assert.equal(defangText(defanged), defanged);
    });
  }

  for (const text of [
    'evil.exe',
    'kernel32.dll',
    'node.js',
    '1.2.3',
    'a.tar.gz',
    '.zip',
    '...',
    'x-',
  ]) {
    it(`is not ${text}`, () => assert.equal(defangText(text), text));
  }

  it('is one that no mail program makes a link of, whatever its ending', () => {
    const linkify = new LinkifyIt().tlds([...TOP_LEVEL_DOMAINS], false);
    for (const ending of TOP_LEVEL_DOMAINS) {
      for (const text of [`evil.${ending}`, `See a_b.${ending}.`, `C:\\evil-1.${ending}`]) {
        assert.equal(linkify.test(defangText(text)), false, defangText(text));
      }
    }
  });

  it('is found in time that grows with the text', () => {
    const text = `${'a.-'.repeat(300_000)}zip`;
    assert.equal(defangText(text).length, text.length);
  });
});
