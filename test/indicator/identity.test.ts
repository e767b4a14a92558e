import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';

describe('the identity of a URL', () => {
  const oneKey: [what: string, ...spellings: string[]][] = [
    ['case of scheme and host', 'http://example.com/a', 'HTTP://EXAMPLE.com/a'],
    ['the default port', 'http://example.com/', 'http://example.com:80/', 'http://example.com'],
    ['the default port of https', 'https://example.com/', 'https://example.com:443'],
    ['the fragment', 'http://example.com/a', 'http://example.com/a#', 'http://example.com/a#b'],
    ['defanging', 'http://example.com/a', 'hxxp[:]//example[.]com/a', 'example.com/a'],
    ['dots in the path', 'http://example.com/b', 'http://example.com/a/../b'],
    ['the script of the host', 'http://xn--bcher-kva.example/', 'http://bücher.example/'],
    ['escapes in the host', 'http://example.com/', 'http://%65xample.com/'],
    ['escapes that had to be made', 'http://example.com/%C3%9F', 'http://example.com/ß'],
    ['the form of an IPv6 address', 'http://[2001:db8::1]/', 'http://[2001:DB8:0:0::1]:80/'],
    [
      'the form of an IPv4 address',
      'http://192.0.2.1/',
      'http://3221225985/',
      'http://0xc0.0.513/',
    ],
    ['backslashes', 'http://example.com/a/b', 'http:\\\\example.com\\a\\b'],
  ];
  for (const [what, ...spellings] of oneKey) {
    it(`does not depend on ${what}`, () => {
      const keys = new Set(spellings.map((text) => identify(text, 'auto').key));
      assert.deepEqual([...keys], [`url:${spellings[0]}`]);
    });
  }

  const apart: [what: string, one: string, other: string][] = [
    ['the scheme', 'http://example.com/', 'https://example.com/'],
    ['the port', 'http://example.com/', 'http://example.com:8080/'],
    ['case of the path', 'http://example.com/a', 'http://example.com/A'],
    ['the query', 'http://example.com/', 'http://example.com/?a'],
    ['an empty query', 'http://example.com/', 'http://example.com/?'],
    ['an escape in the path', 'http://example.com/a/b', 'http://example.com/a%2Fb'],
    ['a slash at the end', 'http://example.com/a', 'http://example.com/a/'],
    ['the user', 'http://a@example.com/', 'http://b@example.com/'],
  ];
  for (const [what, one, other] of apart) {
    it(`depends on ${what}`, () => {
      assert.notEqual(identify(one, 'url').key, identify(other, 'url').key);
    });
  }

  const hosts: [text: string, host: string][] = [
    ['http://user:password@www.example.com:8080/a', 'www.example.com'],
    ['http://EXAMPLE.com./', 'example.com'],
    ['http://bücher.example/ß', 'xn--bcher-kva.example'],
    ['http://[2001:db8::1]:8080/', '2001:db8::1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.01/', '127.0.0.1'],
    ['http://127.1./', '127.0.0.1'],
  ];
  for (const [text, host] of hosts) {
    it(`has the host ${host} for ${text}`, () => assert.equal(identify(text, 'url').host, host));
  }

  const ids: [value: string, id: string][] = [
    ['http://www.virustotal.com/', 'aHR0cDovL3d3dy52aXJ1c3RvdGFsLmNvbS8'],
    ['http://example.com', 'aHR0cDovL2V4YW1wbGUuY29t'],
    ['http://example.com/?a=>>>b', 'aHR0cDovL2V4YW1wbGUuY29tLz9hPT4-PmI'],
    ['http://example.com/a??', 'aHR0cDovL2V4YW1wbGUuY29tL2E_Pw'],
  ];
  for (const [value, id] of ids) {
    it(`has the id ${id} for ${value}`, () => assert.equal(identify(value, 'url').id, id));
  }

  it('has the unpadded base64url of its value for id, whatever is in it', () => {
    for (let code = 0xa1; code < 0x500; code += 1) {
      const path = String.fromCharCode(code, code + 1, code + 2);
      const { id, value } = identify(`http://example.com/${path}/end`, 'url');
      assert.match(id, /^[\w-]+$/);
      assert.equal(Buffer.from(id, 'base64url').toString(), value);
    }
  });
});

describe('the identity of everything else', () => {
  const oneKey: [key: string, ...spellings: string[]][] = [
    ['file:44d88612fea8a8f36de82e1278abb02f', '44D88612FEA8A8F36DE82E1278ABB02F'],
    ['domain:example.com', 'example.com', 'EXAMPLE.COM', 'example.com.', 'example[.]com'],
    ['domain:xn--bcher-kva.example', 'bücher.example', 'BÜCHER.example', 'xn--bcher-kva.EXAMPLE'],
    ['ip:192.0.2.1', '192.0.2.1', '192[.]0[.]2[.]1', '::ffff:192.0.2.1', '::ffff:c000:201'],
    ['ip:2001:db8::1', '2001:db8::1', '2001:0DB8:0:0:0:0:0:0001', '[2001:db8::1]'],
  ];
  for (const [key, ...spellings] of oneKey) {
    for (const text of spellings) {
      it(`is ${key} for ${text}`, () => assert.equal(identify(text, 'auto').key, key));
    }
  }

  it('has the value for id and no host', () => {
    for (const text of ['44d88612fea8a8f36de82e1278abb02f', 'example.com', '2001:db8::1']) {
      const indicator = identify(text, 'auto');
      assert.equal(indicator.id, indicator.value);
      assert.equal(indicator.host, undefined);
    }
  });
});
