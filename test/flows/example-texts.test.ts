import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readExamples } from '../support/example-flows';

/** What a person reads of the examples in the editor. */
describe('the texts of the examples', () => {
  const examples = readExamples();

  for (const { name, nodes } of examples) {
    it(`have no tables, which a comment does not show as such: ${name}`, () => {
      const texts = nodes.filter(({ type }) => type === 'comment').map(({ info }) => String(info));
      assert.doesNotMatch(texts.join('\n'), /^\|/m);
    });

    it(`have lines that fit into the dialog of a comment: ${name}`, () => {
      const lines = nodes
        .filter(({ type }) => type === 'comment')
        .flatMap(({ info }) =>
          String(info)
            .replaceAll(/```[^]*?```/g, '')
            .split('\n'),
        );
      assert.deepEqual(
        lines.filter(({ length }) => length > 75),
        [],
      );
    });

    it(`show of an error its message: ${name}`, () => {
      const shown = nodes.filter(({ type }) => type === 'debug').map(({ complete }) => complete);
      assert.equal(shown.includes('error'), false);
    });
  }

  it('call no two groups alike, which one list shows', () => {
    const groups = examples
      .flatMap(({ nodes }) => nodes)
      .filter(({ type }) => type === 'virustotal-group')
      .map(({ name }) => name);
    assert.equal(new Set(groups).size, groups.length);
  });
});
