import assert from 'node:assert/strict';
import { addIpv6Colons, addIpv6Word } from '../../../../src/indicator/extract/scan/addresses';
import { addBareHost } from '../../../../src/indicator/extract/scan/hosts';
import { NOTHING, startScan, type Scan } from '../../../../src/indicator/extract/scan/state';
import {
  addBehindScheme,
  addEncodedWord,
  addEscaped,
  addPlainUrl,
} from '../../../../src/indicator/extract/scan/urls';
import { addWord } from '../../../../src/indicator/extract/scan/words';
import { readScheme } from '../../../../src/indicator/extract/scheme';
import type { IndicatorType } from '../../../../src/indicator/indicator';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);

/** Reads one thing at the beginning of a text; `end` is where the first word ends. */
type Piece = (scan: Scan, end: number) => number;

const PIECES: Readonly<Record<string, Piece>> = {
  'a bare host': (scan, end) => addBareHost(scan, 0, end),
  'an IPv6 address': (scan, end) => addIpv6Word(scan, 0, end),
  'an IPv6 address that begins with colons': (scan) => addIpv6Colons(scan, 0),
  'a plain URL': (scan, end) => addPlainUrl(scan, 0, end),
  'a URL behind any scheme': (scan, end) => {
    const scheme = readScheme(scan.text, end);
    return scheme ? addBehindScheme(scan, scheme) : NOTHING;
  },
  'an encoded URL': (scan, end) => addEncodedWord(scan, 0, end),
  'an escaped URL': (scan, end) => addEscaped(scan, 0, end),
  'any word': (scan) => addWord(scan, 0),
};

type Row = readonly [piece: string, text: string, found: readonly string[], after: number];

const TABLE: readonly Row[] = [
  ['a bare host', 'evil.com is', ['domain evil.com'], 8],
  ['a bare host', 'evil[.]com is', ['domain evil.com'], 10],
  ['a bare host', 'evil.com/a is', ['url http://evil.com/a'], 10],
  ['a bare host', '192.31.196.66:80 is', ['ip 192.31.196.66'], 13],
  ['a bare host', '10.0.0.0/8 is', [], 8],
  ['a bare host', '1.2.3 is', [], NOTHING],
  ['a bare host', 'kim.b@evil.com is', [], NOTHING],
  ['a bare host', 'setup.py is', [], NOTHING],
  ['an IPv6 address', '2606:4700::1111 is', ['ip 2606:4700::1111'], 15],
  ['an IPv6 address', '2606(:)4700::1111 is', ['ip 2606:4700::1111'], 17],
  ['an IPv6 address', '12:30:45 is', [], NOTHING],
  ['an IPv6 address that begins with colons', '::1 is', ['ip ::1'], 3],
  ['an IPv6 address that begins with colons', '[:][:]1 is', ['ip ::1'], 7],
  ['an IPv6 address that begins with colons', '::string is', [], NOTHING],
  ['a plain URL', 'http://evil.com/a?b is', ['url http://evil.com/a?b'], 19],
  ['a plain URL', 'http://https://evil.com', [], 7],
  ['a plain URL', 'http:// is', [], 7],
  ['a URL behind any scheme', 'hxxps[:]//evil[.]com is', ['url https://evil.com'], 20],
  ['a URL behind any scheme', 'hxxp[:]// is', [], NOTHING],
  ['an encoded URL', '687474703a2f2f6576696c2e636f6d is', ['url http://evil.com'], 30],
  ['an escaped URL', 'http%3a%2f%2fevil.com is', ['url http://evil.com'], 21],
  [
    'any word',
    '44d88612fea8a8f36de82e1278abb02f is',
    ['file 44d88612fea8a8f36de82e1278abb02f'],
    32,
  ],
  ['any word', 'words are', [], 5],
];

describe('the reader of', () => {
  for (const [piece, text, found, after] of TABLE) {
    it(`${piece} finds ${found.join() || 'nothing'} in ${JSON.stringify(text)}`, () => {
      const scan = startScan(text, ALL);
      const end = /^\w*/.exec(text)?.[0].length ?? 0;
      assert.equal(PIECES[piece]?.(scan, end), after);
      assert.deepEqual(
        scan.sightings.map(({ type, value }) => `${type} ${value}`),
        found,
      );
    });
  }
});
