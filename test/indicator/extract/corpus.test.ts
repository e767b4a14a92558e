import assert from 'node:assert/strict';
import { extract } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { DEFANG_STYLES, type DefangStyle } from '../corpus/defang-styles';
import { NOISES, noise } from '../corpus/noise';
import { urls } from '../corpus/urls';
import { WRAPPERS, type Wrapper } from '../corpus/wrappers';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const URLS = urls(420);

/** The URLs that are not found exactly once and as they are, or not all that is beside them. */
function missed(style: DefangStyle, { wrap, others = [], cannotHold }: Wrapper): string[] {
  return URLS.flatMap((url) => {
    const written = style(url);
    if (written === undefined || cannotHold?.test(written) === true) return [];
    const text = wrap(written);
    const found = extract(text, ALL).map(({ value }) => value);
    const expected = [url, ...others];
    const isAll = found.toSorted().join('\n') === expected.toSorted().join('\n');
    return isAll ? [] : [`${text}\n  ${found.join(' ')}`];
  });
}

describe('every valid URL is found exactly once and as it is', () => {
  for (const [format, wrapper] of Object.entries(WRAPPERS)) {
    describe(`in ${format}`, () => {
      for (const [name, style] of Object.entries(DEFANG_STYLES)) {
        it(`written with ${name}`, () => assert.deepEqual(missed(style, wrapper), []));
      }
    });
  }
});

describe('nothing is found in lines with', () => {
  for (const kind of NOISES) {
    it(kind, () => {
      const found = noise(kind, 70).flatMap((line) =>
        extract(line, ALL).map(({ type, value }) => `${type} ${value} in ${line}`),
      );
      assert.deepEqual(found, []);
    });
  }
});
