import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createHider } from '../../../src/mail/delivery/hide-secrets';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what a mail server repeats of user and password', () => {
  const table: readonly (readonly [string, string, string, string, string])[] = [
    ['the password', 'soc', 's3cret', '535 bad s3cret', '535 bad [hidden]'],
    ['it within a word', 'soc', 's3cret', '535 xs3crety', '535 x[hidden]y'],
    ['it in Base64', 'soc', 's3cret', `535 ${base64('s3cret')}`, '535 [hidden]'],
    ['it in JSON', 'soc', 'p"a\\ss', String.raw`535 "p\"a\\ss"`, '535 "[hidden]"'],
    ['it in a URL', 'soc', 'pässwörd', '535 p=p%C3%A4ssw%C3%B6rd', '535 p=[hidden]'],
    [
      'one that ends in a percent sign, in a URL',
      'soc',
      's3cret%',
      '535 p=s3cret%25',
      '535 p=[hidden]',
    ],
    ['a short one as a word', 'soc', 'x1', '535 x1 is not x12', '535 [hidden] is not x12'],
    ['AUTH PLAIN', 'soc', 's3cret', `535 ${base64('\0soc\0s3cret')}`, '535 [hidden]'],
    [
      'AUTH PLAIN without padding',
      'soc',
      's3cret',
      `535 ${base64('\0soc\0s3cret').replaceAll('=', '')}.`,
      '535 [hidden].',
    ],
    [
      'AUTH PLAIN for somebody',
      'soc@example.com',
      's3cret',
      `535 ${base64('soc@example.com\0soc@example.com\0s3cret')}`,
      '535 [hidden]',
    ],
    ['the user', 'SOC@example.com', 's3cret', '535 soc@example.com?', '535 [hidden]?'],
    ['a short user', 'e', 's3cret', '535 Authentication of e', '535 Authentication of e'],
    ['a user that is a word', 'auth', 's3cret', '535 Authentication', '535 Authentication'],
    ['an empty password', 'soc@example.com', '', '535 bad', '535 bad'],
    ['none', '', '', '535 bad', '535 bad'],
    ['signs of an expression', 'soc', 'a.*(b', '535 axx(b a.*(b', '535 axx(b [hidden]'],
  ];
  for (const [title, user, password, text, shown] of table) {
    it(`is hidden: ${title}`, () => {
      assert.equal(createHider({ user, password })(text), shown);
    });
  }
});
