import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, describe, it } from 'mocha';
import { pairs, projectRoot, type Pair } from '../support/pair';

interface Part {
  readonly pair: Pair;
  /** As mocha takes them: patterns, and those behind `--ignore`. */
  readonly files: readonly string[];
}

type Divide = (some: readonly Pair[], newest: Pair | undefined, isFiltered: boolean) => Part[];

const [, newest] = pairs;

const compiled = '.test-build/test';

describe('the parts in which all tests are run', () => {
  const files = readdirSync(path.join(projectRoot, compiled), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => `${compiled}/${file.split(path.sep).join('/')}`);

  let divide: Divide;

  before(async () => {
    const script = path.join(projectRoot, 'scripts', 'parts.mjs');
    ({ divide } = await import(pathToFileURL(script).href));
  });

  for (const isFiltered of [false, true]) {
    for (const some of [pairs, ...pairs.map((pair) => [pair])]) {
      const names = some.map(({ name }) => name).join(' and ');
      it(`have each file once on ${names}${isFiltered ? ', by a filter' : ''}`, () => {
        const parts = divide(some, newest, isFiltered);
        for (const pair of some) {
          const run = parts.filter((part) => part.pair === pair).flatMap(filesOf);
          assert.deepEqual(run.toSorted(), files.toSorted());
        }
        assert.ok(parts.every(({ pair }) => some.includes(pair)));
      });
    }
  }

  it('are many where the newest pair has a browser, and one on the other and by a filter', () => {
    assert.ok(divide([newest], newest, false).length > 10);
    assert.equal(divide([pairs[0]], newest, false).length, 1);
    assert.equal(divide(pairs, newest, true).length, 2);
  });

  /** The files that mocha runs. */
  function filesOf(part: Part): string[] {
    const isIgnored = (_: string, index: number): boolean => part.files[index - 1] === '--ignore';
    const ignored = part.files.filter(isIgnored).map(toPattern);
    const taken = part.files
      .filter((each, index) => each !== '--ignore' && !isIgnored(each, index))
      .map(toPattern);
    return files.filter(
      (file) =>
        taken.some((pattern) => pattern.test(file)) &&
        !ignored.some((pattern) => pattern.test(file)),
    );
  }
});

/** Of `**` for folders, which may be none, and `*` for what is in a name. */
function toPattern(glob: string): RegExp {
  const source = glob
    .replaceAll('.', '\\.')
    .replaceAll('**/', '(?:.+/)?')
    .replaceAll(/\*\*$/g, '.+')
    .replaceAll(/(?<![.)])\*/g, '[^/]*');
  return new RegExp(`^${source}$`);
}
