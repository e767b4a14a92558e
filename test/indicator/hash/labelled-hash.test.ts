import assert from 'node:assert/strict';
import { NotAnIndicatorError } from '../../../src/indicator/errors';
import { identify } from '../../../src/indicator/identify';

const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const M2 = 'b026324c6904b2a9cb4b88d6d61c81d1';
const X = 'f34d5f2d4577ed6d9ceec516c1f5a744';

describe('a hash with what it is called', () => {
  for (const [text, hash] of [
    [`sha256:${SHA256}`, SHA256],
    [`SHA256=${SHA256.toUpperCase()}`, SHA256],
    [`SHA-256: ${SHA256}`, SHA256],
    [`sha_1 = "${SHA1}"`, SHA1],
    [`md5:${MD5}`, MD5],
    [`MD5=${MD5}`, MD5],
    [`hash=${SHA1}`, SHA1],
    [`File hash: ${MD5}`, MD5],
    [`invoice.exe|${SHA256}`, SHA256],
    [`C:\\Users\\me\\token list.xlsm.exe|${MD5}`, MD5],
    [`${SHA256} *invoice.exe`, SHA256],
    [`${SHA256}  ./a b/invoice.exe`, SHA256],
    [`\\${MD5} *odd\\nname`, MD5],
    [`SHA256 (invoice (1).exe) = ${SHA256}`, SHA256],
    [` sha256:${SHA256}\n`, SHA256],
  ] as const) {
    for (const kind of ['auto', 'file'] as const) {
      it(`is the hash as ${kind}: ${text.trim().slice(0, 40)}`, () => {
        assert.equal(identify(text, kind).key, `file:${hash}`);
      });
    }
  }

  for (const [what, text] of [
    ['of another length', `md5:${SHA256}`],
    ['of what a program imports', `IMPHASH=${MD5}`],
    ['of a certificate', `thumbprint:${SHA1}`],
    ['behind the name of a secret', `api_key|${SHA256}`],
    ['behind a key', `apikey=${SHA256}`],
    ['of a person', `jane@example.com|${MD5}`],
    ['cut short', `sha256:${SHA256.slice(1)}`],
    ['in a sentence', `${SHA256} is bad`],
  ] as const) {
    it(`is no file where it is ${what}`, () => {
      assert.throws(() => identify(text, 'file'), { code: 'not-an-indicator' });
    });
  }

  it('is a URL where it stands in one', () => {
    assert.equal(identify(`http://evil.example/?a|${MD5}`, 'auto').type, 'url');
    assert.equal(identify(`http://evil.example/sha256:${SHA256}`, 'auto').type, 'url');
  });

  it('is never read in another kind', () => {
    for (const kind of ['url', 'domain', 'ip'] as const) {
      assert.throws(() => identify(`sha256:${SHA256}`, kind), { code: 'not-an-indicator' });
    }
  });
});

describe('a hash with what it is of', () => {
  const table: [text: string, hash: string][] = [
    [`sha256:${SHA256}`, SHA256],
    [`SHA256:${SHA256.toUpperCase()}`, SHA256],
    [`SHA256=${SHA256}`, SHA256],
    [`sha256: ${SHA256}`, SHA256],
    [`sha-256 = ${SHA256}`, SHA256],
    [`sha256-${SHA256}`, SHA256],
    [`SHA256 ${SHA256}`, SHA256],
    [`SHA-1: ${SHA1}`, SHA1],
    [`sha1=${SHA1}`, SHA1],
    [`md5:${MD5}`, MD5],
    [`MD5 hash: ${MD5}`, MD5],
    [`md5sum: ${MD5}`, MD5],
    [`"sha256:${SHA256}"`, SHA256],
    [`sha256="${SHA256}"`, SHA256],
    [`  sha256:${SHA256} \r\n`, SHA256],
    [`hash: ${MD5}`, MD5],
    [`hash=${MD5}`, MD5],
    [`fileHash=${SHA256}`, SHA256],
    [`file hash: ${SHA256}`, SHA256],
    [`checksum: ${SHA1}`, SHA1],
    [`file.hash.sha256: ${SHA256}`, SHA256],
    [`TargetFileHash: ${SHA1}`, SHA1],
    [`urn:sha1:${SHA1}`, SHA1],
    [`invoice.exe: ${SHA256}`, SHA256],
    [`invoice.exe=${SHA256}`, SHA256],
    [`invoice.exe|${SHA256}`, SHA256],
    [`invoice|${MD5}`, MD5],
    [`C:\\Users\\kim\\invoice.exe|${MD5}`, MD5],
    [`passwords.txt: ${SHA256}`, SHA256],
    [`${SHA256}|invoice.exe`, SHA256],
    [`${SHA256}  invoice.exe`, SHA256],
    [`${SHA256} *invoice.exe`, SHA256],
    [`${SHA256}  my invoice`, SHA256],
    [`${MD5}  -`, MD5],
    [`${SHA256}\tinvoice.exe`, SHA256],
    [`${SHA256} invoice.exe`, SHA256],
    [`${SHA256} /tmp/invoice`, SHA256],
    [`\\${SHA256}  a\\nb.exe`, SHA256],
    [`MD5 (invoice.exe) = ${MD5}`, MD5],
    [`MD5(my invoice.exe)= ${MD5}`, MD5],
    [`SHA256 (invoice.exe) = ${SHA256}`, SHA256],
    [`SHA2-256(invoice.exe)= ${SHA256}`, SHA256],
    [`SHA1=${SHA1},MD5=${MD5},SHA256=${SHA256},IMPHASH=${X}`, SHA256],
    [`MD5=${MD5},IMPHASH=${X}`, MD5],
    [`md5=${MD5} sha256=${SHA256}`, SHA256],
    [`MD5: ${MD5}; SHA1: ${SHA1}`, SHA1],
    [`MD5=${MD5}, SHA256=${SHA256}`, SHA256],
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
    `password=${MD5}`,
    `password: ${MD5}`,
    `password|${MD5}`,
    `x-apikey: ${SHA256}`,
    `token:${SHA256}`,
    `api_key=${SHA256}`,
    `Authorization: Bearer ${SHA256}`,
    `Cookie: a=${MD5}`,
    `user.password: ${MD5}`,
    `password_hash=${MD5}`,
    `secret.md5=${MD5}`,
    `kim:${MD5}`,
    `kim=${MD5}`,
    `imphash: ${X}`,
    `IMPHASH=${X}`,
    `ja3=${X}`,
    `JA3 hash: ${X}`,
    `thumbprint: ${SHA1}`,
    `SHA1 Fingerprint=${SHA1}`,
    `authentihash: ${SHA256}`,
    `NTLM: ${MD5}`,
    `commit ${SHA1}`,
    `commit: ${SHA1}`,
    `trace_id=${MD5}`,
    `nginx@sha256:${SHA256}`,
    `${SHA256} is bad`,
    `look at ${SHA256}`,
    `md5=${MD5} md5=${M2}`,
    `MD5=${MD5},password=${M2}`,
    `md5=${MD5} parent_sha256=${SHA256}`,
    `${MD5},${SHA1},${SHA256}`,
    `${MD5}\n${SHA1}`,
    `sha512:${SHA256}${SHA256}`,
    `sha256:${SHA256}0`,
    `sha256:`,
  ];
  for (const text of table) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      for (const kind of ['auto', 'file'] as const) {
        assert.throws(
          () => identify(text, kind),
          (error) => error instanceof NotAnIndicatorError && !error.message.includes(MD5),
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
