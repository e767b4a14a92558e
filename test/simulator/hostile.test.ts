import assert from 'node:assert/strict';
import { createSimulator } from '../../src/simulator/virustotal';
import type { HttpRequest } from '../../src/lookup/http';
import { createFakeClock } from '../support/fake-clock';
import { bodyV2, getV2, getV3, KEY, postV2, postV3 } from './requests';

const multipart = (body: string, boundary = 'frontier'): HttpRequest => ({
  ...postV3('urls'),
  headers: { 'x-apikey': KEY, 'content-type': `multipart/form-data; boundary=${boundary}` },
  body,
});
const raw = (path: string): HttpRequest => ({ ...getV3(''), path });

describe('hostile requests', () => {
  const requests: readonly [string, HttpRequest][] = [
    ['an empty path', raw('')],
    ['a path without a slash', raw('http://127.0.0.1/api/v3/files/x')],
    ['the root', raw('/')],
    ['a traversal', getV3('../../etc/passwd')],
    ['an encoded traversal', getV3('files/..%2F..%2Fetc%2Fpasswd')],
    ['a cut percent escape', getV3('files/%')],
    ['an escape that is no UTF-8', getV3('domains/%FF%FE.com')],
    ['a null byte', getV3('domains/example%00.com')],
    ['__proto__ as a collection', getV3('__proto__/x')],
    ['constructor as a file', getV3('files/constructor')],
    ['__proto__ as a file', getV3('files/__proto__')],
    ['__proto__ as a domain', getV3('domains/__proto__')],
    ['toString as an analysis', getV3('analyses/toString')],
    ['__proto__ as a user', getV3('users/__proto__/overall_quotas')],
    [
      'a URL identifier that is no UTF-8',
      getV3(`urls/${Buffer.of(255, 254).toString('base64url')}`),
    ],
    ['a padded URL identifier', getV3('urls/aHR0cDovL2V4YW1wbGUuY29tLw==')],
    ['a URL identifier that is no URL', getV3(`urls/${Buffer.from('a b').toString('base64url')}`)],
    ['a host without a dot', getV3(`urls/${Buffer.from('http://local/').toString('base64url')}`)],
    ['a scheme that is not the web', postV3('urls', { url: 'file:///etc/passwd' })],
    ['an address with a zone', getV3('ip_addresses/fe80::1%25eth0')],
    ['an octal address', getV3('ip_addresses/010.8.8.8')],
    ['an endless name', getV3(`domains/${'a.'.repeat(200_000)}com`)],
    ['a huge identifier', getV3(`urls/${'A'.repeat(1_000_000)}`)],
    ['a multipart form without a boundary', multipart('x', '')],
    ['a multipart form without an end', multipart('--frontier\r\n\r\nx')],
    ['a multipart part without a name', multipart('--frontier\r\nA: b\r\n\r\nx\r\n--frontier--')],
    ['a multipart part without a head', multipart('--frontier\r\nx\r\n--frontier--')],
    ['a multipart form of boundaries', multipart('--frontier\r\n'.repeat(50_000))],
    ['a huge body', postV3('urls', { url: 'x'.repeat(900_000) })],
    ['a form of bad escapes', { ...postV3('urls'), body: 'url=%E0%A4%A&url=%' }],
    ['__proto__ as a field', postV3('urls', { __proto__: 'x', constructor: 'y' })],
    ['a v2 batch of commas', getV2('file/report', { resource: ','.repeat(100_000) })],
    ['a v2 path through the prototype', getV2('constructor', {})],
    ['a v2 form that is JSON', { ...postV2('url/scan', {}), body: '{', headers: {} }],
  ];

  for (const [name, request] of requests) {
    it(`get an answer that is no report: ${name}`, () => {
      const simulator = createSimulator({ clock: createFakeClock() });
      const { status, body } = simulator.answer(request);
      assert.ok([400, 403, 404].includes(status), `${status} ${body.slice(0, 200)}`);
    });
  }

  it('of v2 with text that is no indicator get response codes, not errors', () => {
    const simulator = createSimulator({ clock: createFakeClock() });
    for (const resource of ['__proto__', '\u0000', '\uD800', '../..', 'x'.repeat(500_000)]) {
      for (const path of ['file/report', 'url/report']) {
        const reply = simulator.answer(getV2(path, { resource, scan: '0' }));
        assert.equal(reply.status, 200);
        assert.equal(bodyV2(reply).response_code, 0);
      }
    }
  });

  it('leave the stand-in as it was', () => {
    const simulator = createSimulator({ clock: createFakeClock() });
    const before = simulator.answer(getV3('domains/example.com'));
    for (const [, request] of requests) simulator.answer(request);
    assert.deepEqual(simulator.answer(getV3('domains/example.com')), before);
  });
});
