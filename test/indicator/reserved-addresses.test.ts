import assert from 'node:assert/strict';
import { guard, isStopped } from './guarded';

/** The first and last address of each range, and the public addresses next to them. */
interface Range {
  readonly range: string;
  readonly first: string;
  readonly last: string;
  /** Absent where another reserved range, or nothing, is next to it. */
  readonly before?: string;
  readonly after?: string;
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry. */
const RANGES: readonly Range[] = [
  { range: 'this network', first: '0.0.0.0', last: '0.255.255.255', after: '1.0.0.0' },
  {
    range: 'private 10/8',
    first: '10.0.0.0',
    last: '10.255.255.255',
    before: '9.255.255.255',
    after: '11.0.0.0',
  },
  {
    range: 'shared by carriers',
    first: '100.64.0.0',
    last: '100.127.255.255',
    before: '100.63.255.255',
    after: '100.128.0.0',
  },
  {
    range: 'loopback',
    first: '127.0.0.0',
    last: '127.255.255.255',
    before: '126.255.255.255',
    after: '128.0.0.0',
  },
  {
    range: 'link-local',
    first: '169.254.0.0',
    last: '169.254.255.255',
    before: '169.253.255.255',
    after: '169.255.0.0',
  },
  {
    range: 'private 172.16/12',
    first: '172.16.0.0',
    last: '172.31.255.255',
    before: '172.15.255.255',
    after: '172.32.0.0',
  },
  {
    range: 'protocol assignments',
    first: '192.0.0.0',
    last: '192.0.0.255',
    before: '191.255.255.255',
    after: '192.0.1.0',
  },
  {
    range: 'documentation 1',
    first: '192.0.2.0',
    last: '192.0.2.255',
    before: '192.0.1.255',
    after: '192.0.3.0',
  },
  {
    range: '6to4 relays',
    first: '192.88.99.0',
    last: '192.88.99.255',
    before: '192.88.98.255',
    after: '192.88.100.0',
  },
  {
    range: 'private 192.168/16',
    first: '192.168.0.0',
    last: '192.168.255.255',
    before: '192.167.255.255',
    after: '192.169.0.0',
  },
  {
    range: 'benchmarks',
    first: '198.18.0.0',
    last: '198.19.255.255',
    before: '198.17.255.255',
    after: '198.20.0.0',
  },
  {
    range: 'documentation 2',
    first: '198.51.100.0',
    last: '198.51.100.255',
    before: '198.51.99.255',
    after: '198.51.101.0',
  },
  {
    range: 'documentation 3',
    first: '203.0.113.0',
    last: '203.0.113.255',
    before: '203.0.112.255',
    after: '203.0.114.0',
  },
  { range: 'multicast', first: '224.0.0.0', last: '239.255.255.255', before: '223.255.255.255' },
  { range: 'reserved and broadcast', first: '240.0.0.0', last: '255.255.255.255' },
  { range: 'unspecified, loopback and IPv4-compatible', first: '::', last: '::ffff:ffff' },
  { range: 'loopback of IPv6', first: '::1', last: '::1' },
  {
    range: 'local NAT64',
    first: '64:ff9b:1::',
    last: '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
    before: '64:ff9b:0:ffff:ffff:ffff:ffff:ffff',
    after: '64:ff9b:2::',
  },
  {
    range: 'discard and dummy prefix',
    first: '100::',
    last: '100::1:ffff:ffff:ffff:ffff',
    before: 'ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '100:0:0:2::',
  },
  {
    range: 'benchmarks of IPv6',
    first: '2001:2::',
    last: '2001:2:0:ffff:ffff:ffff:ffff:ffff',
    before: '2001:1:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '2001:2:1::',
  },
  {
    range: 'ORCHID',
    first: '2001:10::',
    last: '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff',
    before: '2001:f:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '2001:20::',
  },
  {
    range: 'documentation of IPv6',
    first: '2001:db8::',
    last: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    before: '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '2001:db9::',
  },
  {
    range: 'documentation 2 of IPv6',
    first: '3fff::',
    last: '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff',
    before: '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '3fff:1000::',
  },
  {
    range: 'segment routing',
    first: '5f00::',
    last: '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    before: '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    after: '5f01::',
  },
  {
    range: 'unique local',
    first: 'fc00::',
    last: 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    before: 'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    after: 'fe00::',
  },
  {
    range: 'link-local of IPv6',
    first: 'fe80::',
    last: 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    before: 'fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  },
  {
    range: 'site-local and multicast of IPv6',
    first: 'fec0::',
    last: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  },
];

describe('reserved addresses', () => {
  for (const { range, first, last, before, after } of RANGES) {
    for (const address of new Set([first, last])) {
      const url = address.includes(':') ? `http://[${address}]:8080/a` : `http://${address}:8080/a`;

      it(`are stopped: ${address} (${range})`, () => {
        isStopped(address, / is a private or reserved address$/);
        isStopped(url, / is a private or reserved address$/);
      });
    }
    for (const address of [before, after]) {
      if (address === undefined) continue;

      it(`end before ${address}, next to ${range}`, () => {
        assert.doesNotThrow(() => guard(address));
      });
    }
  }

  const spellings: [what: string, text: string][] = [
    ['IPv4-mapped', '::ffff:10.0.0.1'],
    ['IPv4-mapped in hexadecimal', '::ffff:a00:1'],
    ['IPv4-mapped inside a URL', 'http://[::ffff:10.0.0.1]/'],
    ['IPv4-compatible', '::10.0.0.1'],
    ['NAT64', '64:ff9b::10.0.0.1'],
    ['NAT64 inside a URL', 'http://[64:ff9b::10.0.0.1]/'],
    ['6to4', '2002:a00:1::'],
    ['6to4 inside a URL', 'http://[2002:a00:1::1]/'],
    ['decimal', 'http://167772161/'],
    ['hexadecimal', 'http://0x0a000001/'],
    ['hexadecimal by parts', 'http://0xa.0x0.0x0.0x1/'],
    ['octal', 'http://012.0.0.01/'],
    ['octal in one', 'http://01200000001/'],
    ['short', 'http://10.1/'],
    ['with a final dot', 'http://10.0.0.1./'],
    ['percent-escaped', 'http://10%2e0%2e0%2e1/'],
    ['in full width digits', 'http://１０.0.0.1/'],
    ['defanged', 'hxxp://10[.]0[.]0[.]1/'],
    ['behind a port only', '10.0.0.1:80'],
    ['with a zone', 'fe80::1%eth0'],
  ];
  for (const [what, text] of spellings) {
    it(`are stopped however they are written: ${what}, ${text}`, () => {
      isStopped(text, / is a private or reserved address$/);
    });
  }

  const open = ['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1', 'http://134744072/'];
  for (const text of open) {
    it(`do not include ${text}`, () => assert.doesNotThrow(() => guard(text)));
  }
});
