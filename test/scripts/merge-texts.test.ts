import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../support/pair';

/** Puts together what a node says and what several say; see `scripts/merge-texts.mjs`. */
type Merge = (own: object, shared: object, file: string) => object;

const FILE = path.join(projectRoot, 'nodes', 'gate.json');

describe('the catalogue of a node', () => {
  let merge: Merge;

  before(async () => {
    const script = path.join(projectRoot, 'scripts', 'merge-texts.mjs');
    ({ mergeTexts: merge } = await import(pathToFileURL(script).href));
  });

  it('has the texts of the node and those that several nodes say', () => {
    const own = { label: { match: 'Passes when' }, error: { rule: 'Rule' } };
    const shared = { error: { unit: 'The unit is missing' }, level: { clean: 'clean' } };
    assert.deepEqual(merge(own, shared, FILE), {
      label: { match: 'Passes when' },
      error: { rule: 'Rule', unit: 'The unit is missing' },
      level: { clean: 'clean' },
    });
  });

  for (const [what, shared] of [
    ['a text', { error: { rule: 'Another rule' } }],
    ['a text in place of a group', { error: 'Wrong' }],
    ['a group in place of a text', { error: { rule: { number: 'Rule' } } }],
  ] as const) {
    it(`is not made where both have the same key: ${what}`, () => {
      assert.throws(() => merge({ error: { rule: 'Rule' } }, shared, FILE), /gate\.json: error/);
    });
  }
});
