import assert from 'node:assert/strict';
import { withoutSecrets } from '../../src/indicator/without-secrets';

describe('a text without its secrets', () => {
  for (const [text, shown] of [
    ['evil.example', 'evil.example'],
    ['275a021bbfb6489e54d471899f7db9d1', '275a021bbfb6489e54d471899f7db9d1'],
    ['https://evil.example/a?page=2#top', 'https://evil.example/a?page=2#top'],
    ['http://192.168.0.1/a', 'http://192.168.0.1/a'],
    ['https://evil.example/a?token=0123456789abcdef0123456789', 'https://evil.example/…'],
    ['https://evil.example/a?page=2#access_token=0123456789abcdef', 'https://evil.example/…'],
    ['https://bob:hunter2@evil.example/a', 'https://evil.example/…'],
    ['https://bob@evil.example', 'https://evil.example/…'],
    ['ftp://bob:hunter2@evil.example/a', 'ftp://evil.example/…'],
    ['ldap://evil.example/a?b', 'ldap://evil.example/…'],
    ['hxxps[:]//bob:hunter2@evil[.]example/a is bad', 'hxxps[:]//evil[.]example/… is bad'],
    [
      'https://safe.example/?url=https%3A%2F%2Fbob%3Ahunter2%40evil.example%2F',
      'https://safe.example/…',
    ],
    [
      'From https://a.example/x to https://b.example/?apikey=0123456789abcdef0123: bad',
      'From https://a.example/x to https://b.example/… bad',
    ],
    [`xoxb-${'123456789012-'.repeat(2)}abcdefghij`, '(it holds a token of Slack)'],
    ["https://bob:hunter'2@evil.example/a", 'https://evil.example/…'],
    ['"https://bob:hunter"2@evil.example/a"', 'https://evil.example/…'],
    ['https:/bob:hunter2@evil.example/a', 'https://evil.example/…'],
    ['https:bob:hunter2@evil.example/a', 'https://evil.example/…'],
    ['hxxp__bob:hunter2@evil.example/a', 'http://evil.example/…'],
    ['evil.example/a?token=0123456789abcdef0123456789', 'http://evil.example/…'],
    ['GET evil[.]example/?password=hunter2 HTTP/1.1', 'GET http://evil.example/… HTTP/1.1'],
    ['curl -d password=hunter2 evil.example', '(it holds a secret)'],
    ['{"host":"evil.example","apiKey":"hunter2"}', '(it holds a secret)'],
    ['bob@evil.example wrote: a=b, "c": 1', 'bob@evil.example wrote: a=b, "c": 1'],
    ['Password reset: evil.example/a?page=2', 'Password reset: evil.example/a?page=2'],
    [String.raw`C:\\Users\bob\a.exe`, String.raw`C:\\Users\bob\a.exe`],
    ['', ''],
  ] as const) {
    it(`is ${JSON.stringify(shown)} of ${JSON.stringify(text)}`, () => {
      assert.equal(withoutSecrets(text), shown);
    });
  }
});
