import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { defaultGreeting, isGreeting } from '../../../src/mail/delivery/greeting';

describe('the name by which a mail server is greeted', () => {
  for (const name of [
    'mail.example.com',
    'raspberrypi',
    'web_1.internal',
    'xn--bcher-kva.example',
    'A1.example',
    '[192.0.2.1]',
    '[IPv6:2001:db8::1]',
  ]) {
    it(`may be ${name}`, () => assert.ok(isGreeting(name)));
  }

  for (const name of [
    '',
    '192.0.2.1',
    'two words',
    'a..b',
    '.example.com',
    'example.com.',
    '-a.example',
    'a-.example',
    'me@example.com',
    'https://example.com',
    'example.com:25',
    'bücher.example',
    `${'a'.repeat(64)}.example`,
    'a\r\nMAIL FROM:<x@example.com>',
  ]) {
    it(`is not ${JSON.stringify(name)}`, () => assert.ok(!isGreeting(name)));
  }

  const defaults: readonly (readonly [string, string, string])[] = [
    ['node.example.net', 'soc@example.com', 'node.example.net'],
    ['raspberrypi', 'soc@example.com', 'example.com'],
    ['3f2a1bc4d5e6', 'SOC <soc@mail.example.com>', 'mail.example.com'],
    ['192.0.2.1', 'soc@example.com', 'example.com'],
    ['localhost.localdomain', 'soc@example.com', 'example.com'],
    ['raspberrypi.localdomain', 'soc@example.com', 'example.com'],
    ['localhost.example.net', 'soc@example.com', 'example.com'],
    ['node.lan', 'soc@example.com', 'node.lan'],
    ['raspberrypi', 'soc@bücher.example', 'xn--bcher-kva.example'],
    ['a..b', 'soc@example.com', 'example.com'],
    ['raspberrypi', 'root@localhost', ''],
    ['', 'soc@[192.0.2.1]', ''],
  ];
  for (const [host, from, name] of defaults) {
    it(`is "${name}" on ${host || 'a host without a name'}, from ${from}`, () => {
      assert.equal(defaultGreeting(host, from), name);
    });
  }
});
