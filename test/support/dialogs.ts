import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { needsBrowser, openEditor, type Editor } from './editor-browser';
import { nodeTypes } from './editor-page';
import type { FlowNode } from './example-flows';
import { startNodeRed, type NodeRedProcess } from './node-red-process';
import { pairs, projectName } from './pair';

/** What a person does in the dialogs of an editor, and sees there. */
export interface Dialogs {
  readonly editor: () => Editor;
  /** The field of a property, in the dialog of a node or of a config node. */
  readonly field: (dialog: Locator, property: string) => Locator;
  /** Opens what is folded away in a dialog, and gives the dialog. */
  readonly unfold: (dialog: Locator) => Promise<Locator>;
  /** Replaces the text of a field. */
  readonly fill: (dialog: Locator, property: string, text: string) => Promise<void>;
  /** What stands for the hidden field of a typed input. */
  readonly typedInput: (dialog: Locator, property: string) => Locator;
  /** Chooses the type of a typed input by its label in the menu, and types a value. */
  readonly fillTyped: (
    dialog: Locator,
    property: string,
    type: string,
    text: string,
  ) => Promise<void>;
  /** Expects what the fields show; of a checkbox, whether it is checked. */
  readonly shows: (
    dialog: Locator,
    values: Readonly<Record<string, string | boolean>>,
  ) => Promise<void>;
  /** Types what cannot be, and expects the reason; then types what was there before. */
  readonly refuses: (
    dialog: Locator,
    property: string,
    text: string,
    reason: string,
  ) => Promise<void>;
  /** What would be deployed, but at the left: a node that is called otherwise has another width. */
  readonly saved: (id: string) => Promise<object>;
}

/**
 * Describes the dialog of a node in a browser, in both versions of Node-RED. Whatever a test changes
 * in the flow is undone after it.
 */
export function describeDialog(
  name: string,
  flows: readonly FlowNode[],
  tests: (dialogs: Dialogs) => void,
): void {
  for (const pair of pairs) {
    describe(`the dialog of ${name} in a browser, in ${pair.name}`, function () {
      this.timeout(30_000);
      let nodeRed: NodeRedProcess | undefined;
      let opened: Editor | undefined;

      needsBrowser();

      before(async () => {
        nodeRed = await startNodeRed({ pair, modules: [projectName], flows });
        opened = await openEditor(nodeRed.url, nodeTypes);
      });

      afterEach(async () => {
        await opened?.cancelAll();
        await opened?.model(`RED.actions.invoke('core:undo')`);
      });

      after(async () => {
        await opened?.close();
        await nodeRed?.stop();
      });

      tests(
        createDialogs(() => {
          if (opened === undefined) throw new Error('The editor is not open');
          return opened;
        }),
      );

      it('causes no error in the page', () => {
        assert.deepEqual(opened?.pageErrors, []);
      });
    });
  }
}

function field(dialog: Locator, property: string): Locator {
  return dialog.locator(`#node-input-${property}, #node-config-input-${property}`);
}

async function unfold(dialog: Locator): Promise<Locator> {
  await dialog.locator('details').evaluateAll((folds) => {
    for (const fold of folds) fold.setAttribute('open', '');
  });
  return dialog;
}

function typedInput(dialog: Locator, property: string): Locator {
  return dialog.locator(`#node-input-${property} + .red-ui-typedInput-container`);
}

function createDialogs(editor: () => Editor): Dialogs {
  return {
    editor,
    field,
    typedInput,
    unfold,
    fill: (dialog, property, text) => editor().type(field(dialog, property), text),

    async fillTyped(dialog, property, type, text) {
      const input = typedInput(dialog, property);
      await input.locator('.red-ui-typedInput-type-select').click();
      await editor()
        .page.locator('.red-ui-typedInput-options:visible a')
        .getByText(type, { exact: true })
        .click();
      await input.locator('.red-ui-typedInput-input').fill(text);
    },

    async shows(dialog, values) {
      for (const [property, value] of Object.entries(values)) {
        const one = field(dialog, property);
        const shown = typeof value === 'boolean' ? await one.isChecked() : await one.inputValue();
        assert.equal(shown, value, property);
      }
    },

    async refuses(dialog, property, text, reason) {
      const one = field(dialog, property);
      const original = await one.inputValue();
      await editor().type(one, text);
      assert.equal(await editor().reason(one), reason, `${property}: ${text}`);
      await editor().type(one, original);
      assert.doesNotMatch((await one.getAttribute('class')) ?? '', /input-error/, property);
    },

    saved: async (id) => ({ ...(await editor().properties(id)), x: 0 }),
  };
}
