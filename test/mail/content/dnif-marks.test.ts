import assert from 'node:assert/strict';
import { readMailPart } from '../../../src/mail/content/part';
import { mailTemplates } from '../../support/mail-parts';

const URL_VERDICT = {
  level: 'malicious',
  positives: 3,
  total: 70,
  indicator: { type: 'url', value: 'http://bad.example/a' },
  link: 'https://www.virustotal.com/gui/url/abc',
};

describe("DNIF's marks in a mail about a message that has a verdict alone", () => {
  const table: [what: string, view: object, expected: string][] = [
    ['a verdict on a URL', { verdict: URL_VERDICT }, 'hxxp[:]//bad[.]example/a 3 / 70'],
    ['fields of its own', { verdict: URL_VERDICT, URL: 'mine', VTPositives: 9 }, 'mine 9 / 70'],
    [
      'a file',
      { verdict: { ...URL_VERDICT, indicator: { type: 'file', value: 'ab' } } },
      '$URL 3 / 70',
    ],
    [
      'what no engine has looked at',
      { verdict: { ...URL_VERDICT, positives: 0, total: 0 } },
      'hxxp[:]//bad[.]example/a $VTPositives / $VTTotal',
    ],
    ['no verdict', { payload: 'a' }, '$URL $VTPositives / $VTTotal'],
    [
      'a total that cannot be written as text',
      { verdict: { ...URL_VERDICT, total: { toString: null } } },
      'hxxp[:]//bad[.]example/a $VTPositives / $VTTotal',
    ],
    ['a verdict that is none', { verdict: 'bad' }, '$URL $VTPositives / $VTTotal'],
  ];
  for (const [what, view, expected] of table) {
    it(`say, for ${what}, ${expected}`, () => {
      const templates = mailTemplates('x', '$URL $VTPositives / $VTTotal');
      assert.equal(readMailPart(view, templates, false).text, expected);
    });
  }
});
