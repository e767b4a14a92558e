import assert from 'node:assert/strict';
import { extract } from '../../src/indicator/extract';
import type { IndicatorType } from '../../src/indicator/indicator';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const URL = 'http://evil.example/a?b=1';

function found(text: string, types = ALL): string[] {
  return extract(text, types).map(({ type, value }) => `${type} ${value}`);
}

describe('what is found in a line of', () => {
  const lines: readonly [shape: string, line: string, expected: readonly string[]][] = [
    [
      'a squid log',
      `1764.1 20 192.31.196.66 TCP_MISS/200 400 GET ${URL} - DIRECT/- text/html`,
      ['ip 192.31.196.66', `url ${URL}`],
    ],
    [
      'an Apache log',
      `192.31.196.66 - - [24/Nov/2026:08:00:00 +0000] "GET /x HTTP/1.1" 200 1 "${URL}" "curl/8"`,
      ['ip 192.31.196.66', `url ${URL}`],
    ],
    ['JSON', `{"url":"${URL}","n":1}`, [`url ${URL}`]],
    [
      'JSON with escaped slashes',
      `{"url":"http:\\/\\/evil.example\\/a?b=1","n":1}`,
      [`url ${URL}`],
    ],
    [
      'CEF',
      `CEF:0|v|p|1|1|x|5|request=${URL} src=192.31.196.66`,
      [`url ${URL}`, 'ip 192.31.196.66'],
    ],
    [
      'key=value',
      `fileHash=${SHA256} md5=${MD5} dst=evil.example`,
      [`file ${SHA256}`, `file ${MD5}`, 'domain evil.example'],
    ],
    ['CSV', `"a","${URL}","${MD5}"`, [`url ${URL}`, `file ${MD5}`]],
    ['HTML', `<a href="${URL}&amp;c=2">x</a>`, [`url ${URL}&c=2`]],
    ['Markdown', `see [this](${URL}).`, [`url ${URL}`]],
    ['prose', `Look at (${URL}), please.`, [`url ${URL}`]],
    ['a literal line end', `${URL}\\n`, [`url ${URL}`]],
    ['an escaped space', 'q=%20evil.example', ['domain evil.example']],
    ['a port with zeros', 'http://evil.example:00080/a', ['url http://evil.example:00080/a']],
    ['a host with the dot of the root', 'http://evil.com./a', ['url http://evil.com./a']],
    ['an emphasis', '_http://evil.com_', ['url http://evil.com']],
    ['a longer emphasis', '_see http://evil.com_', ['url http://evil.com']],
    ['a name that ends with a host', '_http://evil.com', ['domain evil.com']],
    ['a name that begins with a host', 'http://evil.com_', []],
    ['a key and a URL', 'url_http://evil.com', ['url http://evil.com']],
  ];
  for (const [shape, line, expected] of lines) {
    it(shape, () => assert.deepEqual(found(line), expected));
  }

  it('nothing', () => {
    for (const line of [
      '',
      'Nov 24 08:00:00 host sshd[123]: session opened for user root',
      'java.lang.String at C:\\Windows\\system32\\kernel32.dll, version 10.0.1',
      `sha512 ${'ab'.repeat(64)} and 550e8400-e29b-41d4-a716-446655440000`,
    ]) {
      assert.deepEqual(found(line), []);
    }
  });
});

describe('what is looked for', () => {
  it('alone is found; the host of a URL is a domain where no URLs are looked for', () => {
    assert.deepEqual(found(`${URL} ${MD5}`, new Set(['file'])), [`file ${MD5}`]);
    assert.deepEqual(found(URL, new Set(['domain'])), ['domain evil.example']);
    assert.deepEqual(found('http://192.31.196.66/x', new Set(['ip'])), ['ip 192.31.196.66']);
  });

  it('is where it is said to be', () => {
    const text = `a ${URL} b hxxp://evil[.]example/2 c`;
    assert.deepEqual(
      extract(text, ALL).map(({ start, end }) => text.slice(start, end)),
      [URL, 'hxxp://evil[.]example/2'],
    );
  });
});

describe('what was made harmless', () => {
  for (const form of [
    'hxxp://evil.example/a?b=1',
    'HXXP://evil.example/a?b=1',
    'hXXp://evil[.]example/a?b=1',
    'http[:]//evil(.)example/a?b=1',
    'http[://]evil[dot]example/a?b=1',
    'http://evil{.}example/a?b=1',
    'http://evil\\.example/a?b=1',
    'meow://evil[.]example/a?b=1',
    'h**p://evil[.]example/a?b=1',
  ]) {
    it(`is found as ${form}`, () => assert.deepEqual(found(`x ${form} y`), [`url ${URL}`]));
  }
});

describe('hostile text', () => {
  for (const piece of [
    'a.',
    '[',
    '%',
    'http://',
    '\\',
    '(.',
    '0:',
    'x',
    'f',
    '@',
    'a@a.',
    '<',
    '&#',
  ]) {
    it(`of ${JSON.stringify(piece)} over and over ends, and says where things are`, () => {
      const text = piece.repeat(200_000 / piece.length);
      for (const { start, end } of extract(text, ALL)) assert.ok(start >= 0 && end <= text.length);
    });
  }
});
