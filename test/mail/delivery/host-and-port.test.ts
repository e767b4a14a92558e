import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  bareHost,
  problemOfHost,
  type HostProblem,
} from '../../../src/mail/delivery/host-and-port';

describe('the name or address of a mail server', () => {
  const hosts = [
    'smtp.example.com',
    'smtp.example.com.',
    'localhost',
    'mail_server',
    'bücher.example',
    '192.0.2.1',
    '2001:db8::1',
    '::1',
    'fe80::1%eth0',
    '[2001:db8::1]',
  ];
  for (const host of hosts) {
    it(`may be ${host}`, () => assert.equal(problemOfHost(host), undefined));
  }

  const problems: readonly (readonly [string, HostProblem])[] = [
    ['', 'malformed'],
    ['two words', 'malformed'],
    ['soc@example.com', 'malformed'],
    ['smtp.example.com/', 'malformed'],
    ['a.example, b.example', 'malformed'],
    ['smtp.example.com:587', 'port'],
    ['smtp.example.com:', 'port'],
    ['192.0.2.1:25', 'port'],
    ['[::1]:25', 'port'],
    ['smtp://smtp.example.com', 'scheme'],
    ['smtps://smtp.example.com:465', 'scheme'],
    ['https://smtp.example.com', 'scheme'],
  ];
  for (const [host, problem] of problems) {
    it(`is not ${JSON.stringify(host)}`, () => assert.equal(problemOfHost(host), problem));
  }

  it('is connected to without the brackets that an address has in a URL', () => {
    assert.equal(bareHost('[2001:db8::1]'), '2001:db8::1');
    assert.equal(bareHost('smtp.example.com'), 'smtp.example.com');
  });
});
