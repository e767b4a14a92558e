import assert from 'node:assert/strict';
import { addressesOf } from '../../../src/indicator/hosts/spelled-address';

describe('the addresses of a host', () => {
  const table: [host: string, addresses: string[]][] = [
    ['8.8.8.8', ['8.8.8.8']],
    ['2606:4700::1111', ['2606:4700::1111']],
    ['2002:808:808::1', ['2002:808:808::1', '8.8.8.8']],
    ['2001:0:808:404:0:0:f5ff:fffe', ['2001:0:808:404::f5ff:fffe', '10.0.0.1', '8.8.4.4']],
    ['10.0.0.1.nip.io', ['10.0.0.1']],
    ['app-10-0-0-1.nip.io', ['10.0.0.1']],
    ['app.0a000001.nip.io', ['10.0.0.1']],
    ['167772161.nip.io', ['10.0.0.1']],
    ['08080808.nip.io', ['8.8.8.8']],
    ['fe80--1.sslip.io', ['fe80::1']],
    ['2002-a00-1--.sslip.io', ['2002:a00:1::', '10.0.0.1']],
    ['nip.io', []],
    ['www.nip.io', []],
    ['10.0.0.1.example.com', []],
    ['notnip.io', []],
  ];
  for (const [host, addresses] of table) {
    it(`${host}: ${addresses.join(', ') || 'none'}`, () => {
      assert.deepEqual(addressesOf(host), addresses);
    });
  }
});
