import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readExamples } from '../support/example-flows';

describe('the accounts of the examples', () => {
  for (const { name, nodes } of readExamples()) {
    it(`share no more than a new one does: ${name}`, () => {
      for (const { type, sharing } of nodes) {
        if (type === 'virustotal-account') assert.equal(sharing, 'green');
      }
    });
  }
});
