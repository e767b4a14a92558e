import assert from 'node:assert/strict';
import { extract, type Found } from '../../../../src/indicator/extract';
import { defangText } from '../../../../src/indicator/defang/defang';
import type { IndicatorType } from '../../../../src/indicator/indicator';
import { createSeededRandom } from '../../../support/seeded-random';

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

const LINES: readonly string[] = [
  'evil.com is',
  'a.com[:]',
  '中.com:',
  '[/]"中.com" and 192.31.196.66:443',
  '"url":"http://evil.com/a?b=1", "hash": 1',
  'hxxps[:]//evil[.]com/a http%3A%2F%2Fevil.example%2Fa',
  'https://www.google.com/url?q=http://evil.com/',
  '2606:4700::1111 and 12:30:45',
  'aHR0cHM6Ly9ldmlsLmNvbS9h is encoded',
  `a file ${MD5}`,
];

describe('a text that says the same over and over', () => {
  for (const line of LINES) {
    it(`gives what its lines give: ${line}`, () => {
      const lines = Array.from({ length: Math.ceil(90_000 / line.length) }, () => line);
      assert.deepEqual(extract(lines.join('\n'), ALL), foundByLine(lines));
    });
  }

  it('gives what its lines give where several take turns', () => {
    const lines = Array.from({ length: 6000 }, (_, at) => LINES[at % LINES.length] ?? '');
    assert.deepEqual(extract(lines.join('\n'), ALL), foundByLine(lines));
  });

  it('gives what its lines give where some of them are others', () => {
    const random = createSeededRandom(7);
    const lines = Array.from({ length: 12_000 }, (_, at) => {
      const isOther = random() < 0.0005;
      return isOther ? `other${at}.example and http://other.example/${at}` : (LINES[at % 3] ?? '');
    });
    const found = extract(lines.join('\n'), ALL);
    assert.deepEqual(found, foundByLine(lines));
    assert.ok(found.some(({ value }) => value.startsWith('other')));
  });

  it('has at its end what ends it in another way', () => {
    const found = extract(`${'evil.com '.repeat(20_000)}evil.com/a`, ALL);
    assert.equal(found.length, 20_001);
    assert.deepEqual(found.at(-1), {
      type: 'url',
      value: 'http://evil.com/a',
      start: 180_000,
      end: 180_010,
    });
  });

  it('keeps the hashes of files, and no secrets, wherever they stand in it', () => {
    const unit = `md5=${MD5} token=${MD5} of evil.com\n`;
    const found = extract(unit.repeat(3000), ALL);
    assert.equal(found.filter(({ type }) => type === 'file').length, 3000);
    assert.equal(found.filter(({ type }) => type === 'domain').length, 3000);
  });

  it('is defanged to its end', () => {
    const unit = 'http://evil.com/a and 192.31.196.66 ';
    const defanged = 'hxxp[:]//evil[.]com/a and 192[.]31[.]196[.]66 ';
    assert.equal(defangText(unit.repeat(3000)), defanged.repeat(3000));
  });
});
