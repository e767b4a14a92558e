import assert from 'node:assert/strict';
import { NotAnIndicatorError } from '../../../src/indicator/errors';
import { extract } from '../../../src/indicator/extract';
import { identify } from '../../../src/indicator/identify';
import type { IndicatorType } from '../../../src/indicator/indicator';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const IN_BASE64 = Buffer.from('http://evil.example/a').toString('base64url');

function found(text: string, find = ALL): string[] {
  return extract(text, find).map(({ type, value }) => `${type} ${value}`);
}

describe('a page of VirusTotal', () => {
  const table: [page: string, type: IndicatorType, value: string][] = [
    [`https://www.virustotal.com/gui/file/${SHA256}`, 'file', SHA256],
    [`https://www.virustotal.com/gui/file/${SHA256}/detection`, 'file', SHA256],
    [`https://www.virustotal.com/gui/file/${SHA256.toUpperCase()}/behavior?x=1`, 'file', SHA256],
    [`https://virustotal.com/gui/file/${MD5}`, 'file', MD5],
    [`https://www.virustotal.com/#/file/${SHA256}/detection`, 'file', SHA256],
    [`https://www.virustotal.com/gui/#/file/${SHA256}`, 'file', SHA256],
    [`https://www.virustotal.com/en/file/${SHA256}/analysis/1497373000/`, 'file', SHA256],
    [`https://www.virustotal.com/pt-br/file/${SHA256}/analysis/`, 'file', SHA256],
    [`https://www.virustotal.com/file/${SHA256}/analysis/`, 'file', SHA256],
    [`http://www.virustotal.com/file-scan/report.html?id=${SHA256}-1290000000`, 'file', SHA256],
    [`https://www.virustotal.com/api/v3/files/${SHA256}`, 'file', SHA256],
    [`https://www.virustotal.com/api/v3/files/${SHA256}/behaviours`, 'file', SHA256],
    [`https://www.virustotal.com/ui/files/${MD5}`, 'file', MD5],
    [
      `https://www.virustotal.com/vtapi/v2/file/report?apikey=${SHA256}&resource=${MD5}`,
      'file',
      MD5,
    ],
    [
      `https://www.virustotal.com/gui/file-analysis/${Buffer.from(`${MD5}:1700000000`).toString('base64')}/detection`,
      'file',
      MD5,
    ],
    [`https://www.virustotal.com/gui/search/${SHA256}`, 'file', SHA256],
    ['https://www.virustotal.com/gui/domain/evil.example/relations', 'domain', 'evil.example'],
    ['https://www.virustotal.com/en/domain/evil.example/information/', 'domain', 'evil.example'],
    ['https://www.virustotal.com/api/v3/domains/evil.example', 'domain', 'evil.example'],
    ['https://www.virustotal.com/gui/ip-address/8.8.4.4', 'ip', '8.8.4.4'],
    ['https://www.virustotal.com/gui/ip-address/2001:4860::8844/details', 'ip', '2001:4860::8844'],
    ['https://www.virustotal.com/api/v3/ip_addresses/8.8.4.4', 'ip', '8.8.4.4'],
    [`https://www.virustotal.com/gui/url/${IN_BASE64}/detection`, 'url', 'http://evil.example/a'],
    [`https://www.virustotal.com/api/v3/urls/${IN_BASE64}`, 'url', 'http://evil.example/a'],
    [
      'https://www.virustotal.com/vtapi/v2/url/report?apikey=x&resource=http%3A%2F%2Fevil.example%2Fa',
      'url',
      'http://evil.example/a',
    ],
    [
      'https://www.virustotal.com/gui/search/http%253A%252F%252Fevil.example%252Fa',
      'url',
      'http://evil.example/a',
    ],
  ];
  for (const [page, type, value] of table) {
    it(`is about the ${type} that it names: ${page.slice(8)}`, () => {
      const indicator = identify(page, 'auto');
      assert.deepEqual([indicator.type, indicator.value, indicator.wrapper], [type, value, page]);
      assert.deepEqual(identify(page, type), indicator);
      assert.deepEqual(
        found(`see ${page} now`).map((each) => each.toLowerCase()),
        [`${type} ${value}`],
      );
      assert.deepEqual(
        found(page, new Set([type])).map((each) => each.toLowerCase()),
        [`${type} ${value}`],
      );
    });
  }

  it('is read in the link of a mail gateway and defanged', () => {
    const page = `https://www.virustotal.com/gui/file/${SHA256}`;
    const link = `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(page)}&data=x`;
    assert.deepEqual(found(link), [`file ${SHA256}`]);
    assert.equal(identify(link, 'file').wrapper, link);
    assert.deepEqual(found(`hxxps://www.virustotal[.]com/gui/file/${SHA256}`), [`file ${SHA256}`]);
  });

  it('about a URL of which it has the number alone is about nothing', () => {
    for (const page of [
      `https://www.virustotal.com/gui/url/${SHA256}`,
      `https://www.virustotal.com/gui/url/${SHA256}/detection`,
      `https://www.virustotal.com/en/url/${SHA256}/analysis/1497373000/`,
      `https://www.virustotal.com/api/v3/urls/${SHA256}`,
      `https://www.virustotal.com/gui/url-analysis/u-${SHA256}-1700000000`,
    ]) {
      assert.deepEqual(found(page), []);
      assert.deepEqual(found(page, new Set(['file'])), []);
      assert.throws(() => identify(page, 'auto'), NotAnIndicatorError);
      assert.throws(() => identify(page, 'url'), /which cannot be read back$/);
    }
  });

  it('about a file is no answer where something else is asked for', () => {
    const page = `https://www.virustotal.com/gui/file/${SHA256}`;
    assert.deepEqual(found(page, new Set(['url', 'domain', 'ip'])), []);
    assert.throws(() => identify(page, 'url'), NotAnIndicatorError);
    assert.throws(
      () => identify(page, 'domain'),
      /^The link leads to a file: that is no domain name$/,
    );
  });

  const others = [
    'https://www.virustotal.com/',
    'https://www.virustotal.com/gui/home/upload',
    'https://www.virustotal.com/gui/user/kim',
    'https://www.virustotal.com/gui/file/upload',
    'https://www.virustotal.com/gui/collection/abc',
    'https://docs.virustotal.com/reference/file-info',
    `https://www.virustotal.com.evil.example/gui/file/${SHA256}`,
  ];
  for (const page of others) {
    it(`that names nothing is about itself: ${page}`, () => {
      assert.equal(identify(page, 'auto').value, page);
      assert.deepEqual(found(page), [`url ${page}`]);
    });
  }
});
