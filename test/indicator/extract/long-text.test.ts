import assert from 'node:assert/strict';
import { extract, extractInPieces, type Found } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { mixedLog } from '../../bench/log';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const MD5 = '44d88612fea8a8f36de82e1278abb02f';

/** What is found in each line by itself, where it is in the whole text. */
function foundByLine(lines: readonly string[]): Found[] {
  let begin = 0;
  return lines.flatMap((line) => {
    const offset = begin;
    begin += line.length + 1;
    return extract(line, ALL).map((found) => ({
      ...found,
      start: found.start + offset,
      end: found.end + offset,
    }));
  });
}

describe('a text of any length', () => {
  it('stops for others on the way, also where it is one line', () => {
    const text = mixedLog(1, 2_000_000).join(' ').replaceAll('\n', ' ');
    const work = extractInPieces(text, ALL);
    let stops = 0;
    for (let step = work.next(); !step.done; step = work.next()) stops += 1;
    assert.ok(stops > 10, `${stops} stops`);
  });

  it('gives what its lines give', () => {
    // Of a line that a mail broke nothing can be said by itself.
    const lines = mixedLog(1, 600_000)
      .flatMap((log) => log.split('\n'))
      .filter((line) => !/=\r?$/.test(line));
    assert.deepEqual(extract(lines.join('\n'), ALL), foundByLine(lines));
  });

  for (const shift of [0, 1, 7, 20, 40]) {
    it(`gives what stands where it is cut (${shift})`, () => {
      const unit = `http://evil.com/a?b=1 ${MD5} evil[.]com 192.31.196.66 2606:4700::1111 `;
      const text = 'x'.repeat(shift) + ' ' + unit.repeat(5000);
      const count = (type: IndicatorType): number =>
        extract(text, ALL).filter((found) => found.type === type).length;
      assert.deepEqual(
        [count('url'), count('file'), count('domain'), count('ip')],
        [5000, 5000, 5000, 10_000],
      );
    });
  }

  it('has no hash at the cut of a longer word, and those that are joined in it', () => {
    assert.deepEqual(extract('ab'.repeat(200_000), ALL), []);
    assert.equal(extract(`${MD5}_`.repeat(10_000), ALL).length, 10_000);
  });

  it('has the host of a URL that is too long, and what is behind it', () => {
    const text = `http://a.example/${'x'.repeat(200_000)} evil.com`;
    assert.deepEqual(
      extract(text, ALL).map(({ value }) => value),
      ['a.example', 'evil.com'],
    );
  });
});
