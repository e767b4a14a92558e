import assert from 'node:assert/strict';
import { extract } from '../../../src/indicator/extract';
import { identify } from '../../../src/indicator/identify';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { TARGET, WRAPPED, wrappedTimes } from './wrapped-links';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);

function found(text: string, ...types: IndicatorType[]): string[] {
  const find = types.length === 0 ? ALL : new Set(types);
  return extract(text, find).map(({ type, value }) => `${type} ${value}`);
}

describe('a link that wraps another one', () => {
  for (const [service, link] of WRAPPED) {
    it(`of ${service} is opened by whoever identifies it`, () => {
      const { type, value, wrapper, host } = identify(link, 'auto');
      assert.deepEqual([type, value, host, wrapper], ['url', TARGET, 'evil.example.net', link]);
      assert.deepEqual(identify(link, 'url'), identify(link, 'auto'));
    });

    it(`of ${service} is opened by whoever finds it, and tells what it came in`, () => {
      const [only, ...others] = extract(`Dear Kim, open "${link}" now`, ALL);
      assert.deepEqual(others, []);
      assert.deepEqual([only?.type, only?.value, only?.wrapper], ['url', TARGET, link]);
    });

    it(`of ${service} has the host of what it wraps where domains are looked for`, () => {
      assert.deepEqual(found(`x ${link} y`, 'domain'), ['domain evil.example.net']);
      assert.deepEqual(found(`x ${link} y`, 'ip'), []);
    });
  }

  it('has the same identity as what it wraps', () => {
    const keys = new Set(WRAPPED.map(([, link]) => identify(link, 'auto').key));
    assert.deepEqual([...keys], [`url:${TARGET}`]);
  });

  const written: [how: string, text: string][] = [
    ['in HTML', `<a href="${wrappedTimes(TARGET, 1).replaceAll('&', '&amp;')}">x</a>`],
    ['in JSON', JSON.stringify({ url: wrappedTimes(TARGET, 1) })],
    ['in JSON with escaped slashes', `{"url":"${wrappedTimes(TARGET, 1).replaceAll('/', '\\/')}"}`],
    ['in Markdown', `[here](${wrappedTimes(TARGET, 1)})`],
    ['in angles', `here<${wrappedTimes(TARGET, 1)}>`],
    [
      'defanged',
      wrappedTimes(TARGET, 1).replace('https', 'hxxps').replaceAll('.outlook.', '[.]outlook[.]'),
    ],
    ['escaped', encodeURIComponent(wrappedTimes(TARGET, 1))],
    ['twice', wrappedTimes(TARGET, 2)],
    ['five times', wrappedTimes(TARGET, 5)],
  ];
  for (const [how, text] of written) {
    it(`is opened where it is written ${how}`, () => {
      assert.deepEqual(found(text), [`url ${TARGET}`]);
    });
  }

  it('is opened where it is identified as it stands in HTML, or defanged', () => {
    const html = wrappedTimes(TARGET, 1).replaceAll('&', '&amp;');
    const defanged = 'hxxps[:]//urldefense[.]com/v3/__http://evil[.]example[.]net/x__;!!a!b$';
    assert.equal(identify(html, 'auto').value, TARGET);
    assert.equal(identify(defanged, 'auto').value, 'http://evil.example.net/x');
  });

  it('is opened five times at most; what is left of one that is deeper names nobody', () => {
    const { value } = identify(wrappedTimes(TARGET, 6), 'auto');
    assert.match(value, /^https:\/\/eur01\.safelinks\.protection\.outlook\.com\/\?url=http%3A/);
    assert.doesNotMatch(value, /jane|sdata/);
  });

  it('of one service is opened in that of another', () => {
    for (const [, link] of WRAPPED) {
      assert.equal(identify(wrappedTimes(link, 1), 'auto').value, TARGET);
    }
  });

  const targets: [what: string, link: string, value: string][] = [
    [
      'its own escapes',
      'https://urldefense.com/v3/__https://a.example/r0F*2Fy@b/__;JQ!!a!b$',
      'https://a.example/r0F%2Fy@b/',
    ],
    [
      'letters beyond ASCII',
      'https://urldefense.com/v3/__https://a.example/caf**A__;w6k!!a!b$',
      'https://a.example/café',
    ],
    [
      'such letters counted by characters',
      'https://urldefense.com/v3/__https://a.example/caf*__;w6k!!a!b$',
      'https://a.example/café',
    ],
    [
      'a star without its token',
      'https://urldefense.com/v3/__https://a.example/a*b__',
      'https://a.example/a*b',
    ],
    ['a plus', 'https://www.google.com/url?q=https://a.example/a+b&sa=D', 'https://a.example/a+b'],
    [
      'no escape but its own',
      'https://l.facebook.com/l.php?u=https://a.example/a%20b',
      'https://a.example/a%20b',
    ],
    [
      'an escape of another code',
      'https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F%E9',
      'https://a.example/%E9',
    ],
    [
      'one escape too many',
      'https://www.google.com/url?q=https%253A%252F%252Fa.example%252Fx',
      'https://a.example/x',
    ],
    ['a secure page', 'https://www.google.com/amp/s/a.example/x', 'https://a.example/x'],
    [
      'an address',
      'https://linkprotect.cudasvc.com/url?a=http%3a%2f%2f198.51.100.7%2fx',
      'http://198.51.100.7/x',
    ],
  ];
  for (const [what, link, value] of targets) {
    it(`is read rightly with ${what} in what it wraps`, () => {
      assert.equal(identify(link, 'auto').value, value);
      assert.deepEqual(found(link), [`url ${value}`]);
    });
  }

  it('has the address of what it wraps where addresses are looked for', () => {
    const link = 'https://linkprotect.cudasvc.com/url?a=http%3a%2f%2f198.51.100.7%2fx';
    assert.deepEqual(found(link, 'ip'), ['ip 198.51.100.7']);
  });
});

describe('a wrapper that cannot be opened', () => {
  const table: [what: string, link: string, value: string][] = [
    [
      'Mimecast, which keeps the link',
      'https://protect-eu.mimecast.com/s/0RnpCrmB6f?domain=docs.example.com',
      '',
    ],
    [
      'Mimecast with the recipient',
      'https://url.uk.m.mimecastprotect.com/s/YP9XCWQRPf?domain=a.example&r=jane%40corp.example.org',
      'https://url.uk.m.mimecastprotect.com/s/YP9XCWQRPf?domain=a.example',
    ],
    [
      'SafeLinks around a link of mail',
      'https://eur01.safelinks.protection.outlook.com/?url=mailto%3Ajane%40corp.example.org&data=x',
      'https://eur01.safelinks.protection.outlook.com/',
    ],
    [
      'SafeLinks around another scheme',
      'https://eur01.safelinks.protection.outlook.com/?url=ftp%3A%2F%2Fa.example%2F&data=jane%40corp.example.org',
      'https://eur01.safelinks.protection.outlook.com/?url=ftp%3A%2F%2Fa.example%2F',
    ],
    [
      'SafeLinks without a link',
      'https://eur01.safelinks.protection.outlook.com/?data=05%7C01%7Cjane%40corp.example.org',
      'https://eur01.safelinks.protection.outlook.com/',
    ],
    [
      'SafeLinks around what has no host',
      'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F&data=x',
      'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F',
    ],
    [
      'URL Defense 2 around a link of mail',
      'https://urldefense.proofpoint.com/v2/url?u=mailto-3Ajane-40corp.example&d=D&r=BTD8&m=iK',
      'https://urldefense.proofpoint.com/v2/',
    ],
    [
      'URL Defense 3 around a link of mail',
      'https://urldefense.com/v3/__mailto:jane@corp.example.org__;!!a!b$',
      'https://urldefense.com/v3/',
    ],
    [
      'Sophos around what is no base64',
      'https://eu-west-1.protection.sophos.com/?d=a.example&u=%&i=jane',
      'https://eu-west-1.protection.sophos.com/?d=a.example',
    ],
    [
      'Cisco around nothing',
      'https://secure-web.cisco.com/1vbkhrbOYdyg8',
      'https://secure-web.cisco.com/',
    ],
    [
      'Inky, which has packed the link',
      'https://shared.outlook.inky.com/link?domain=a.example&t=h.eJxVj0',
      'https://shared.outlook.inky.com/link?domain=a.example',
    ],
  ];
  for (const [what, link, value] of table) {
    it(`is asked about less what names a person: ${what}`, () => {
      const indicator = identify(link, 'auto');
      assert.equal(indicator.value, value === '' ? link : value);
      assert.equal(indicator.wrapper, value === '' ? undefined : link);
      assert.deepEqual(found(link), [`url ${indicator.value}`]);
    });
  }
});

describe('a link that looks like a wrapper and is none', () => {
  const links = [
    'https://safelinks.protection.outlook.com.evil.example/?url=http%3A%2F%2Fa.example%2F',
    'https://evilsafelinks.protection.outlook.com.example/?url=http%3A%2F%2Fa.example%2F',
    'https://evil-urldefense.com/v3/__http://a.example/__;!!a!b$',
    'https://www.google.com.evil.example/url?q=http%3A%2F%2Fa.example%2F',
    'https://google.evil.example/url?q=http%3A%2F%2Fa.example%2F',
    'https://www.google.com/search?q=http%3A%2F%2Fa.example%2F',
    'https://www.google.com/urls?q=http%3A%2F%2Fa.example%2F',
    'https://mail.corp-example.com/owa/redir.aspx?URL=http%3A%2F%2Fa.example%2F',
    'https://www.facebook.com/sharer.php?u=http%3A%2F%2Fa.example%2F',
    'https://www.facebook.com/evil.page',
    'https://www.youtube.com/watch?v=x&q=http%3A%2F%2Fa.example%2F',
    'https://www.linkedin.com/in/kim?url=http%3A%2F%2Fa.example%2F',
    'https://community.mimecast.com/s/article/email-security?x=1',
    'https://www.trendmicro.com/en_us/what-is.html?url=http%3A%2F%2Fa.example%2F',
    'https://www.mimecast.com/?domain=a.example&r=1',
    'https://web.archive.org/web/20240101000000/http://a.example/',
    'https://www.bing.com/ck/a?u=a2L3ZpZGVvcw',
    'https://www.bing.com/search?q=x',
    'https://vk.com/durov?to=http%3A%2F%2Fa.example%2F',
    'https://a.example/l.php?u=http%3A%2F%2Fb.example%2F',
    'https://www.google.com/url?sa=t',
    'https://notgoogle.de/url?q=http%3A%2F%2Fa.example%2F',
  ];
  for (const link of links) {
    it(`is about itself: ${link}`, () => {
      const { value, wrapper } = identify(link, 'auto');
      assert.deepEqual([value, wrapper], [link, undefined]);
      assert.deepEqual(found(link), [`url ${link}`]);
    });
  }
});
