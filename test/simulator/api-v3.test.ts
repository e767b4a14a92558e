import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { bodyV3, errorOf, getV3, KEY, postV3, urlId } from './requests';

const clock = createFakeClock();
const eicar = {
  md5: '44d88612fea8a8f36de82e1278abb02f',
  sha1: '3395856ce81f2b7382dee72602f798b642f14140',
  sha256: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
};
const sample = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';
const unknownHash = 'f'.repeat(64);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('reports of API v3', () => {
  const simulator = createSimulator({ clock });

  it('are JSON', () => {
    const reply = simulator.answer(getV3(`files/${sample}`));
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
  });

  for (const [kind, hash] of Object.entries(eicar)) {
    it(`find a file by its ${kind}, in either case`, () => {
      for (const spelling of [hash, hash.toUpperCase()]) {
        const { data } = bodyV3(simulator.answer(getV3(`files/${spelling}`)));
        assert.equal(data.type, 'file');
        assert.equal(data.id, eicar.sha256);
        assert.deepEqual(
          [data.attributes.md5, data.attributes.sha1, data.attributes.sha256],
          [eicar.md5, eicar.sha1, eicar.sha256],
        );
        assert.equal(data.links.self, `https://www.virustotal.com/api/v3/files/${eicar.sha256}`);
      }
    });
  }

  it('have 52 of 70 for the sample of the documented flow, with its labels', () => {
    const { attributes } = bodyV3(simulator.answer(getV3(`files/${sample}`))).data;
    assert.deepEqual(attributes.last_analysis_stats, {
      malicious: 52,
      suspicious: 0,
      undetected: 18,
      harmless: 0,
      timeout: 1,
      'confirmed-timeout': 0,
      failure: 1,
      'type-unsupported': 3,
    });
    assert.deepEqual(attributes.last_analysis_results?.['Bkav'], {
      method: 'blacklist',
      engine_name: 'Bkav',
      engine_version: '1.0.0.0',
      engine_update: '20260115',
      category: 'malicious',
      result: 'W32.AIDetect',
    });
    assert.equal(
      attributes.popular_threat_classification?.suggested_threat_label,
      'trojan.agent/generickd',
    );
  });

  const spellings: readonly [string, string][] = [
    ['its base64url', urlId('http://malware.wicar.org/data/eicar.com')],
    ['its SHA-256', sha256('http://malware.wicar.org/data/eicar.com')],
    ['another spelling of it', urlId('HTTP://Malware.WICAR.org:80/data/eicar.com#top')],
    ['it without a scheme', urlId('malware.wicar.org/data/eicar.com')],
  ];
  for (const [name, id] of spellings) {
    it(`find a URL by ${name}`, () => {
      const { data } = bodyV3(simulator.answer(getV3(`urls/${id}`)));
      assert.equal(data.type, 'url');
      assert.equal(data.attributes.url, 'http://malware.wicar.org/data/eicar.com');
      assert.equal(data.id, sha256('http://malware.wicar.org/data/eicar.com'));
    });
  }

  it('find a domain in either case', () => {
    const { data } = bodyV3(simulator.answer(getV3('domains/Malware.WICAR.org')));
    assert.deepEqual([data.type, data.id], ['domain', 'malware.wicar.org']);
  });

  const addresses = ['192.31.196.66', '2001:4860:4860::8888', '2001:4860:4860:0:0:0:0:8888'];
  for (const address of addresses) {
    it(`find the address ${address}`, () => {
      const { data } = bodyV3(simulator.answer(getV3(`ip_addresses/${address}`)));
      assert.equal(data.type, 'ip_address');
    });
  }
});

describe('errors of API v3', () => {
  const simulator = createSimulator({ clock, keys: [KEY] });
  const unknownUrl = 'https://unknown.example.org/';

  const cases: readonly [string, number, string, string][] = [
    [`files/${unknownHash}`, 404, 'NotFoundError', `File "${unknownHash}" not found`],
    [`urls/${urlId(unknownUrl)}`, 404, 'NotFoundError', `URL "${sha256(unknownUrl)}" not found`],
    ['domains/unknown.example.org', 404, 'NotFoundError', 'Domain "unknown.example.org" not found'],
    ['ip_addresses/9.9.9.9', 404, 'NotFoundError', 'IP address "9.9.9.9" not found'],
    ['analyses/u-1-1', 404, 'NotFoundError', 'Analysis "u-1-1" not found'],
    ['analyses/u-1-1/item', 404, 'NotFoundError', 'Analysis "u-1-1" not found'],
    ['users/somebody', 404, 'NotFoundError', 'User "somebody" not found'],
    ['nothing/here', 404, 'NotFoundError', 'Resource not found'],
    ['files', 404, 'NotFoundError', 'Resource not found'],
    [`files/${sample}/analyse`, 404, 'NotFoundError', 'Resource not found'],
    ['files/abc', 400, 'InvalidArgumentError', '"abc" is not a valid file hash'],
    ['urls/%2B%2F', 400, 'InvalidArgumentError', 'Unable to canonicalize url'],
    [
      'domains/not_a_domain',
      400,
      'InvalidArgumentError',
      'Domain "not_a_domain" is not a valid domain pattern',
    ],
    ['ip_addresses/1.2.3', 400, 'InvalidArgumentError', '"1.2.3" is not a valid IP address'],
    [
      `urls/${urlId('https://www.example.com/just-submitted')}`,
      400,
      'NotAvailableYet',
      'The analysis is not available yet',
    ],
    ['domains/pending.example.com', 400, 'NotAvailableYet', 'The analysis is not available yet'],
    ['ip_addresses/192.175.48.99', 400, 'NotAvailableYet', 'The analysis is not available yet'],
  ];
  for (const [path, status, code, message] of cases) {
    it(`GET ${path} is ${status} ${code}`, () => {
      assert.deepEqual(errorOf(simulator.answer(getV3(path))), { status, code, message });
    });
  }

  it('ask for a key when there is none', () => {
    const expected = {
      status: 401,
      code: 'AuthenticationRequiredError',
      message: 'X-Apikey header is missing',
    };
    const { headers: _without, ...request } = getV3(`files/${sample}`);
    assert.deepEqual(errorOf(simulator.answer({ ...request, headers: {} })), expected);
    assert.deepEqual(errorOf(simulator.answer(getV3(`files/${sample}`, ''))), expected);
  });

  it('echo a wrong key, as VirusTotal does', () => {
    assert.deepEqual(errorOf(simulator.answer(getV3(`files/${sample}`, 'guessed'))), {
      status: 401,
      code: 'WrongCredentialsError',
      message: 'Wrong API key: guessed',
    });
  });

  it('take any key when none are named', () => {
    const open = createSimulator({ clock });
    assert.equal(open.answer(getV3(`files/${sample}`, 'guessed')).status, 200);
  });

  it('refuse to submit what is not a form, lacks the URL or is no URL', () => {
    const json = {
      ...postV3('urls'),
      headers: { 'x-apikey': KEY, 'content-type': 'application/json' },
      body: '{"url":"https://www.example.com/"}',
    };
    assert.equal(errorOf(simulator.answer(json)).code, 'BadRequestError');
    assert.equal(errorOf(simulator.answer(postV3('urls'))).code, 'BadRequestError');
    assert.equal(errorOf(simulator.answer(postV3('urls', { link: 'x' }))).code, 'BadRequestError');
    assert.deepEqual(errorOf(simulator.answer(postV3('urls', { url: 'javascript://x' }))), {
      status: 400,
      code: 'InvalidArgumentError',
      message: 'Unable to canonicalize url',
    });
  });

  it('refuse to analyse what is unknown or malformed', () => {
    const unknown = errorOf(simulator.answer(postV3(`files/${unknownHash}/analyse`)));
    assert.deepEqual([unknown.status, unknown.code], [404, 'NotFoundError']);
    const malformed = errorOf(simulator.answer(postV3('domains/-/analyse')));
    assert.deepEqual([malformed.status, malformed.code], [400, 'InvalidArgumentError']);
  });
});
