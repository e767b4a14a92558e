import assert from 'node:assert/strict';
import { defangText } from '../../../src/indicator/defang/defang';
import { extract } from '../../../src/indicator/extract';
import { identify } from '../../../src/indicator/identify';

const TYPES = new Set(['url', 'file', 'domain', 'ip'] as const);

const INDICATORS: readonly (readonly [string, string])[] = [
  ['http://evil.example/', 'hxxp[:]//evil[.]example/'],
  ['https://evil.example:8443/a?b=c#d', 'hxxps[:]//evil[.]example:8443/a?b=c#d'],
  ['evil.example', 'evil[.]example'],
  ['192.31.196.66', '192[.]31[.]196[.]66'],
  ['a'.repeat(64), 'a'.repeat(64)],
];

describe('an indicator', () => {
  for (const [value, harmless] of INDICATORS) {
    it(`is written as ${harmless}, and read from that again`, () => {
      assert.equal(defangText(value), harmless);
      assert.equal(identify(harmless, 'auto').key, identify(value, 'auto').key);
      assert.deepEqual(
        extract(`seen ${harmless} twice`, TYPES).map((found) => found.value),
        [value],
      );
    });
  }

  for (const value of ['2001:db8::1', 'http://[2001:db8::1]:80/x']) {
    it(`${value} cannot be clicked, and is read again`, () => {
      assert.notEqual(defangText(value), value);
      assert.equal(identify(defangText(value), 'auto').key, identify(value, 'auto').key);
    });
  }
});

describe('a text', () => {
  it('has every URL, domain and address in it defanged, and nothing else', () => {
    assert.equal(
      defangText('GET http://evil.example/x.php?u=1 from 192.31.196.66, file invoice.exe, v1.2.3'),
      'GET hxxp[:]//evil[.]example/x.php?u=1 from 192[.]31[.]196[.]66, file invoice.exe, v1.2.3',
    );
  });

  it('stays as it is where it is defanged already', () => {
    const once = defangText('http://evil.example/a and www.evil.example and 192.31.196.66');
    assert.equal(defangText(once), once);
  });

  it('without an indicator stays as it is', () => {
    const text = 'Nothing to see: 12:30:45, e.g. a.b, C:\\Temp\\x.dll, 50 % (of 3.5)';
    assert.equal(defangText(text), text);
  });
});
