import assert from 'node:assert/strict';
import { defangText } from '../../../src/indicator/defang/defang';
import { extract } from '../../../src/indicator/extract';
import { identify } from '../../../src/indicator/identify';
import type { IndicatorType } from '../../../src/indicator/indicator';
import { INDICATORS, spellings } from './spellings';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);

/** What VirusTotal is asked for, as the finder has it that reads a line of a log. */
function found(written: string): readonly string[] {
  return extract(`seen ${written} twice`, ALL).map(
    ({ type, value }) => `${type} ${identify(value, type).id}`,
  );
}

/** The same, as the identifier has it that is given nothing else. */
function read(written: string): readonly string[] {
  const { type, id } = identify(written, 'auto');
  return [`${type} ${id}`];
}

describe('an indicator in every form of the table', () => {
  for (const { form, plain, written } of spellings()) {
    it(`is the same to finder and identifier, and in a mail: ${plain} with ${form}`, () => {
      const expected = read(plain);
      assert.deepEqual(read(written), expected, `identified: ${written}`);
      assert.deepEqual(found(written), expected, `found: ${written}`);
      const mailed = defangText(written);
      assert.deepEqual(read(mailed), expected, `identified: ${mailed}`);
      assert.deepEqual(found(mailed), expected, `found: ${mailed}`);
      assert.equal(defangText(mailed), mailed);
    });
  }
});

describe('an indicator that is not defanged', () => {
  for (const plain of INDICATORS) {
    it(`is harmless in a mail, and read back from there: ${plain}`, () => {
      const mailed = defangText(plain);
      assert.deepEqual(found(plain), read(plain));
      assert.deepEqual(read(mailed), read(plain));
      assert.deepEqual(found(mailed), read(plain));
      assert.doesNotMatch(mailed, /https?:|\w\.\w+(?:[/:]|$)|^[^/]*::/i);
    });
  }
});
