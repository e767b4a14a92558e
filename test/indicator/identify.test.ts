import assert from 'node:assert/strict';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify, type Kind } from '../../src/indicator/identify';
import type { IndicatorType } from '../../src/indicator/indicator';

const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

function isRefused(value: unknown, kind: Kind, message?: RegExp): void {
  assert.throws(
    () => identify(value, kind),
    (error) => {
      assert.ok(error instanceof NotAnIndicatorError);
      assert.equal(error.code, 'not-an-indicator');
      if (message) assert.match(error.message, message);
      return true;
    },
  );
}

describe('what a value is', () => {
  const automatic: [what: string, text: string, type: IndicatorType, value: string][] = [
    ['an MD5 hash', MD5, 'file', MD5],
    ['a SHA-1 hash', SHA1, 'file', SHA1],
    ['a SHA-256 hash', SHA256, 'file', SHA256],
    ['a hash in capitals', SHA256.toUpperCase(), 'file', SHA256],
    ['a hash in both cases', `${MD5.slice(0, 9).toUpperCase()}${MD5.slice(9)}`, 'file', MD5],
    ['a hash of digits only', '1'.repeat(40), 'file', '1'.repeat(40)],
    ['a hash in quotes', ` "${SHA1}"\r\n`, 'file', SHA1],
    ['a URL', 'https://www.example.com/a', 'url', 'https://www.example.com/a'],
    ['a URL in capitals', 'HTTP://EXAMPLE.COM/A', 'url', 'HTTP://EXAMPLE.COM/A'],
    ['a URL in angle brackets', '<http://example.com/>', 'url', 'http://example.com/'],
    ['a URL from a list', '"http://example.com/x",', 'url', 'http://example.com/x'],
    ['a URL in parentheses', '(http://example.com/x)', 'url', 'http://example.com/x'],
    ['a URL in square brackets', '[http://example.com/x]', 'url', 'http://example.com/x'],
    ['a URL in braces', '{http://example.com/x};', 'url', 'http://example.com/x'],
    ['a URL with parentheses', 'http://en.example/a_(b)', 'url', 'http://en.example/a_(b)'],
    ['a URL with spaced dots', 'hxxp://evil [.] com/a', 'url', 'http://evil.com/a'],
    ['a defanged URL', 'hxxps[:]//example[.]com/a', 'url', 'https://example.com/a'],
    ['a URL of one label', 'http://intranet/x', 'url', 'http://intranet/x'],
    ['a URL of an address', 'http://192.0.2.1/', 'url', 'http://192.0.2.1/'],
    ['a path without a scheme', 'example.com/a', 'url', 'http://example.com/a'],
    ['a path that is a number', 'example.com/24', 'url', 'http://example.com/24'],
    ['a query without a scheme', 'example.com?a=1', 'url', 'http://example.com?a=1'],
    ['a port without a scheme', 'example.com:8080', 'url', 'http://example.com:8080'],
    ['an address and a port', '192.0.2.1:8080', 'url', 'http://192.0.2.1:8080'],
    ['an address and a path', '192.0.2.1/24/a', 'url', 'http://192.0.2.1/24/a'],
    ['an IPv6 address and a port', '[2001:db8::1]:80', 'url', 'http://[2001:db8::1]:80'],
    ['a domain', 'www.example.com', 'domain', 'www.example.com'],
    ['a domain in capitals', 'WWW.Example.COM', 'domain', 'www.example.com'],
    ['a domain with the final dot', 'example.com.', 'domain', 'example.com'],
    ['a domain with an underscore', '_dmarc.example.com', 'domain', '_dmarc.example.com'],
    ['a domain in another script', 'bücher.example', 'domain', 'xn--bcher-kva.example'],
    ['the same in ASCII', 'xn--bcher-kva.example', 'domain', 'xn--bcher-kva.example'],
    ['a domain with its dots in CJK', 'www。example．com', 'domain', 'www.example.com'],
    ['a defanged domain', 'example[.]com', 'domain', 'example.com'],
    ['a domain under a file-like top level', 'example.zip', 'domain', 'example.zip'],
    ['an IPv4 address', '192.0.2.1', 'ip', '192.0.2.1'],
    ['a defanged IPv4 address', '192[.]0[.]2[.]1', 'ip', '192.0.2.1'],
    ['an IPv6 address', '2001:DB8:0::1', 'ip', '2001:db8::1'],
    ['an IPv6 address in brackets', '[2001:db8::1]', 'ip', '2001:db8::1'],
    ['an IPv4-mapped address', '::ffff:192.0.2.1', 'ip', '192.0.2.1'],
  ];
  for (const [what, text, type, value] of automatic) {
    it(`is found out for ${what}: ${text.trim()}`, () => {
      const indicator = identify(text, 'auto');
      assert.deepEqual([indicator.type, indicator.value], [type, value]);
    });
  }

  const nothing: [what: string, text: string][] = [
    ['a hash one digit short', MD5.slice(1)],
    ['a hash one digit long', `${SHA256}0`],
    ['a hash with a foreign letter', `${MD5.slice(1)}g`],
    ['a file name', 'invoice.exe'],
    ['a file name in capitals', 'INVOICE.PDF'],
    ['a file name with several dots', 'invoice.pdf.js'],
    ['an installer', 'setup.apk'],
    ['a shortcut', 'readme.lnk'],
    ['a file name and a path', 'invoice.exe/a'],
    ['a Windows path', 'C:\\Windows\\notepad.exe'],
    ['a Unix path', '/etc/hosts'],
    ['a relative path', 'a/b'],
    ['an IPv4 block', '10.0.0.0/8'],
    ['an IPv6 block', '2001:db8::/32'],
    ['an e-mail address', 'someone@example.com'],
    ['a mailto link', 'mailto:someone@example.com'],
    ['a user at a host with a path', 'user@host/path'],
    ['a user at a domain with a path', 'user@example.com/path'],
    ['a user and a password without a scheme', 'user:hunter2@example.com/'],
    ['a bare host name', 'localhost'],
    ['a bare host name and a port', 'localhost:1880'],
    ['one word', 'hello'],
    ['words', 'hello world'],
    ['words with a domain', 'look at example.com'],
    ['a number', '12345'],
    ['a decimal number', '1.5'],
    ['a number that could be an address', '3221225985'],
    ['a version', '1.2.3'],
    ['a long version', '1.2.3.4.5'],
    ['an ambiguous address', '010.0.2.1'],
    ['an address out of range', '256.0.2.1'],
    ['a port out of range', 'example.com:99999'],
    ['two ports', 'example.com:80:90'],
    ['a one-letter top level', 'example.c'],
    ['an empty label', 'a..example.com'],
    ['a leading dot', '.example.com'],
    ['a label of 64 characters', `${'a'.repeat(64)}.example.com`],
    ['a label that ends in a hyphen', 'a-.example.com'],
    ['a name of more than 253 characters', `${'abcdefg.'.repeat(32)}example.com`],
    ['no host', 'http://'],
    ['no host but a query', 'http://?a'],
    ['a host with an empty label', 'http://a..example.com/'],
    ['a host of a dot', 'http://./'],
    ['another scheme', 'ftp://example.com/'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,hello'],
    ['two URLs on two lines', 'http://example.com/a\nhttp://example.com/b'],
    ['a URL and what is said of it', 'hxxp://evil.com/x is bad; user bob'],
    ['a URL without a scheme and what is said of it', 'evil.com/x is bad'],
    ['a URL with a space in its query', 'http://example.com/?q=a b'],
    ['a URL with a no-break space in it', 'http://example.com/a\u00a0b'],
    ['a URL with an ideographic space in it', 'http://example.com/a\u3000b'],
    ['a URL with a line separator in it', 'http://example.com/a\u2028b'],
    ['two URLs in brackets', '(http://example.com/a) (http://example.com/b)'],
    ['a URL with a null in it', 'http://example.com/\u0000a'],
    ['a URL with a tabulator in its host', 'http://exam\tple.com/'],
    ['nothing', ''],
    ['spaces', ' \t\r\n\u00a0'],
    ['quotes around nothing', '""'],
  ];
  for (const [what, text] of nothing) {
    it(`is not guessed for ${what}: ${JSON.stringify(text.slice(0, 50))}`, () => {
      isRefused(text, 'auto');
    });
  }
});

describe('an explicit kind', () => {
  const accepted: [kind: Kind, text: string, type: IndicatorType, value: string][] = [
    ['file', MD5.toUpperCase(), 'file', MD5],
    ['url', 'example.com', 'url', 'http://example.com'],
    ['url', 'invoice.exe', 'url', 'http://invoice.exe'],
    ['url', 'localhost:1880', 'url', 'http://localhost:1880'],
    ['url', 'hxxp://example[.]com', 'url', 'http://example.com'],
    ['url', '192.0.2.1', 'url', 'http://192.0.2.1'],
    ['domain', 'invoice.exe', 'domain', 'invoice.exe'],
    ['domain', 'Example.com.', 'domain', 'example.com'],
    ['url', '[2001:db8::1]', 'url', 'http://[2001:db8::1]'],
    ['url', '[2001:db8::1],', 'url', 'http://[2001:db8::1]'],
    ['ip', '[2001:DB8::1]', 'ip', '2001:db8::1'],
  ];
  for (const [kind, text, type, value] of accepted) {
    it(`${kind} takes ${text}`, () => {
      const indicator = identify(text, kind);
      assert.deepEqual([indicator.type, indicator.value], [type, value]);
    });
  }

  const refused: [kind: Kind, text: string, message: RegExp][] = [
    ['file', 'example.com', /^"example\.com" is no MD5, SHA-1 or SHA-256 hash$/],
    ['file', 'invoice.exe', /no MD5/],
    ['url', 'ftp://example.com/', /no http or https URL$/],
    ['url', 'javascript:alert(1)', /no http or https URL$/],
    ['url', 'two words', /no http or https URL$/],
    ['domain', '192.0.2.1', /no domain name$/],
    ['domain', 'localhost', /no domain name$/],
    ['domain', 'http://example.com/', /no domain name$/],
    ['domain', 'example.com/path', /no domain name$/],
    ['domain', 'example.com:80', /no domain name$/],
    ['domain', 'example.com?a=1', /no domain name$/],
    ['domain', 'example.com#a', /no domain name$/],
    ['domain', 'example.com\\a', /no domain name$/],
    ['domain', 'exam\tple.com', /no domain name$/],
    ['domain', 'exam%70le.com', /no domain name$/],
    ['domain', 'user@example.com', /no domain name$/],
    ['ip', 'example.com', /no IPv4 or IPv6 address$/],
    ['ip', '192.0.2.1/24', /no IPv4 or IPv6 address$/],
    ['ip', '3221225985', /no IPv4 or IPv6 address$/],
  ];
  for (const [kind, text, message] of refused) {
    it(`${kind} refuses ${JSON.stringify(text)}`, () => isRefused(text, kind, message));
  }
});

describe('a value that is no text', () => {
  const table: [value: unknown, message: RegExp][] = [
    [null, /^Expected text, got null$/],
    [undefined, /^Expected text, got undefined$/],
    [42, /got a number$/],
    [true, /got a boolean$/],
    [10n, /got a bigint$/],
    [Symbol('a'), /got a symbol$/],
    [() => 'a', /got a function$/],
    [{}, /got an object$/],
    [{ toString: () => 'example.com' }, /got an object$/],
    [['example.com'], /got an array$/],
    [new Date(0), /got an object$/],
  ];
  for (const [value, message] of table) {
    it(`is refused: ${message.source}`, () => isRefused(value, 'auto', message));
  }
});

describe('an error about a value', () => {
  const secrets: [text: string, kind: Kind][] = [
    ['user:hunter2@example.com/', 'auto'],
    ['http://user:hunter2@example.com:99999/', 'auto'],
    ['http://user:hunt/er2hunter2@exa mple.com/', 'url'],
    ['ftp://user:hunter2@example.com/', 'auto'],
    ['ftp://example.com/?token=hunter2', 'auto'],
    ['ftp://example.com/#access_token=hunter2', 'auto'],
    ['http://exa mple.com/?password=a@hunter2', 'url'],
    ['http://user:pass?hunter2@exa mple.com/', 'url'],
    ['password=hunter2', 'auto'],
    ['password: hunter2', 'auto'],
    ['password:hunter2', 'auto'],
    ['password hunter2', 'file'],
    ['bob@hunter2', 'domain'],
    ['?hunter2', 'ip'],
    ['a&hunter2', 'auto'],
    ['/reset/hunter2', 'auto'],
    ['C:\\hunter2', 'auto'],
    ['#hunter2', 'domain'],
    ['"hunter2!"', 'auto'],
  ];
  for (const [text, kind] of secrets) {
    it(`keeps the secret of ${text} to itself`, () => {
      isRefused(text, kind, /^The text \(not shown, it may hold a secret\) is no [\w ,-]+$/);
    });
  }

  const shown = ['hello', 'localhost', 'invoice.pdf', 'größe_a-b.1', 'a'.repeat(33), '1.2.3'];
  for (const text of shown) {
    it(`shows what is no secret: ${text}`, () => {
      isRefused(text, 'auto', new RegExp(`^"${text}" is no hash, URL, domain or IP address$`));
    });
  }

  it('is one line of bearable length, whatever the value', () => {
    isRefused('c'.repeat(5000), 'auto', /^"c{80}…" is no hash, URL/);
    isRefused('a\n\u202eb', 'auto', /^[ -~]+$/);
  });
});
