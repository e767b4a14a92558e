import assert from 'node:assert/strict';
import { refang } from '../../../src/indicator/defang/refang';

/**
 * The forms of defanging that extractors are measured with, where one value is enough to tell.
 * Not here: an address written in hexadecimal or base64, which is an encoding that a value may
 * just as well be meant in (a hash, a token); a whole address percent-escaped, because it would be
 * read differently by whoever takes it as a path; and `evil,example`, a list of two words.
 */
const URL_FORMS: [form: string, defanged: string][] = [
  ['[.]', 'http://evil[.]example/path'],
  ['(.)', 'http://evil(.)example/path'],
  ['{.}', 'http://evil{.}example/path'],
  ['[dot]', 'http://evil[dot]example/path'],
  ['(dot)', 'http://evil(dot)example/path'],
  ['{dot}', 'http://evil{dot}example/path'],
  ['[DOT]', 'http://evil[DOT]example/path'],
  ['\\.', 'http://evil\\.example/path'],
  ['[. alone', 'http://evil[.example/path'],
  ['.] alone', 'http://evil.]example/path'],
  ['(. alone', 'http://evil(.example/path'],
  ['[.] with spaces', 'http://evil [.] example/path'],
  ['[/]', 'http://evil.example[/]path'],
  ['(/)', 'http://evil.example(/)path'],
  ['[:]', 'http[:]//evil.example/path'],
  ['(:)', 'http(:)//evil.example/path'],
  ['[://]', 'http[://]evil.example/path'],
  ['[:/]', 'http[:/]/evil.example/path'],
  ['hxxp', 'hxxp://evil.example/path'],
  ['hXXp', 'hXXp://evil.example/path'],
  ['HXXP', 'HXXP://evil.example/path'],
  ['h**p', 'h**p://evil.example/path'],
  ['h__p', 'h__p://evil.example/path'],
  ['meow', 'meow://evil.example/path'],
  ['fxp', 'fxp://evil.example/path'],
  ['__ for ://', 'http__evil.example/path'],
  ['hxxp and __', 'hxxp__evil.example/path'],
  [':\\\\', 'http:\\\\evil.example/path'],
  ['spaces, as Cisco ESA writes them', 'http:// evil .example /path'],
  ['hxxp[:]//[.]', 'hxxp[:]//evil[.]example/path'],
  ['all at once', 'hxxp__ evil( .example[/]path'],
];

describe('refanging', () => {
  for (const [form, defanged] of URL_FORMS) {
    it(`undoes ${form}: ${defanged}`, () => {
      assert.equal(refang(defanged), 'http://evil.example/path');
    });
  }

  const table: [defanged: string, expected: string][] = [
    ['hxxps://evil[.]example', 'https://evil.example'],
    ['HXXPS://evil[.]example', 'https://evil.example'],
    ['hxxps__evil[.]example', 'https://evil.example'],
    ['https[:]//evil[.]example', 'https://evil.example'],
    ['hxxp[:]evil.example/a', 'http://evil.example/a'],
    ['hxxp[:]/evil.example/a', 'http://evil.example/a'],
    ['hxxps(:)evil[.]example', 'https://evil.example'],
    ['http{:}(/)evil.example/a', 'http://evil.example/a'],
    ['hxxp:]evil.example/a', 'http://evil.example/a'],
    ['evil[.]example', 'evil.example'],
    ['evil[.]example/path', 'evil.example/path'],
    ['www(dot)evil(dot)example', 'www.evil.example'],
    ['192[.]0[.]2[.]1', '192.0.2.1'],
    ['192.0.2[.]1', '192.0.2.1'],
    ['2001[:]db8[:][:]1', '2001:db8::1'],
    ['hxxp://evil[.]example[:]8080/path', 'http://evil.example:8080/path'],
    ['hxxp://[2001:db8::1]/path', 'http://[2001:db8::1]/path'],
    ['someone[@]evil[.]example', 'someone@evil.example'],
    ['someone(at)evil[.]example', 'someone@evil.example'],
  ];
  for (const [defanged, expected] of table) {
    it(`makes ${expected} of ${defanged}`, () => assert.equal(refang(defanged), expected));
  }

  const wrapped = [
    ' http://evil.example/ ',
    '\r\nhttp://evil.example/\n',
    '<http://evil.example/>',
    '"http://evil.example/"',
    "'http://evil.example/'",
    '`http://evil.example/`',
    '“http://evil.example/”',
    '«http://evil.example/»',
    '\u00a0<"http://evil.example/">\u00a0',
    '\ufeffhttp://evil.example/',
    'http://evil.example/,',
    '"http://evil.example/",',
    "'http://evil.example/' ;\n",
    '"http://evil.example/,";',
    '(http://evil.example/)',
    '[http://evil.example/]',
    '{http://evil.example/}',
    '(http://evil.example/),',
    '"[<http://evil.example/>]";',
    '[hxxp://evil[.]example/]',
  ];
  for (const text of wrapped) {
    it(`takes off what is around it: ${JSON.stringify(text)}`, () => {
      assert.equal(refang(text), 'http://evil.example/');
    });
  }

  it('takes brackets off only where they go around the whole', () => {
    assert.equal(refang('(http://evil.example/a_(b))'), 'http://evil.example/a_(b)');
    assert.equal(refang('[192[.]0[.]2[.]1]'), '192.0.2.1');
    assert.equal(refang('([2001:db8::1])'), '[2001:db8::1]');
  });

  const unchanged = [
    '',
    '[2001:db8::1]',
    '[2001:db8::1]:80',
    '[2001:db8::1]/a[1]',
    'http://en.example/a_(b)',
    '(a) and (b)',
    '(http://evil.example/a_(b)',
    'http://evil.example/a,b;c',
    'http://evil.example/',
    'https://www.example.com/a_b/(c)?d=[e]#f',
    'http://[2001:db8::1]:8080/',
    'hxxpevil.example',
    'plain words',
    '44d88612fea8a8f36de82e1278abb02f',
    'http://user:pass@evil.example/',
    'http__evil',
  ];
  for (const text of unchanged) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => assert.equal(refang(text), text));
  }

  const beyondHost: [text: string, expected: string][] = [
    ['hxxps[://]example[.]org/a/index[.]php', 'https://example.org/a/index.php'],
    ['hxxp://evil[.]com/mal[.]exe', 'http://evil.com/mal.exe'],
    ['hxxp://evil.com/mal[.]exe', 'http://evil.com/mal.exe'],
    ['http://evil[.]com/mal[.]exe', 'http://evil.com/mal.exe'],
    ['evil[.]com/a(.)b{.}c[dot]d(dot)e\\.f', 'evil.com/a.b.c.d.e.f'],
    ['hxxp://evil[.]com/mal [.] exe', 'http://evil.com/mal.exe'],
    ['http:// evil .com /mal[.]exe', 'http://evil.com/mal.exe'],
    ['http://evil[.]com/x?y=a[.]b&c=d[at]e[.]f', 'http://evil.com/x?y=a.b&c=d@e.f'],
    ['http://evil[.]com?y=a[.]b', 'http://evil.com?y=a.b'],
    ['http://evil[.]com#a[.]b', 'http://evil.com#a.b'],
    ['hxxp://evil[.]com/?u=hxxps[://]a[.]b', 'http://evil.com/?u=https://a.b'],
    ['hxxp://evil[.]com/?u=hxxp%3A%2F%2Fa[.]b', 'http://evil.com/?u=http%3A%2F%2Fa.b'],
  ];
  for (const [text, expected] of beyondHost) {
    it(`goes on behind a defanged host: ${text}`, () => assert.equal(refang(text), expected));
  }

  const halves = ['(a.)', '[.a]', '?x[a.]=b', 'hxxp/a', 'a b'];
  for (const path of halves) {
    it(`leaves what may be meant behind a defanged host: ${path}`, () => {
      assert.equal(refang(`hxxp://evil[.]com/${path}`), `http://evil.com/${path}`);
    });
  }

  const meant = [
    'http://evil.com/a[.]b',
    'https://evil.com/(dot)',
    'http://evil.com/x?y=a[.]b&z=[at]',
    'http://[2001:db8::1]/a[.]b',
    'evil.com/a[.]b',
    'http://evil.com#a[.]b',
    'http://evil.com/hxxp://x',
  ];
  for (const text of meant) {
    it(`leaves what belongs to the server: ${text}`, () => assert.equal(refang(text), text));
  }
});
