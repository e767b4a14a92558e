import assert from 'node:assert/strict';
import { parseUrl } from '../../src/indicator/parse-url';

describe('reading a URL', () => {
  const table: [text: string, href: string | undefined][] = [
    ['http://example.com', 'http://example.com/'],
    ['HTTP://EXAMPLE.com:80/a b', 'http://example.com/a%20b'],
    ['http://[2001:db8::1]/', 'http://[2001:db8::1]/'],
    ['http://exa mple.com/', undefined],
    ['http://[2001:db8::1/', undefined],
    ['http://example.com:99999/', undefined],
    ['example.com', undefined],
    ['', undefined],
  ];
  for (const [text, href] of table) {
    it(`makes ${String(href)} of ${text}`, () => assert.equal(parseUrl(text)?.href, href));
  }

  it('gives the same answer the ten thousandth time', () => {
    const hrefs = Array.from({ length: 10_000 }, () => parseUrl('http://bücher.example/ß')?.href);
    assert.deepEqual(new Set(hrefs), new Set(['http://xn--bcher-kva.example/%C3%9F']));
  });
});
