import assert from 'node:assert/strict';
import { NeverSendError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import type { ListName } from '../../src/indicator/list-line';
import {
  isListed,
  parseList,
  stopListed,
  type ListRule,
  type Watch,
} from '../../src/indicator/list-rule';
import { createFakeClock } from '../support/fake-clock';
import { ENCODINGS } from './wire/encodings';

const SITE = 'https://site.example.net';
const ENDLESS = '/^(a+)+$/';

/** What the expression above does not get done with, each another. */
function slowUrl(index: number): string {
  return `http://${'a'.repeat(60)}${index}.example.net/`;
}

function rulesOf(text: string, list: ListName, watch?: Watch): ListRule[] {
  const parsed = parseList(text, list, watch);
  assert.ok('rules' in parsed, `malformed: ${JSON.stringify(parsed)}`);
  return parsed.rules;
}

function isIn(text: string, value: string, list: ListName = 'neverSend'): boolean {
  return isListed(identify(value, 'auto'), rulesOf(text, list));
}

describe('a list of what is never sent', () => {
  const lines: [line: string, inner: string][] = [
    ['corp.example.org', 'https://wiki.corp.example.org/a'],
    ['93.184.216.0/24', 'http://93.184.216.34/a'],
    ['/^https:\\/\\/wiki\\.corp\\.example\\.org\\/a/', 'https://wiki.corp.example.org/a'],
    ['/wiki\\.corp/', 'https://wiki.corp.example.org/a'],
  ];
  for (const [line, inner] of lines) {
    for (const [how, write] of ENCODINGS) {
      it(`is asked about a URL inside another ${how}: ${line}`, () => {
        assert.equal(isIn(line, `${SITE}${write(inner)}`), true);
      });
    }
    it(`lets other URLs inside of one pass: ${line}`, () => {
      for (const [, write] of ENCODINGS) {
        assert.equal(isIn(line, `${SITE}${write('https://other.example.com/b')}`), false);
      }
    });
  }

  const held: [line: string, value: string][] = [
    ['corp.example.org', `${SITE}/?url=wiki.corp.example.org`],
    ['corp.example.org', `${SITE}/?url=//wiki.corp.example.org/a`],
    ['corp.example.org', `${SITE}/?u=ftp://corp.example.org/a`],
    ['93.184.216.0/24', `${SITE}/?ip=93.184.216.34`],
    ['93.184.216.0/24', `${SITE}/?u=http://[::ffff:93.184.216.34]/`],
    ['93.184.216.0/24', '93.184.216.34.nip.io'],
    ['93.184.216.0/24', 'app-93-184-216-34.sslip.io'],
    ['93.184.216.0/24', '5db8d822.nip.io'],
    ['93.184.216.0/24', '2002:5db8:d822::1'],
    ['93.184.216.0/24', '2001:0:5ef5:79fd:0:0:a247:27dd'],
    ['93.184.216.0/24', '::ffff:0:93.184.216.34'],
    ['/^wiki\\.corp/', `${SITE}/?host=wiki.corp.example.org`],
  ];
  for (const [line, value] of held) {
    it(`holds ${value} by ${line}`, () => assert.equal(isIn(line, value), true));
  }
});

describe('a list of what is allowed or left out', () => {
  for (const list of ['allow', 'ignore'] as const) {
    it(`holds what is on it, not what only names it: ${list}`, () => {
      const text = 'example.com\n/^https:\\/\\/example\\.com\\//';
      assert.equal(isIn(text, 'https://example.com/a', list), true);
      assert.equal(isIn(text, `${SITE}/?u=https://example.com/a`, list), false);
    });

    it(`may hold hashes: ${list}`, () => {
      const md5 = '44d88612fea8a8f36de82e1278abb02f';
      assert.equal(isIn(md5.toUpperCase(), md5, list), true);
      assert.equal(isIn(md5, '44d88612fea8a8f36de82e1278abb02e', list), false);
    });
  }
});

describe('an expression of a list that takes too long', () => {
  it('rests after three times, and what it would judge is not sent meanwhile', () => {
    const clock = createFakeClock();
    const told: string[] = [];
    const rules = rulesOf(ENDLESS, 'neverSend', { clock, tell: (line) => told.push(line) });
    const slow = { type: 'domain', value: `${'a'.repeat(60)}!`, id: '', key: 'domain:a!' } as const;
    const why = (): unknown => rules[0]?.({ ...slow });
    const tooLong = `the regular expression takes too long: ${ENDLESS}`;
    const rests = `the regular expression took too long 3 times and rests for a minute: ${ENDLESS}`;
    assert.deepEqual([why(), why(), why(), why()], [tooLong, tooLong, tooLong, rests]);
    assert.throws(() => stopListed(identify('example.com', 'auto'), rules), NeverSendError);
    clock.advance(60_000);
    assert.doesNotThrow(() => stopListed(identify('example.com', 'auto'), rules));
    assert.deepEqual(told, [`neverSend: ${tooLong}; what it cannot judge is not sent`]);
  });

  it('says so where a person reads why something was not sent', () => {
    const rules = rulesOf('/(a+)+$/', 'neverSend');
    assert.throws(
      () => stopListed(identify(`http://example.com/${'a'.repeat(60)}!`, 'url'), rules),
      /^The account's "never send" list may hold it: the regular expression takes too long: \/\(a\+\)\+\$\/$/,
    );
  });

  it('allows and leaves out nothing', () => {
    for (const list of ['allow', 'ignore'] as const) {
      assert.equal(isIn('/(a+)+$/', `http://example.com/${'a'.repeat(60)}!`, list), false);
    }
  });

  it('shares the time of one indicator with the others', () => {
    const rules = rulesOf('/(a+)+$/\n/(a|aa)+$/', 'neverSend');
    const indicator = identify(`http://example.com/${'a'.repeat(60)}!`, 'url');
    assert.match(String(rules[0]?.(indicator)), /takes too long/);
    assert.match(String(rules[1]?.(indicator)), /other regular expressions have taken the time/);
  });

  it('does not stop what another line decides', () => {
    const rules = rulesOf('example.com\n/(a+)+$/', 'neverSend');
    const indicator = identify(`http://example.com/${'a'.repeat(60)}!`, 'url');
    assert.throws(() => stopListed(indicator, rules), /list holds it$/);
  });

  it('costs a stream of URLs no more than a moment', () => {
    const clock = createFakeClock();
    const rules = rulesOf('/([a-z]+)+\\d$/', 'neverSend', { clock });
    const answers = Array.from({ length: 100 }, (_, index) => {
      return rules[0]?.(identify(slowUrl(index), 'url'));
    });
    assert.equal(answers.filter((answer) => /rests/.test(String(answer))).length, 97);
  });
});
