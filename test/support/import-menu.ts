import type { Locator } from 'playwright-core';
import { projectName } from './pair';
import type { Editor } from './editor-browser';

const OK = '#red-ui-clipboard-dialog-ok';
const CANCEL = '#red-ui-clipboard-dialog-cancel';

/** The names of our examples in the menu under Import, from the top. */
export async function listExamples(editor: Editor): Promise<string[]> {
  const list = await openExamples(editor);
  const labels = await list.locator('.red-ui-treeList-label-text').allInnerTexts();
  await editor.page.locator(CANCEL).click();
  return labels.filter((label) => /^\d\d - /.test(label));
}

/** Imports an example as a person does: menu, Import, Examples, its name. */
export async function importExample(editor: Editor, name: string): Promise<void> {
  const list = await openExamples(editor);
  await list.getByText(name, { exact: true }).click();
  await editor.page.locator(OK).click();
  await editor.page.waitForFunction(
    `RED.nodes.getWorkspaceOrder().some((id) => RED.nodes.workspace(id)?.label === ${JSON.stringify(name)})`,
  );
}

async function openExamples({ page }: Editor): Promise<Locator> {
  await page.locator('#red-ui-header-button-sidemenu').click();
  await page.locator('#menu-item-import').click();
  const dialog = page.locator('#red-ui-clipboard-dialog');
  await dialog.locator('.red-ui-tab-label', { hasText: 'Examples' }).click();
  const list = dialog.locator('#red-ui-clipboard-dialog-import-tab-examples');
  await list.getByText(projectName, { exact: true }).click();
  await list.getByText(/^01 - /).waitFor();
  // While the list slides open, what is clicked may have moved on.
  await page.waitForFunction('$.timers.length === 0');
  return list;
}
