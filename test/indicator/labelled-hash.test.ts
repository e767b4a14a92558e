import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { identify } from '../../src/indicator/identify';

const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

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
