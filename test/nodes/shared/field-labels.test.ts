import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ConfigurationError } from '../../../nodes/shared/configuration-error';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { nodeTypes, readEditorPage } from '../../support/editor-page';

/** Labels that belong to no property, and properties that dialogs call differently. */
const WITHOUT_LABEL = new Set('addRule allowance keep kind property skip to'.split(' '));

/** Labels that are read together with that of their row. */
const ROWS: Readonly<Record<string, string>> = {
  perMinute: 'allowance',
  perDay: 'allowance',
  perMonth: 'allowance',
  keepFlagged: 'keep',
  keepClean: 'keep',
  keepUnknown: 'keep',
};

describe('the label of a property', () => {
  for (const type of nodeTypes) {
    it(`is the one in the dialog: ${type}`, () => {
      const { texts } = readEditorPage(type);
      for (const [key, text] of texts) {
        const [part, property = ''] = key.split('.');
        if (part !== 'label' || WITHOUT_LABEL.has(property)) continue;
        const row = ROWS[property];
        const label = row === undefined ? text : `${texts.get(`label.${row}`)} ${text}`;
        assert.equal(fieldLabel(property), label, property);
      }
    });
  }

  for (const property of ['property', 'rules[0]', 'constructor', '']) {
    it(`is its name where there is none: "${property}"`, () => {
      assert.equal(fieldLabel(property), property);
    });
  }

  it('stands in the message about a property, where it is another word', () => {
    assert.equal(
      new ConfigurationError('suppress', 'a duration is expected').message,
      'suppress: a duration is expected (in the dialog: Once per)',
    );
    assert.equal(
      new ConfigurationError('module', 'a name is expected').message,
      'module: a name is expected',
    );
  });
});
