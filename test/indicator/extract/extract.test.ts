import assert from 'node:assert/strict';
import { extract } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { DENSE_PIECES, HOSTILE_PIECES } from '../corpus/hostile';

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
    ['a scheme before a URL', 'http://https://evil.com/a', ['url https://evil.com/a']],
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

/** The 23 forms that extractors are measured with, `http://evil.example/a` each. */
const FORMS: readonly (readonly [form: string, written: string])[] = [
  ['[.]', 'http://evil[.]example/a'],
  ['(.)', 'http://evil(.)example/a'],
  ['{.}', 'http://evil{.}example/a'],
  ['[dot]', 'http://evil[dot]example/a'],
  ['\\.', 'http://evil\\.example/a'],
  ['half a bracket', 'http://evil[.example/a'],
  ['[/]', 'http://evil.example[/]a'],
  ['[:]', 'http[:]//evil.example/a'],
  ['[://]', 'http[://]evil.example/a'],
  ['hxxp', 'hxxp://evil.example/a'],
  ['h**p', 'h**p://evil.example/a'],
  ['hxxp[:]//[.]', 'hxxp[:]//evil[.]example/a'],
  ['hXXp', 'hXXp://evil.example/a'],
  ['HXXP', 'HXXP://evil.example/a'],
  ['meow', 'meow://evil.example/a'],
  ['__', 'http__evil.example/a'],
  [':\\\\', 'http:\\\\evil.example/a'],
  ['spaces of a mail gateway', 'http:// evil .example /a'],
  ['no scheme', 'evil[.]example/a'],
  ['many at once', 'hxxp__ evil( .example[/]a'],
  ['hexadecimal', '687474703a2f2f6576696c2e6578616d706c652f61'],
  ['%', 'http%3A%2F%2Fevil.example%2Fa'],
  // Behind a scheme: without one it is a list of two words.
  ['a comma', 'http://evil,example/a'],
];

const OTHER_FORMS: readonly (readonly [form: string, written: string])[] = [
  ['base64', 'aHR0cDovL2V2aWwuZXhhbXBsZS9h'],
  ['% for each letter', '%68%74%74%70%3a%2f%2fevil.example%2fa'],
  ['% twice', 'http%253A%252F%252Fevil.example%252Fa'],
  ['% four times', 'http%2525253A%2525252F%2525252Fevil.example%2525252Fa'],
  [':\\\\ all along', 'http:\\\\evil.example\\a'],
  ['a scheme and [.]', 'HXXP://evil[.]example/a'],
];

describe('what was made harmless', () => {
  for (const [form, written] of [...FORMS, ...OTHER_FORMS]) {
    it(`with ${form} is found: ${written}`, () => {
      assert.deepEqual(found(`x ${written} y`), ['url http://evil.example/a']);
    });
  }

  it('with a comma alone is not found: it is a list of two words', () => {
    assert.deepEqual(found('evil,example and a,com,de'), []);
  });
});

describe('the host of a URL', () => {
  it('is found where URLs are not looked for, in one inside another too', () => {
    const text = 'http://a.example/?u=http://b.example/x.php';
    assert.deepEqual(found(text, new Set(['domain'])), ['domain a.example', 'domain b.example']);
  });

  it('is found where the URL is too long to be looked up', () => {
    assert.deepEqual(found(`http://a.example/${'x'.repeat(9000)} b`), ['domain a.example']);
  });
});

describe('a line that a mail broke', () => {
  it('is read as one, and what is in it is where it is written', () => {
    const text = `first\r\n${'see '.repeat(14)}http://evil.ex=\r\nample/a?b=3D1&c=3D2 now\r\n192.31.196.66`;
    const [url, address] = extract(text, ALL);
    assert.equal(url?.value, 'http://evil.example/a?b=1&c=2');
    assert.equal(text.slice(url?.start, url?.end), 'http://evil.ex=\r\nample/a?b=3D1&c=3D2');
    assert.equal(text.slice(address?.start, address?.end), '192.31.196.66');
  });
});

describe('hostile text', () => {
  for (const piece of [...HOSTILE_PIECES, ...DENSE_PIECES]) {
    it(`of ${JSON.stringify(piece)} over and over ends, and says where things are`, () => {
      const text = piece.repeat(200_000 / piece.length);
      for (const { start, end } of extract(text, ALL)) assert.ok(start >= 0 && end <= text.length);
    });
  }
});
