import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { embeddedIpv4, parseAddress } from '../../src/indicator/address';
import { createSeededRandom } from '../support/seeded-random';

describe('an address', () => {
  const table: [text: string, expected: string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25]', 'fe80::1'],
    ['fe80::1%eth-0', 'fe80::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['[::ffff:192.0.2.1]', '192.0.2.1'],
    ['0:0:0:0:0:ffff:0:0', '0.0.0.0'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ];
  for (const [text, expected] of table) {
    it(`${text} is ${expected}`, () => assert.equal(parseAddress(text), expected));
  }

  it('with ffff one group later is not IPv4-mapped', () => {
    assert.equal(parseAddress('::ffff:1'), '::ffff:1');
    assert.equal(parseAddress('::ffff:0:1:2'), '::ffff:0:1:2');
  });

  const none = [
    '',
    'fe80::1%a/b',
    '::1%any text',
    'example.com',
    '192.0.2',
    '192.0.2.1.1',
    '192.0.2.256',
    '192.0.2.1 ',
    '010.0.2.1',
    '0xc0.0.2.1',
    '3221225985',
    '192.0.2.1/24',
    '192.0.2.1:80',
    '[192.0.2.1]',
    '2001:db8',
    '2001:db8::1::2',
    '2001:db8::12345',
    '2001:db8:::1',
    '[2001:db8::1',
    '2001:db8::1]',
    '[2001:db8::1]:80',
    ':',
    '[]',
    '%eth0',
  ];
  for (const text of none) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseAddress(text), undefined));
  }

  it('is what Node.js takes for one, whatever stands there', () => {
    const random = createSeededRandom(2);
    const pieces = '0 1 9 f F a. : : :: . 00 255 256 ffff 1.2.3.4 012 g [ ] /'.split(' ');
    const text = (): string =>
      Array.from(
        { length: 1 + random() * 12 },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join('');
    for (const each of Array.from({ length: 50_000 }, text)) {
      const bare = each.replace(/^\[(.*)\]$/, '$1');
      assert.equal(parseAddress(each) !== undefined, isIPv4(each) || isIPv6(bare), each);
    }
  });
});

describe('the IPv4 address inside an IPv6 address', () => {
  const table: [address: string, form: string, expected: string | undefined][] = [
    ['::ffff:c000:201', 'mapped (RFC 4291)', '192.0.2.1'],
    ['::c000:201', 'compatible (RFC 4291)', '192.0.2.1'],
    ['64:ff9b::c000:201', 'NAT64 (RFC 6052)', '192.0.2.1'],
    ['2002:c000:201::', '6to4 (RFC 3056)', '192.0.2.1'],
    ['2002:c000:201:1:2:3:4:5', '6to4 with a subnet', '192.0.2.1'],
    ['2002::', '6to4 of zero', '0.0.0.0'],
    ['::ffff:0:c000:201', 'translated (RFC 2765)', '192.0.2.1'],
    ['2a00:1450::5efe:c000:201', 'ISATAP (RFC 5214)', '192.0.2.1'],
    ['2a00:1450::200:5efe:c000:201', 'ISATAP with a global address', '192.0.2.1'],
    ['2001:0:808:808::3fff:fdfe', "Teredo's client (RFC 4380)", '192.0.2.1'],
    ['2001:1::c000:201', "Teredo's neighbour", undefined],
    ['2a00:1450::5eff:c000:201', "ISATAP's neighbour", undefined],
    ['1::ffff:0:c000:201', "the translated address's neighbour", undefined],
    ['::', 'the unspecified address', undefined],
    ['::1', 'the loopback address', undefined],
    ['2001:db8::c000:201', 'an ordinary address', undefined],
    ['64:ff9c::c000:201', "NAT64's neighbour", undefined],
    ['2003:c000:201::', "6to4's neighbour", undefined],
  ];
  for (const [address, form, expected] of table) {
    it(`${address}, ${form}: ${expected ?? 'none'}`, () => {
      assert.equal(embeddedIpv4(address), expected);
    });
  }
});
