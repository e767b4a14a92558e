import assert from 'node:assert/strict';
import { dnifFields, removeDnifFields, type DnifFields } from '../../../src/verdict/fields/dnif';
import { DEFAULT_POLICY, type Policy } from '../../../src/verdict/policy';
import { summarize, type Asked } from '../../../src/verdict/summarize';
import { BadResponseError } from '../../../src/lookup/errors';
import { parseReply } from '../../../src/virustotal/parse-report';

const SHA256 = 'a'.repeat(64);
const SHA1 = 'b'.repeat(40);
const MD5 = 'c'.repeat(32);
const URL = 'http://www.example.com/';
const PERMALINK = 'https://www.virustotal.com/gui/x';

interface Options {
  readonly policy?: Partial<Policy>;
  readonly asked?: Asked;
}

function fieldsOf(reply: object, { policy = {}, asked }: Options = {}): DnifFields {
  const report = parseReply(reply);
  const merged = { ...DEFAULT_POLICY, ...policy };
  const verdict = summarize(report, merged, Date.UTC(2026, 0), asked);
  return dnifFields({ reply, report, verdict, ignored: merged.ignored });
}

function asking(type: 'domain' | 'ip' | 'url', value: string): Asked {
  return { indicator: { type, value, id: value } };
}

const SCANS = {
  Bkav: { detected: true, result: 'W32.AIDetect' },
  'A.V. (Cloud)': { detected: false, result: null },
  Zoner: { detected: false, result: null },
};

const URL_V2 = {
  response_code: 1,
  resource: URL,
  url: URL,
  permalink: PERMALINK,
  verbose_msg: 'Scan finished, scan information embedded in this object',
  scan_id: `${SHA256}-1544782435`,
  scan_date: '2018-12-14 10:13:55',
  positives: 1,
  total: 3,
  scans: SCANS,
};

const URL_FIELDS = {
  VTURL: URL,
  VTPermalink: PERMALINK,
  VTPositives: 1,
  VTResponseCode: 1,
  VTTotal: 3,
  VTSystemTstamp: '2018-12-14T10:13:55',
  VTPositive: ['Bkav'],
  VTNegative: ['A.V. (Cloud)', 'Zoner'],
  VTMessage: 'Scan finished, scan information embedded in this object',
  VTScanID: `${SHA256}-1544782435`,
};

const RESULTS = {
  Bkav: { category: 'malicious', result: 'W32.AIDetect' },
  'A.V. (Cloud)': { category: 'harmless', result: 'clean' },
  Zoner: { category: 'undetected', result: 'unrated' },
  Late: { category: 'timeout', result: null },
};

const STATS = { malicious: 1, suspicious: 0, harmless: 1, undetected: 1, timeout: 1 };

function v3(type: string, attributes: object, more: object = {}): object {
  return { data: { id: SHA256, type, attributes, ...more } };
}

describe("DNIF's fields from API v2", () => {
  it('of a URL', () => {
    assert.deepEqual(fieldsOf(URL_V2), URL_FIELDS);
  });

  it('of a file, which has its hashes, and neither a URL nor a message', () => {
    const { url: _, resource: __, ...rest } = URL_V2;
    const reply = { ...rest, resource: MD5, md5: MD5, sha1: SHA1, sha256: SHA256 };
    const { VTURL: ___, VTMessage: ____, ...expected } = URL_FIELDS;
    assert.deepEqual(fieldsOf(reply), {
      ...expected,
      VTmd5: MD5,
      VTsha1: SHA1,
      VTsha256: SHA256,
    });
  });

  it('of a domain', () => {
    const reply = {
      response_code: 1,
      verbose_msg: 'Domain found in dataset',
      categories: ['business', 'ads'],
      'Websense ThreatSeeker category': 'business and economy',
      'Forcepoint ThreatSeeker category': 'bot networks',
      domain_siblings: ['sibling.example.com'],
      subdomains: ['mail.example.com'],
      detected_urls: [{ url: URL, positives: 3, total: 70 }, { positives: 1 }],
      'Webutation domain info': { Verdict: 'safe', 'Safety score': 100 },
      resolutions: [{ ip_address: '192.0.2.1', last_resolved: '2018-12-14 10:13:55' }],
      whois: 'Domain Name: EXAMPLE.COM',
    };
    const expected = {
      VTResponseCode: 1,
      VTCategories: ['business', 'ads'],
      VTSiteClass: ['business', 'ads'],
      VTWebsenseThreatSeekercategory: 'business and economy',
      VTForcepointThreatSeekerCategory: 'bot networks',
      VTDomainList: ['sibling.example.com'],
      VTSubDomainList: ['mail.example.com'],
      VTURL: [URL],
      VTWebutationVerdict: 'safe',
      VTWebutationSafetyScore: 100,
      VTPassiveDNSReplication: ['192.0.2.1'],
      VTWHOIS: 'Domain Name: EXAMPLE.COM',
    };
    assert.deepEqual(fieldsOf(reply), expected);
    assert.deepEqual(fieldsOf(reply, { asked: asking('domain', 'example.com') }), expected);
  });

  it('of a domain of which nothing is known but that it is there', () => {
    const reply = {
      response_code: 1,
      categories: [],
      'Websense ThreatSeeker category': [],
      domain_siblings: [],
      subdomains: [],
      detected_urls: [],
      resolutions: [],
    };
    assert.deepEqual(fieldsOf(reply, { asked: asking('domain', 'example.com') }), {
      VTResponseCode: 1,
    });
  });

  it('of an address', () => {
    const reply = {
      response_code: 1,
      as_owner: 'Example Ltd',
      asn: '64496',
      country: 'ZZ',
      detected_urls: [],
      resolutions: [{ hostname: 'www.example.com' }],
      detected_communicating_samples: [{ sha256: SHA256, positives: 3 }],
      detected_downloaded_samples: [{ sha256: 'd'.repeat(64), positives: 1 }],
    };
    const expected = {
      VTResponseCode: 1,
      VTOwner: 'Example Ltd',
      VTURL: [],
      VTPassiveDNSReplication: ['www.example.com'],
      VTCommunicatingSamples: [SHA256],
      VTDownloadedSamples: ['d'.repeat(64)],
      VTASN: '64496',
      VTCN: 'ZZ',
    };
    assert.deepEqual(fieldsOf(reply), expected);
    assert.deepEqual(fieldsOf(reply, { asked: asking('ip', '192.0.2.1') }), expected);
  });

  it('of an address that is only told by the hosts that led to it', () => {
    const reply = { response_code: 1, resolutions: [{ hostname: 'www.example.com' }] };
    assert.deepEqual(fieldsOf(reply), {
      VTResponseCode: 1,
      VTPassiveDNSReplication: ['www.example.com'],
    });
  });

  it('of a submission', () => {
    const { positives: _, total: __, scans: ___, ...submitted } = URL_V2;
    const {
      VTPositives: _p,
      VTTotal: _t,
      VTPositive: _l,
      VTNegative: _n,
      ...expected
    } = URL_FIELDS;
    assert.deepEqual(fieldsOf(submitted), expected);
  });

  it('of what is queued', () => {
    const reply = { response_code: -2, resource: URL, verbose_msg: 'Your resource is queued' };
    assert.deepEqual(fieldsOf(reply), {
      VTURL: URL,
      VTResponseCode: -2,
      VTMessage: 'Your resource is queued',
    });
  });
});

describe("DNIF's fields from API v3", () => {
  it('of a URL', () => {
    const attributes = {
      url: URL,
      last_analysis_date: Date.UTC(2018, 11, 14, 10, 13, 55) / 1000,
      last_analysis_stats: STATS,
      last_analysis_results: RESULTS,
    };
    const { VTMessage: _, VTScanID: __, ...expected } = URL_FIELDS;
    assert.deepEqual(fieldsOf(v3('url', attributes)), {
      ...expected,
      VTPermalink: `https://www.virustotal.com/gui/url/${SHA256}`,
    });
  });

  it('of a completed analysis, whose id is the id of the scan', () => {
    const id = `u-${SHA256}-1544782435`;
    const reply = {
      data: { id, type: 'analysis', attributes: { status: 'completed', stats: STATS } },
      meta: { url_info: { id: SHA256, url: URL } },
    };
    assert.deepEqual(fieldsOf(reply), {
      VTURL: URL,
      VTResponseCode: 1,
      VTPermalink: `https://www.virustotal.com/gui/url/${SHA256}`,
      VTPositives: 1,
      VTTotal: 3,
      VTScanID: id,
    });
  });

  it('of a domain', () => {
    const categories = {
      'Forcepoint ThreatSeeker': 'bot networks',
      'Websense ThreatSeeker': 'business',
      Sophos: 'business',
    };
    const relationships = {
      subdomains: { data: [{ type: 'domain', id: 'mail.example.com' }] },
      siblings: { data: [{ type: 'domain', id: 'sibling.example.com' }] },
    };
    const reply = v3('domain', { categories, whois: 'text' }, { relationships });
    assert.deepEqual(fieldsOf(reply), {
      VTResponseCode: 1,
      VTCategories: ['bot networks', 'business'],
      VTSiteClass: ['bot networks', 'business'],
      VTWebsenseThreatSeekercategory: 'business',
      VTForcepointThreatSeekerCategory: 'bot networks',
      VTDomainList: ['sibling.example.com'],
      VTSubDomainList: ['mail.example.com'],
      VTWHOIS: 'text',
    });
  });

  it('of an address', () => {
    const attributes = { as_owner: 'Example Ltd', asn: 64_496, country: 'ZZ' };
    assert.deepEqual(fieldsOf(v3('ip_address', attributes)), {
      VTResponseCode: 1,
      VTOwner: 'Example Ltd',
      VTASN: 64_496,
      VTCN: 'ZZ',
    });
  });
});

describe("DNIF's fields from API v3 in the forms of clients", () => {
  const categories = { Sophos: 'business' };
  for (const [type, attributes] of [
    ['url', { url: URL, last_analysis_stats: STATS, last_analysis_results: RESULTS }],
    ['file', { sha256: SHA256, last_analysis_stats: STATS, last_analysis_results: RESULTS }],
    ['domain', { categories, whois: 'text', last_analysis_stats: STATS }],
    ['ip_address', { as_owner: 'Example Ltd', asn: 64_496, last_analysis_stats: STATS }],
  ] as const) {
    it(`are those of the service: ${type}`, () => {
      const expected = fieldsOf(v3(type, attributes));
      assert.deepEqual(fieldsOf({ _id: SHA256, _type: type, ...attributes }), expected);
      assert.deepEqual(fieldsOf({ id: SHA256, type, attributes }), expected);
    });
  }

  it('are those of a submission', () => {
    const id = `u-${SHA256}-1544782435`;
    assert.deepEqual(fieldsOf({ data: { id, type: 'analysis' } }, { asked: asking('url', URL) }), {
      VTResponseCode: -2,
      VTScanID: id,
    });
  });

  it('are numbers where API v2 was written as text', () => {
    const reply = { ...URL_V2, response_code: '1', positives: '1', total: '3' };
    assert.deepEqual(fieldsOf(reply), URL_FIELDS);
  });
});

describe("DNIF's fields and the policy", () => {
  it('leave an ignored engine out of every list and count', () => {
    const fields = fieldsOf(URL_V2, { policy: { ignored: ['bkav', 'zoner'] } });
    assert.deepEqual(
      [fields.VTPositives, fields.VTTotal, fields.VTPositive, fields.VTNegative],
      [0, 1, undefined, ['A.V. (Cloud)']],
    );
  });

  it('count what is only suspicious as the verdict does', () => {
    const results = { A: { category: 'suspicious', result: 'Heur' } };
    const reply = v3('url', { url: URL, last_analysis_results: results });
    const counted = fieldsOf(reply);
    assert.deepEqual([counted.VTPositives, counted.VTPositive], [1, ['A']]);
    const strict = fieldsOf(reply, { policy: { countSuspicious: false } });
    assert.deepEqual([strict.VTPositives, strict.VTNegative], [0, ['A']]);
  });
});

describe("what DNIF's plugin gets wrong", () => {
  const message = 'The requested resource is not among the finished, queued or pending scans';

  it('a reply never has the fields of the one before it', () => {
    const msg: Record<string, unknown> = { ...fieldsOf(URL_V2), VTWHOIS: 'old', kept: 1 };
    removeDnifFields(msg);
    assert.deepEqual(msg, { kept: 1 });
  });

  it('an empty answer to the first lookup is a failure, and not 0 positives', () => {
    for (const empty of [undefined, '', {}, null]) {
      assert.throws(() => parseReply(empty), BadResponseError);
    }
  });

  it('a URL that nobody knows has its message and no positives, which 0 would be', () => {
    const unknown = { response_code: 0, resource: URL, verbose_msg: message };
    assert.deepEqual(fieldsOf(unknown), { VTURL: URL, VTResponseCode: 0, VTMessage: message });
    const bare = { response_code: 0, verbose_msg: message };
    assert.deepEqual(fieldsOf(bare), { VTResponseCode: 0, VTMessage: message });
    const error = { error: { code: 'NotFoundError', message: 'URL not found' } };
    assert.deepEqual(fieldsOf(error, { asked: asking('url', URL) }), {
      VTResponseCode: 0,
      VTMessage: 'URL not found',
    });
  });

  it('an object on which no engine spoke has no positives', () => {
    assert.deepEqual(fieldsOf(v3('url', { url: URL })), {
      VTURL: URL,
      VTResponseCode: 1,
      VTPermalink: `https://www.virustotal.com/gui/url/${SHA256}`,
    });
  });
});

describe("DNIF's fields for replies that say little", () => {
  for (const code of [1, -2]) {
    it(`have the time and the hashes of a file that is only queued, with code ${code}`, () => {
      const queued = {
        response_code: code,
        resource: SHA256,
        sha256: SHA256,
        sha1: SHA1,
        md5: MD5,
        scan_id: `${SHA256}-1`,
        scan_date: '2026-01-02 03:04:05',
        verbose_msg: 'Your resource is queued for analysis',
      };
      assert.deepEqual(fieldsOf(queued), {
        VTResponseCode: code,
        VTScanID: `${SHA256}-1`,
        VTSystemTstamp: '2026-01-02T03:04:05',
        VTmd5: MD5,
        VTsha1: SHA1,
        VTsha256: SHA256,
      });
    });
  }

  it('count every engine of `scans` that does not flag it as negative', () => {
    const scans = { ...SCANS, Odd: { result: null }, Slow: null };
    const { VTPositive, VTNegative } = fieldsOf(
      { ...URL_V2, scans },
      { policy: { ignored: ['zoner'] } },
    );
    assert.deepEqual(VTPositive, ['Bkav']);
    assert.deepEqual(VTNegative, ['A.V. (Cloud)', 'Odd', 'Slow']);
  });

  for (const [message, name] of [
    ['IP address in dataset', 'VTDownloadedSamples'],
    ['Domain found in dataset', 'VTSubDomainList'],
  ] as const) {
    it(`are those for what the message "${message}" is about`, () => {
      const fields = fieldsOf({
        response_code: 1,
        verbose_msg: message,
        detected_urls: [{ url: URL, positives: 1, total: 2 }],
        detected_downloaded_samples: [{ sha256: SHA256, positives: 1, total: 2 }],
        subdomains: ['www.example.com'],
      });
      assert.ok(name in fields);
      assert.deepEqual(fields.VTURL, [URL]);
      assert.equal('VTDownloadedSamples' in fields && 'VTSubDomainList' in fields, false);
    });
  }

  const untold: [about: string, reply: object, expected: DnifFields][] = [
    [
      'an address whose first host has no name',
      { resolutions: [{ last_resolved: '' }, { hostname: 'www.example.com' }] },
      { VTPassiveDNSReplication: ['www.example.com'] },
    ],
    ['an address of a network', { network: '192.0.2.0/24', detected_urls: [] }, { VTURL: [] }],
    [
      'a domain of which the message says so, and whose country is known',
      { verbose_msg: 'Domain found in dataset', country: 'ZZ', whois: 'text' },
      { VTWHOIS: 'text' },
    ],
    [
      'a domain with nothing but a category',
      { scan_date: null, 'Forcepoint ThreatSeeker category': 'bot networks', resolutions: [] },
      { VTForcepointThreatSeekerCategory: 'bot networks' },
    ],
    [
      'a domain with nothing but samples and a verdict',
      { undetected_urls: [], 'Webutation domain info': { Verdict: 'safe' } },
      { VTWebutationVerdict: 'safe' },
    ],
    [
      'a domain with nothing but samples that were seen there',
      { detected_referrer_samples: [], 'Websense ThreatSeeker category': 'business' },
      { VTWebsenseThreatSeekercategory: 'business' },
    ],
  ];
  for (const [about, reply, expected] of untold) {
    it(`tell ${about}, though nobody says what was asked for`, () => {
      const fields = fieldsOf({ response_code: 1, ...reply });
      assert.deepEqual(fields, { VTResponseCode: 1, ...expected });
    });
  }
});
