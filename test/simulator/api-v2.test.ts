import assert from 'node:assert/strict';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { bodyV2, getV2, KEY, postV2, type BodyV2 } from './requests';

const clock = createFakeClock();
const sample = '52d3df0ed60c46f336c131bf2ca454f73bafdc4b04dfa2aea80746f5ba9e6d1c';
const eicarMd5 = '44d88612fea8a8f36de82e1278abb02f';
const unknownHash = 'e'.repeat(64);

describe('reports of API v2', () => {
  const simulator = createSimulator({ clock });

  it('about a file have the counts, the engines and the hashes', () => {
    const body: BodyV2 & { sha256?: string } = bodyV2(
      simulator.answer(getV2('file/report', { resource: sample, allinfo: 'true' })),
    );
    assert.equal(body.verbose_msg, 'Scan finished, information embedded');
    assert.deepEqual([body.positives, body.total], [52, 70]);
    assert.deepEqual([body.resource, body.sha256], [sample, sample]);
    assert.deepEqual(body.scans?.['Bkav'], {
      detected: true,
      version: '1.0.0.0',
      result: 'W32.AIDetect',
      update: '20260115',
    });
    assert.equal(body.scan_date, '2026-01-15 10:00:00');
    assert.match(body.permalink ?? '', /^https:\/\/www\.virustotal\.com\/gui\/file\/52d3/);
  });

  it('about a file are found by its scan_id too', () => {
    const { scan_id } = bodyV2(simulator.answer(getV2('file/report', { resource: eicarMd5 })));
    const again = bodyV2(simulator.answer(getV2('file/report', { resource: scan_id ?? '' })));
    assert.equal(again.response_code, 1);
    assert.ok((again.positives ?? 0) > 60);
  });

  it('about a URL come by GET, by POST, and by POST with everything in the query', () => {
    const resource = 'http://malware.wicar.org/data/eicar.com';
    const requests = [
      getV2('url/report', { resource }),
      postV2('url/report', { resource }),
      { ...getV2('url/report', { resource, scan: '1', allinfo: 'True' }), method: 'POST' as const },
    ];
    for (const request of requests) {
      const body = bodyV2(simulator.answer(request));
      assert.equal(body.verbose_msg, 'Scan finished, scan information embedded in this object');
      assert.equal(body.positives, 15);
      assert.deepEqual(body.scans?.['Google Safebrowsing'], {
        detected: true,
        result: 'malware site',
      });
    }
  });

  it('about several files are an array in the order asked', () => {
    const reply = simulator.answer(
      getV2('file/report', { resource: `${sample},${unknownHash}, ${eicarMd5}` }),
    );
    const bodies: BodyV2[] = JSON.parse(reply.body);
    assert.deepEqual(
      bodies.map((body) => [body.resource, body.response_code]),
      [
        [sample, 1],
        [unknownHash, 0],
        [eicarMd5, 1],
      ],
    );
  });

  it('about several URLs are an array; a comma belongs to the URL', () => {
    const resource = 'https://nodered.org/\nhttps://www.example.com/a,b\n';
    const reply = simulator.answer(getV2('url/report', { resource }));
    const bodies: BodyV2[] = JSON.parse(reply.body);
    assert.deepEqual(
      bodies.map((body) => [body.resource, body.response_code]),
      [
        ['https://nodered.org/', 1],
        ['https://www.example.com/a,b', 0],
      ],
    );
  });

  it('about a domain have its categories and its site verdict', () => {
    const reply = simulator.answer(getV2('domain/report', { domain: 'malware.wicar.org' }));
    const body: Record<string, unknown> = JSON.parse(reply.body);
    assert.equal(body['verbose_msg'], 'Domain found in dataset');
    assert.deepEqual(body['categories'], ['malicious web sites', 'spyware and malware']);
    assert.equal(body['Forcepoint ThreatSeeker category'], 'malicious web sites');
    assert.deepEqual(body['Webutation domain info'], {
      Verdict: 'malicious',
      'Safety score': 10,
      'Adult content': 'no',
    });
    assert.equal(body['whois'], 'Domain Name: MALWARE.WICAR.ORG');
  });

  it('about an address have its owner', () => {
    const reply = simulator.answer(getV2('ip-address/report', { ip: '8.8.8.8' }));
    const body: Record<string, unknown> = JSON.parse(reply.body);
    assert.deepEqual(
      [body['verbose_msg'], body['as_owner'], body['asn'], body['country']],
      ['IP address in dataset', 'Google LLC', 15169, 'US'],
    );
  });
});

describe('response codes of API v2', () => {
  const simulator = createSimulator({ clock });
  const absent = 'The requested resource is not among the finished, queued or pending scans';
  const waiting = 'Your resource is queued for analysis';
  const invalid = 'Invalid resource, check what you are submitting';

  const cases: readonly [string, Record<string, string>, number, string][] = [
    ['file/report', { resource: unknownHash }, 0, absent],
    ['file/report', { resource: 'abc' }, 0, invalid],
    ['url/report', { resource: 'https://unknown.example.org/' }, 0, absent],
    ['url/report', { resource: 'no address' }, 0, invalid],
    ['url/report', { resource: 'https://www.example.com/just-submitted' }, -2, waiting],
    ['domain/report', { domain: 'unknown.example.org' }, 0, 'Domain not found'],
    ['domain/report', { domain: 'not_a_domain' }, -1, 'Invalid domain'],
    ['domain/report', { domain: 'pending.example.com' }, -2, waiting],
    ['ip-address/report', { ip: '9.9.9.9' }, 0, 'Missing IP address'],
    ['ip-address/report', { ip: '1.2.3' }, -1, 'Invalid IP address'],
    ['ip-address/report', { ip: '2001:4860:4860::8888' }, -1, 'Invalid IP address'],
    ['ip-address/report', { ip: '192.175.48.99' }, -2, waiting],
  ];
  for (const [path, query, code, message] of cases) {
    it(`${path} of ${Object.values(query).join()} is ${code}`, () => {
      const reply = simulator.answer(getV2(path, query));
      const body = bodyV2(reply);
      assert.equal(reply.status, 200);
      assert.deepEqual([body.response_code, body.verbose_msg], [code, message]);
      assert.equal('positives' in body || 'scans' in body, false);
    });
  }
});

function empty(status: number): object {
  return { status, headers: {}, body: '' };
}

describe('HTTP errors of API v2', () => {
  const simulator = createSimulator({ clock, keys: [KEY] });

  it('are 403 without a body for a missing or wrong key', () => {
    for (const apikey of ['', 'guessed']) {
      const request = getV2('file/report', { resource: sample, apikey });
      assert.deepEqual(simulator.answer(request), empty(403));
    }
  });

  it('are 400 without a body for missing parameters and for too many items', () => {
    assert.deepEqual(simulator.answer(getV2('file/report', {})), empty(400));
    assert.deepEqual(simulator.answer(getV2('domain/report', { ip: '8.8.8.8' })), empty(400));
    assert.deepEqual(simulator.answer(postV2('url/scan', {})), empty(400));
    const resource = Array.from({ length: 26 }, () => eicarMd5).join(',');
    assert.deepEqual(simulator.answer(getV2('file/report', { resource })), empty(400));
  });

  it('are 404 without a body for unknown paths and methods', () => {
    assert.deepEqual(simulator.answer(getV2('file/nothing', {})), empty(404));
    assert.deepEqual(simulator.answer(getV2('url/scan', { url: 'https://x.org/' })), empty(404));
  });
});
