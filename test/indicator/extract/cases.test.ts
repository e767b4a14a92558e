import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { extract } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';

/** Lines of real logs with what is to be found in them, if they lie beside the project. */
const FILE = path.resolve(process.cwd(), '..', 'shared', 'cases', 'extraction.jsonl');

interface Case {
  readonly input: string;
  readonly kind: IndicatorType;
  readonly expected: readonly string[];
}

function lowerCase(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.toLowerCase()))];
}

describe('what is found in the lines of extraction.jsonl', () => {
  if (!existsSync(FILE)) {
    it('all of them', function () {
      console.log('      skipped: the file is not beside the project');
      this.skip();
    });
    return;
  }
  for (const line of readFileSync(FILE, 'utf8').trim().split('\n')) {
    const { input, kind, expected }: Case = JSON.parse(line);
    it(`${kind} in ${JSON.stringify(input).slice(0, 100)}`, () => {
      const found = extract(input, new Set([kind])).map(({ value }) => value);
      assert.deepEqual(lowerCase(found), lowerCase(expected));
    });
  }
});
