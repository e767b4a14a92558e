import assert from 'node:assert/strict';
import type { AnyNode, Property } from 'acorn';
import { nodeTypes, readEditorPage, syntaxOf } from '../support/editor-page';
import { loadEditorScript } from '../support/editor-sandbox';
import { projectRoot } from '../support/pair';
import { readJson } from '../support/read-json';

/** What each node of the palette is for, as its colour tells; of the list in Node-RED's guide. */
const COLOURS: readonly (readonly [type: string, colour: string])[] = [
  ['virustotal-collect', '#3FADB5'],
  ['virustotal-lookup', '#3FADB5'],
  ['virustotal-verdict', '#AAAA66'],
  ['virustotal-gate', '#AAAA66'],
  ['virustotal-raise', '#E9967A'],
  ['virustotal-notify', '#E9967A'],
  ['virustotal-status', '#C0C0C0'],
];

/** Of the label of a node in Node-RED 4; that of Node-RED 5 is darker. */
const LABEL = '#333333';

/** What the flow library takes from a page, where it is a literal. */
const LITERALS = ['icon', 'color', 'inputs', 'outputs'];

/** The properties of what the page itself registers: the library runs no script and follows no import. */
function registered(script: string): readonly Property[] {
  const [only, ...more] = syntaxOf(script).flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
    const { property } = node.callee;
    if (property.type !== 'Identifier' || property.name !== 'registerType') return [];
    return [node.arguments[1]];
  });
  assert.equal(more.length, 0);
  assert.equal(only?.type, 'ObjectExpression');
  return only.properties.map((property) => {
    assert.equal(property.type, 'Property');
    return property;
  });
}

function nameOf({ key }: Property): string {
  assert.equal(key.type, 'Identifier');
  return key.name;
}

function isLiteral(node: AnyNode): boolean {
  return node.type === 'Literal';
}

/** Relative luminance, of 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the palette', () => {
  it('has the nodes in the order in which data flows', () => {
    const manifest: { 'node-red': { nodes: object } } = readJson(projectRoot, 'package.json');
    const inPalette = Object.keys(manifest['node-red'].nodes).filter((type) =>
      COLOURS.some(([one]) => one === type),
    );
    assert.deepEqual(
      inPalette,
      COLOURS.map(([type]) => type),
    );
  });

  it('tells by its colours what asks, what decides, what alerts and what tells how it goes', () => {
    const given = nodeTypes
      .map((type) => [type, loadEditorScript(type).definition.color] as const)
      .filter(([, colour]) => colour !== undefined);
    assert.deepEqual(given, COLOURS);
  });

  for (const colour of new Set(COLOURS.map(([, one]) => one))) {
    it(`can be read on ${colour}`, () => {
      const contrast = (luminance(colour) + 0.05) / (luminance(LABEL) + 0.05);
      assert.ok(contrast >= 4.5, `contrast is ${contrast}`);
    });
  }

  for (const type of nodeTypes) {
    it(`is what the flow library reads from the page: ${type}`, () => {
      const properties = registered(readEditorPage(type).script);
      for (const property of properties) {
        const name = nameOf(property);
        if (LITERALS.includes(name)) assert.ok(isLiteral(property.value), name);
        if (name === 'defaults' || name === 'credentials')
          assert.equal(property.value.type, 'ObjectExpression', name);
      }
    });
  }
});
