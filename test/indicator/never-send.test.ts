import assert from 'node:assert/strict';
import { NeverSendError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import { guardPrivacy, parseNeverSend, type NeverSendRule } from '../../src/indicator/privacy';

function rulesOf(text: string): NeverSendRule[] {
  const parsed = parseNeverSend(text);
  assert.ok('rules' in parsed, `malformed: ${JSON.stringify(parsed)}`);
  return parsed.rules;
}

function isStopped(lines: string, value: string): boolean {
  const indicator = identify(value, 'auto');
  return rulesOf(lines).some((rule) => rule(indicator));
}

/** What each line stops, and what it lets through. */
const LINES: [line: string, stopped: string[], passing: string[]][] = [
  [
    'example.com',
    [
      'example.com',
      'EXAMPLE.COM',
      'example.com.',
      'www.example.com',
      'a.b.example.com',
      'http://example.com/',
      'http://example.com./a',
      'https://user@www.EXAMPLE.com:8443/a?b#c',
      'http://%65xample.com/',
    ],
    ['example.org', 'notexample.com', 'example.com.example.org', 'http://example.org/example.com'],
  ],
  ['*.example.com', ['www.example.com', 'example.com'], ['example.org', 'notexample.com']],
  ['.example.com', ['www.example.com', 'example.com'], ['notexample.com']],
  ['Example.COM.', ['www.example.com'], ['example.org']],
  ['corp', ['www.corp', 'http://corp/'], ['corp.example.com', 'www.mycorp']],
  ['a_b.example.com', ['a_b.example.com'], ['ab.example.com']],
  ['bücher.example', ['bücher.example', 'http://www.xn--bcher-kva.example/'], ['bucher.example']],
  ['xn--bcher-kva.example', ['BÜCHER.example', 'http://bücher.example/ß'], ['bucher.example']],
  [
    '203.0.113.0/24',
    [
      '203.0.113.0',
      '203.0.113.255',
      'http://203.0.113.7:8080/',
      'http://3405803783/',
      '::ffff:203.0.113.7',
      'http://[64:ff9b::203.0.113.7]/',
      '2002:cb00:7107::1',
    ],
    ['203.0.112.255', '203.0.114.0', '2001:db8::203.0.113.7', 'www.203-0-113-7.example'],
  ],
  ['203.0.113.7/24', ['203.0.113.1'], ['203.0.114.1']],
  ['203.0.113.7', ['203.0.113.7', 'http://203.0.113.7/'], ['203.0.113.6', '203.0.113.8']],
  ['0.0.0.0/0', ['203.0.113.7', 'http://198.51.100.1/'], ['2001:db8::1', 'example.com']],
  [
    '2001:db8::/32',
    ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'http://[2001:DB8::1]/'],
    ['2001:db7:ffff::1', '2001:db9::', '32.1.13.184'],
  ],
  ['2001:db8::1', ['2001:db8::1', '2001:db8:0:0::1'], ['2001:db8::2']],
  ['::/0', ['2001:db8::1'], ['example.com']],
  [
    '/secret/',
    ['http://example.com/secret', 'secret.example.com'],
    ['http://example.com/SECRET', 'example.com'],
  ],
  ['/secret/i', ['http://example.com/SECRET'], ['example.com']],
  ['/^https:\\/\\/wiki\\.example\\.com\\//', ['https://wiki.example.com/a'], ['wiki.example.com']],
  [
    '/^https:\\/\\/wiki\\.example\\.com\\/a/',
    [
      'HTTPS://WIKI.example.com/a',
      'https://wiki.example.com:443/b/../a',
      'https://%77iki.example.com/a',
    ],
    ['https://wiki.example.com/b'],
  ],
  ['/aa/g', ['http://example.com/aa'], ['http://example.com/a']],
  ['/^44d8/', ['44d88612fea8a8f36de82e1278abb02f'], ['54d88612fea8a8f36de82e1278abb02f']],
];

describe('a line of neverSend', () => {
  for (const [line, stopped, passing] of LINES) {
    for (const value of stopped) {
      it(`${line} stops ${value}`, () => assert.equal(isStopped(line, value), true));
    }
    for (const value of passing) {
      it(`${line} lets ${value} through`, () => assert.equal(isStopped(line, value), false));
    }
  }

  it('stops every time, also with the flags g and y', () => {
    const [rule] = rulesOf('/example/gy');
    const indicator = identify('example.com', 'auto');
    assert.deepEqual([rule?.(indicator), rule?.(indicator), rule?.(indicator)], [true, true, true]);
  });

  it('that is an expression which cannot decide in time stops the indicator', () => {
    assert.equal(isStopped('/(a+)+$/', `http://example.com/${'a'.repeat(60)}!`), true);
  });

  it('about names and addresses does not concern files', () => {
    assert.equal(isStopped('0.0.0.0/0\n::/0\ncom', '44d88612fea8a8f36de82e1278abb02f'), false);
  });
});

describe('the lines of neverSend', () => {
  const texts: [what: string, text: string, rules: number][] = [
    ['nothing', '', 0],
    ['empty lines', '\n  \n\t\r\n', 0],
    ['comments', '# inside\n  # more\n#10.0.0.0/8', 0],
    ['lines with spaces around', '  example.com  \n\t10.0.0.0/8\t', 2],
    ['lines of Windows', 'example.com\r\nexample.org\r\n', 2],
    ['one of each', '# ours\n\nexample.com\n*.example.org\n192.0.2.1\nfd00::/8\n/x/i\n', 5],
  ];
  for (const [what, text, rules] of texts) {
    it(`may be ${what}`, () => assert.equal(rulesOf(text).length, rules));
  }

  const malformed = [
    'example..com',
    '-',
    '*',
    '*.',
    '*example.com',
    'www.*.com',
    'two words.example',
    'example.com # ours',
    'example.com, example.org',
    'someone@example.com',
    'http://example.com/',
    'example.com/path',
    'example.com:80',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/1e1',
    '10.0.0.0/0x8',
    '10.0.0.0/ 8',
    '10.0.0.0/8.0',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1-10.0.0.9',
    '2001:db8::/129',
    '2001:db8::/',
    'fd00:/8',
    '/8',
    '//',
    '// ours',
    '/(/',
    '/a/z',
    '/a/I',
    '/unfinished',
    '/etc/hosts',
    '44d88612fea8a8f36de82e1278abb02f',
    '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
  ];
  for (const line of malformed) {
    it(`are refused with the line that is malformed: ${line}`, () => {
      assert.deepEqual(parseNeverSend(`example.com\n  ${line}\n/(/`), { malformed: line });
    });
  }
});

describe('what is never sent', () => {
  const neverSend = rulesOf('example.com\n203.0.113.0/24');

  for (const sendPrivate of [false, true]) {
    it(`is stopped with sendPrivate ${sendPrivate}`, () => {
      for (const text of ['www.example.com', 'http://203.0.113.7/', '203.0.113.7']) {
        assert.throws(
          () => guardPrivacy(identify(text, 'auto'), { neverSend, sendPrivate }),
          new NeverSendError('The account\'s "never send" list holds it'),
        );
      }
    });
  }

  it('has a code of its own', () => {
    assert.equal(new NeverSendError('').code, 'never-send');
  });

  it('is stopped without repeating its secrets', () => {
    const indicator = identify('http://user:hunter2@example.com/?token=hunter2', 'auto');
    assert.throws(
      () => guardPrivacy(indicator, { neverSend, sendPrivate: false }),
      /^(?!.*hunter2).+$/,
    );
  });
});
