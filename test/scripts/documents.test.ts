import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/pair';

/** What is written about the code, with the least number of files that it names. */
const documents: [document: string, leastNamed: number][] = [
  ['docs/architecture.md', 40],
  ['CONTRIBUTING.md', 10],
];

describe('a document about the code', () => {
  for (const [document, leastNamed] of documents) {
    it(`names only what is there: ${document}`, () => {
      const text = readFileSync(path.join(projectRoot, document), 'utf8');
      const named = [...text.matchAll(/`((?:src|nodes|editor|test|scripts|docs)\/[\w./-]*)`/g)].map(
        ([, file = '']) => file,
      );

      assert.ok(named.length >= leastNamed, `${named.length} files`);
      assert.deepEqual(
        named.filter((file) => !existsSync(path.join(projectRoot, file))),
        [],
      );
    });
  }
});
