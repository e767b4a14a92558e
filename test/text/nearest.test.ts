import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nearestName } from '../../src/text/nearest';
import { fileEngines, networkEngines } from '../../src/virustotal/engines';

const ENGINES = [...fileEngines, ...networkEngines];

describe('the nearest name', () => {
  for (const [written, meant] of [
    ['Kasperky', 'Kaspersky'],
    ['kaspersky', 'Kaspersky'],
    ['Kapsersky', 'Kaspersky'],
    ['Microsft', 'Microsoft'],
    ['Dr Web', 'DrWeb'],
    ['dr.wep', 'DrWeb'],
    ['ESET NOD32', 'ESET-NOD32'],
    ['Bit Defender', 'BitDefender'],
    ['Google Safe Browsing', 'Google Safebrowsing'],
    ['AGV', 'AVG'],
    ['Trendmicro', 'TrendMicro'],
    ['F Secure', 'F-Secure'],
  ] as const) {
    it(`to ${written} is ${meant}`, () => {
      assert.equal(nearestName(written, ENGINES), meant);
    });
  }

  for (const written of ['', '   ', '---', 'Nobody at all', 'xyz', '🦠', 'x'.repeat(100_000)]) {
    it(`to ${JSON.stringify(written.slice(0, 20))} is none`, () => {
      assert.equal(nearestName(written, ENGINES), undefined);
    });
  }

  it('is none where there are no names', () => {
    assert.equal(nearestName('Kaspersky', []), undefined);
  });
});
