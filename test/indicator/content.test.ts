import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify, type Kind } from '../../src/indicator/identify';

/** The SHA-256 of `abc` and of nothing: FIPS 180-2, appendix B.1, and NIST's example values. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('the content of a file', () => {
  const abc = Buffer.from('abc');
  const bytes = Uint8Array.from(abc).buffer;
  const contents: [what: string, content: unknown, hash: string][] = [
    ['a Buffer', abc, SHA256_OF_ABC],
    ['a part of a Buffer', Buffer.from('xabcx').subarray(1, 4), SHA256_OF_ABC],
    ['an empty Buffer', Buffer.alloc(0), SHA256_OF_NOTHING],
    ['a Uint8Array', Uint8Array.from(abc), SHA256_OF_ABC],
    ['an Int8Array', Int8Array.from(abc), SHA256_OF_ABC],
    ['a DataView', new DataView(bytes), SHA256_OF_ABC],
    ['an ArrayBuffer', bytes, SHA256_OF_ABC],
    [
      'a Uint8Array of a function node',
      runInNewContext('Uint8Array.of(97, 98, 99)'),
      SHA256_OF_ABC,
    ],
  ];
  for (const [what, content, hash] of contents) {
    it(`is hashed in ${what}`, () => {
      assert.deepEqual(identify(content, 'auto'), {
        type: 'file',
        value: hash,
        id: hash,
        key: `file:${hash}`,
      });
    });
  }

  it('is hashed by its bytes, however wide the numbers are', () => {
    const numbers = Float64Array.of(1.5, -2);
    const expected = createHash('sha256').update(Buffer.from(numbers.buffer)).digest('hex');
    assert.equal(identify(numbers, 'file').value, expected);
  });

  it('may be ten megabytes', () => {
    const content = Buffer.alloc(10_000_000, 'abc');
    const expected = createHash('sha256').update(content).digest('hex');
    assert.equal(identify(content, 'auto').value, expected);
  });

  it('is never read as text: a hash inside it is content', () => {
    const content = Buffer.from('44d88612fea8a8f36de82e1278abb02f');
    assert.equal(
      identify(content, 'auto').value,
      createHash('sha256').update(content).digest('hex'),
    );
  });

  for (const kind of ['url', 'domain', 'ip'] satisfies Kind[]) {
    it(`is no ${kind}`, () => {
      assert.throws(
        () => identify(abc, kind),
        new NotAnIndicatorError(`A Buffer is looked up as a file, not as ${kind}`),
      );
    });
  }
});

describe('text made to be slow', () => {
  const texts: [what: string, part: string, before?: string, after?: string][] = [
    ['opening brackets', '['],
    ['brackets with dots', '[.]'],
    ['closing halves', '.]'],
    ['words and closing halves', 'a.]'],
    ['spaces', ' '],
    ['spaces inside', ' ', 'a', 'b'],
    ['spaces around dots', '    [.]    ', 'a'],
    ['spaces and no dot', '    [', 'a'],
    ['spaces behind a scheme', ' ', 'http', '/'],
    ['labels', 'a.'],
    ['labels and a file ending', 'a.', '', 'exe'],
    ['hyphens', '-', 'a', '.'],
    ['hexadecimal digits', 'a'],
    ['slashes', '/'],
    ['colons', ':'],
    ['at signs', '@'],
    ['colons behind an at sign', ':', '@'],
    ['quotes', '"'],
    ['underscores', '_', 'http'],
    ['backslashes', '\\', 'ftp:'],
    ['a host of dots', '.', 'http://', '/'],
    ['groups of an address', 'a:', '[', ']'],
    ['ports', 'a.example:1'],
    ['another script', 'ü.'],
  ];
  for (const [what, part, before = '', after = ''] of texts) {
    for (const kind of ['auto', 'domain', 'file', 'ip'] satisfies Kind[]) {
      it(`is refused at once, as ${kind}: ${what}`, () => {
        for (const length of [8_000, 16_000]) {
          const text = before + part.repeat(length / part.length) + after;
          assert.throws(() => identify(text, kind), NotAnIndicatorError);
        }
      });
    }
  }
});

describe('text of absurd length', () => {
  const texts: [what: string, text: string][] = [
    ['more than a URL may have', `http://example.com/${'a'.repeat(8_192)}`],
    ['ten megabytes of one letter', 'a'.repeat(10_000_000)],
    ['ten megabytes of brackets', '[.]'.repeat(3_333_333)],
    ['ten megabytes of spaces and a hash', `${' '.repeat(10_000_000)}${'a'.repeat(32)}`],
    ['ten megabytes of a URL', `http://example.com/${'a'.repeat(10_000_000)}`],
  ];
  for (const [what, text] of texts) {
    for (const kind of ['auto', 'url', 'domain', 'file', 'ip'] satisfies Kind[]) {
      it(`is refused at once, as ${kind}: ${what}`, () => {
        assert.throws(() => identify(text, kind), /^Text of \d+ characters is too long/);
      });
    }
  }

  it('does not hide a URL of the greatest length', () => {
    const url = `http://example.com/${'a'.repeat(8_192 - 19)}`;
    assert.equal(identify(url, 'auto').value, url);
  });
});
