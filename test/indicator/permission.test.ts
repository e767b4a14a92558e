import assert from 'node:assert/strict';
import { NeverSendError, PrivateIndicatorError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import type { ListName } from '../../src/indicator/list-line';
import { parseList, type ListRule } from '../../src/indicator/list-rule';
import { guardSending, permit, type SendingRules } from '../../src/indicator/permission';

function rulesOf(text: string, list: ListName): ListRule[] {
  const parsed = parseList(text, list);
  assert.ok('rules' in parsed, `malformed: ${JSON.stringify(parsed)}`);
  return parsed.rules;
}

function rules({ allow = '', neverSend = '', sendPrivate = false } = {}): SendingRules {
  return {
    allow: rulesOf(allow, 'allow'),
    neverSend: rulesOf(neverSend, 'neverSend'),
    sendPrivate,
  };
}

describe('what the allow list holds', () => {
  const md5 = '44d88612fea8a8f36de82e1278abb02f';
  const allow = `example.com\n192.0.2.0/24\n${md5.toUpperCase()}\n/^https:.*\\/ours$/\nwiki.corp`;
  const allowed = [
    'example.com',
    'https://www.example.com/?token=hunter2',
    '192.0.2.7',
    md5,
    'https://evil.example.org/ours',
    'http://wiki.corp/',
  ];
  for (const text of allowed) {
    it(`is good, whatever else is to be said of it: ${text}`, () => {
      const indicator = identify(text, 'auto');
      const permission = permit(indicator, rules({ allow, neverSend: '/./' }));
      assert.deepEqual(permission, { ask: indicator, isAllowed: true });
    });
  }

  it('is not what only leads there', () => {
    const text = 'https://evil.example.org/?next=https://example.com/';
    assert.equal(permit(identify(text, 'auto'), rules({ allow })).isAllowed, false);
  });

  it('is not what an expression cannot decide in time', () => {
    const text = `http://example.org/${'a'.repeat(60)}!`;
    assert.equal(permit(identify(text, 'auto'), rules({ allow: '/(a+)+$/' })).isAllowed, false);
  });
});

describe('what is asked in the place of a URL that names a person', () => {
  const table: [text: string, type: string, value: string][] = [
    ['https://evil.example.com/?e=jane@corp.example', 'domain', 'evil.example.com'],
    ['https://evil.example.com/#jane%40corp.example', 'domain', 'evil.example.com'],
    ['http://8.8.8.8/jane@corp.example', 'ip', '8.8.8.8'],
    ['http://[2606:4700::1111]/?a=jane@corp.example', 'ip', '2606:4700::1111'],
  ];
  for (const [text, type, value] of table) {
    it(`is its host: ${text}`, () => {
      const { ask, isAllowed, instead } = permit(identify(text, 'auto'), rules());
      assert.deepEqual([ask.type, ask.value, isAllowed], [type, value, false]);
      assert.deepEqual(instead, { of: 'url', why: 'The URL holds a mail address' });
    });
  }

  it('is nothing where the host may not be sent either', () => {
    const url = identify('http://evil.example.com/?e=jane@corp.example', 'auto');
    const neverSend = '/^evil\\.example\\.com$/';
    assert.throws(() => permit(url, rules({ neverSend })), NeverSendError);
    const inside = identify('http://10.0.0.1/?e=jane@corp.example', 'auto');
    assert.throws(() => permit(inside, rules()), PrivateIndicatorError);
  });

  it('is the URL where private things may be sent', () => {
    const url = identify('http://evil.example.com/?e=jane@corp.example', 'auto');
    assert.deepEqual(permit(url, rules({ sendPrivate: true })), { ask: url, isAllowed: false });
  });

  it('is stopped by the last guard, which sends nothing in its place', () => {
    const url = identify('http://evil.example.com/?e=jane@corp.example', 'auto');
    assert.throws(() => guardSending(url, rules()), PrivateIndicatorError);
    assert.doesNotThrow(() => guardSending(permit(url, rules()).ask, rules()));
  });
});

describe('a user part that is the name of a host', () => {
  it('is dropped, and the rest is asked', () => {
    const { ask, instead } = permit(identify('https://www.irs.gov@kjuo.cc/us', 'auto'), rules());
    assert.deepEqual(ask, identify('https://kjuo.cc/us', 'url'));
    assert.equal(instead, undefined);
  });

  const others = [
    'jane@kjuo.cc',
    'jane.doe@kjuo.cc',
    'www.irs.gov:pw@kjuo.cc',
    ':pw@kjuo.cc',
    'jane@corp.com@kjuo.cc',
  ];
  for (const authority of others) {
    it(`is no other: ${authority}`, () => {
      const url = identify(`https://${authority}/`, 'url');
      assert.throws(() => permit(url, rules()), PrivateIndicatorError);
    });
  }
});
