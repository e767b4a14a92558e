import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';
import { showValue } from '../../src/mail/content/show-value';
import {
  canonicalUrl,
  guiLink,
  indicatorLink,
  isVirusTotalLink,
  splitAtLinks,
  urlSha256,
} from '../../src/virustotal/links';

const GUI = 'https://www.virustotal.com/gui';
const VIRUSTOTAL = '1db0ad7dbcec0676710ea0eaacd35d5e471d3e11944d53bcbd31f0cbd11bce31';

describe('links', () => {
  it('name the page of each kind, an address with a hyphen', () => {
    const hash = 'd41d8cd98f00b204e9800998ecf8427e';
    assert.equal(indicatorLink(identify(hash, 'auto')), `${GUI}/file/${hash}`);
    assert.equal(indicatorLink(identify('example.com', 'auto')), `${GUI}/domain/example.com`);
    assert.equal(indicatorLink(identify('192.0.2.1', 'auto')), `${GUI}/ip-address/192.0.2.1`);
    assert.equal(
      indicatorLink(identify('2001:db8::1', 'auto')),
      `${GUI}/ip-address/2001%3Adb8%3A%3A1`,
    );
  });

  it('name a URL by the SHA-256 of its canonical form, however it was written', () => {
    for (const url of [
      'http://www.virustotal.com/',
      'http://www.virustotal.com',
      'HTTP://WWW.VirusTotal.com:80/',
      'http://www.virustotal.com/#top',
      'hxxp://www[.]virustotal[.]com',
    ]) {
      assert.equal(indicatorLink(identify(url, 'url')), `${GUI}/url/${VIRUSTOTAL}`, url);
    }
    assert.equal(urlSha256('http://www.virustotal.com'), VIRUSTOTAL);
  });

  it('do not break on an id that is none', () => {
    assert.equal(guiLink('file', '../x?y#z'), `${GUI}/file/..%2Fx%3Fy%23z`);
    assert.equal(canonicalUrl('no url'), 'no url');
  });
});

describe('a link to VirusTotal', () => {
  const links = [
    'https://www.virustotal.com/gui/file/aa',
    'https://www.virustotal.com/gui/domain/evil.example',
    'https://www.virustotal.com/gui/ip-address/2001%3Adb8%3A%3A1',
    'https://www.virustotal.com/gui/url/aa/detection/u-aa-1600000000',
  ];
  for (const link of links) {
    it(`is one: ${link}`, () => {
      assert.equal(isVirusTotalLink(link), true);
      assert.equal(showValue(link), link);
      assert.deepEqual(splitAtLinks(`see ${link}`), ['see ', link, '']);
    });
  }

  const others = [
    'http://www.virustotal.com/gui/file/aa',
    'https://virustotal.com/gui/file/aa',
    'https://www.virustotal.com',
    'https://www.virustotal.com.evil.example/',
    'https://www.virustotal.com@evil.example/',
    'https://www.virustotal.com/@evil.example/',
    'https://www.virustotal.com:443/gui/',
    'https://www.virustotal.com/?to=http://evil.example/',
    'https://www.virustotal.com/#http://evil.example/',
    'https://www.virustotal.com/gui/"onclick="',
    'https://www.virustotal.com/gui/ http://evil.example/',
    'https://www.virustotal.com/gui/\nhttp://evil.example/',
    ' https://www.virustotal.com/gui/file/aa',
    'javascript:alert(1)//https://www.virustotal.com/',
    `https://www.virustotal.com/${'a'.repeat(501)}`,
    '',
  ];
  for (const other of others) {
    it(`is none: ${JSON.stringify(other.slice(0, 60))}`, () => {
      assert.equal(isVirusTotalLink(other), false);
    });
  }
});
