import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readExample, readExamples, type FlowNode } from '../support/example-flows';
import { readCatalogue } from '../support/texts';

/** What has labels that the comments name. */
const LABELLED = [
  'account',
  'collect',
  'gate',
  'group',
  'lookup',
  'mailer',
  'notify',
  'raise',
  'status',
];

/** Labels of Node-RED and of its e-mail node, the name of one of its nodes, and two engines. */
const LABELS_OF_OTHERS = [
  'Enabled',
  'Repeat',
  'Use authentication',
  'Use secure connection',
  'bearer',
  'http request',
  'Avast',
  'Fortinet',
];

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

    it(`name labels as the dialogs have them: ${name}`, () => {
      const labels = LABELLED.flatMap((node) => [...readCatalogue(node).values()]);
      const there = new Set([...labels, ...LABELS_OF_OTHERS, ...nodes.map((node) => node['name'])]);
      const named = nodes
        .filter(({ type }) => type === 'comment')
        .flatMap(({ info }) => [...String(info).matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)])
        .map(([, label = '']) => label.replaceAll(/\s+/g, ' '));
      assert.deepEqual(
        named.filter((label) => !there.has(label)),
        [],
      );
    });

    it(`show of an error its message: ${name}`, () => {
      const shown = nodes.filter(({ type }) => type === 'debug').map(({ complete }) => complete);
      assert.equal(shown.includes('error'), false);
    });
  }

  for (const number of ['02', '03', '04']) {
    it(`need no other module, as the guide says: ${number}`, () => {
      const nodes = readExample(number);
      assert.equal(
        nodes.some(({ type }) => type === 'e-mail' || type === 'global-config'),
        false,
      );
    });
  }

  it('share by their accounts as a new account does, and not as one of before there was a choice', () => {
    const accounts = examples
      .flatMap(({ nodes }) => nodes)
      .filter(({ type }) => type === 'virustotal-account');
    assert.notEqual(accounts.length, 0);
    assert.deepEqual(
      accounts.filter(({ sharing }) => sharing !== 'green').map(({ name }) => name),
      [],
    );
  });

  it('write without a group in the language of Node-RED, as a new notify node does', () => {
    const withoutGroup = examples
      .flatMap(({ nodes }) => nodes)
      .filter(({ type, group }) => type === 'virustotal-notify' && group === '');
    assert.notEqual(withoutGroup.length, 0);
    assert.deepEqual(
      withoutGroup.filter(({ language }) => language !== '').map(({ name }) => name),
      [],
    );
  });

  it('call no two config nodes alike, which one list shows', () => {
    const names = examples
      .flatMap(({ nodes }) => nodes)
      .filter((node) => isConfig(node) && typeof node['name'] === 'string')
      .map(({ name }) => name);
    assert.notEqual(names.length, 0);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});

/** Has no place on a tab, and is none itself. */
function isConfig(node: FlowNode): boolean {
  return node['x'] === undefined && node.type !== 'tab' && node.type !== 'global-config';
}
