import assert from 'node:assert/strict';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';

const M = '44d88612fea8a8f36de82e1278abb02f';
const S = '3395856ce81f2b7382dee72602f798b642f14140';
const L = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const M2 = 'b026324c6904b2a9cb4b88d6d61c81d1';
const X = 'f34d5f2d4577ed6d9ceec516c1f5a744';

describe('a hash with what it is of', () => {
  const table: [text: string, hash: string][] = [
    [`sha256:${L}`, L],
    [`SHA256:${L.toUpperCase()}`, L],
    [`SHA256=${L}`, L],
    [`sha256: ${L}`, L],
    [`sha-256 = ${L}`, L],
    [`sha256-${L}`, L],
    [`SHA256 ${L}`, L],
    [`SHA-1: ${S}`, S],
    [`sha1=${S}`, S],
    [`md5:${M}`, M],
    [`MD5 hash: ${M}`, M],
    [`md5sum: ${M}`, M],
    [`"sha256:${L}"`, L],
    [`sha256="${L}"`, L],
    [`  sha256:${L} \r\n`, L],
    [`hash: ${M}`, M],
    [`hash=${M}`, M],
    [`fileHash=${L}`, L],
    [`file hash: ${L}`, L],
    [`checksum: ${S}`, S],
    [`file.hash.sha256: ${L}`, L],
    [`TargetFileHash: ${S}`, S],
    [`urn:sha1:${S}`, S],
    [`invoice.exe: ${L}`, L],
    [`invoice.exe=${L}`, L],
    [`invoice.exe|${L}`, L],
    [`invoice|${M}`, M],
    [`C:\\Users\\kim\\invoice.exe|${M}`, M],
    [`passwords.txt: ${L}`, L],
    [`${L}|invoice.exe`, L],
    [`${L}  invoice.exe`, L],
    [`${L} *invoice.exe`, L],
    [`${L}  my invoice`, L],
    [`${M}  -`, M],
    [`${L}\tinvoice.exe`, L],
    [`${L} invoice.exe`, L],
    [`${L} /tmp/invoice`, L],
    [`\\${L}  a\\nb.exe`, L],
    [`MD5 (invoice.exe) = ${M}`, M],
    [`MD5(my invoice.exe)= ${M}`, M],
    [`SHA256 (invoice.exe) = ${L}`, L],
    [`SHA2-256(invoice.exe)= ${L}`, L],
    [`SHA1=${S},MD5=${M},SHA256=${L},IMPHASH=${X}`, L],
    [`MD5=${M},IMPHASH=${X}`, M],
    [`md5=${M} sha256=${L}`, L],
    [`MD5: ${M}; SHA1: ${S}`, S],
    [`MD5=${M}, SHA256=${L}`, L],
  ];
  for (const [text, hash] of table) {
    it(`is read: ${JSON.stringify(text)}`, () => {
      for (const kind of ['auto', 'file'] as const) {
        const indicator = identify(text, kind);
        assert.deepEqual([indicator.type, indicator.value], ['file', hash]);
      }
    });
  }
});

describe('a hash that is none of a file, or of which more is said', () => {
  const table = [
    `password=${M}`,
    `password: ${M}`,
    `password|${M}`,
    `x-apikey: ${L}`,
    `token:${L}`,
    `api_key=${L}`,
    `Authorization: Bearer ${L}`,
    `Cookie: a=${M}`,
    `user.password: ${M}`,
    `password_hash=${M}`,
    `secret.md5=${M}`,
    `kim:${M}`,
    `kim=${M}`,
    `imphash: ${X}`,
    `IMPHASH=${X}`,
    `ja3=${X}`,
    `JA3 hash: ${X}`,
    `thumbprint: ${S}`,
    `SHA1 Fingerprint=${S}`,
    `authentihash: ${L}`,
    `NTLM: ${M}`,
    `commit ${S}`,
    `commit: ${S}`,
    `trace_id=${M}`,
    `nginx@sha256:${L}`,
    `${L} is bad`,
    `look at ${L}`,
    `md5=${M} md5=${M2}`,
    `MD5=${M},password=${M2}`,
    `md5=${M} parent_sha256=${L}`,
    `${M},${S},${L}`,
    `${M}\n${S}`,
    `sha512:${L}${L}`,
    `sha256:${L}0`,
    `sha256:`,
  ];
  for (const text of table) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      for (const kind of ['auto', 'file'] as const) {
        assert.throws(
          () => identify(text, kind),
          (error) => error instanceof NotAnIndicatorError && !error.message.includes(M),
        );
      }
    });
  }
});

describe('the name of an account', () => {
  const accounts = [
    'live.com#jane.doe@contoso.com',
    'google.com#jane@gmail.com',
    'mail#jane.doe@contoso.com',
    'jane_contoso.com#EXT#@fabrikam.onmicrosoft.com',
    'contoso.com#EXT#@fabrikam.onmicrosoft.com',
  ];
  for (const account of accounts) {
    it(`is no URL: ${account}`, () => {
      for (const kind of ['auto', 'url', 'domain'] as const) {
        assert.throws(() => identify(account, kind), NotAnIndicatorError);
      }
    });
  }

  it('is none where a scheme or a path says so', () => {
    for (const url of ['http://live.com#jane@contoso.com', 'live.com/#jane@contoso.com']) {
      assert.equal(identify(url, 'auto').host, 'live.com');
    }
  });
});
