import type { Editor } from './editor-browser';
import type { FlowNode } from './example-flows';

/** Exports all flows by the menu's dialog, as a person copies them out of it. */
export async function exportAll(editor: Editor): Promise<FlowNode[]> {
  const { page } = editor;
  await editor.model(`RED.actions.invoke('core:show-export-dialog')`);
  await page.locator('#red-ui-clipboard-dialog-export-rng-full').click();
  const text = await page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
  await page.locator('#red-ui-clipboard-dialog-cancel').click();
  return JSON.parse(text);
}

/**
 * Imports nodes by the menu's dialog, and as copies where the same are there already. Gives the
 * nodes that are new, as they would be deployed.
 */
export async function importCopies(
  editor: Editor,
  nodes: readonly FlowNode[],
): Promise<FlowNode[]> {
  const { page } = editor;
  const all = async (): Promise<FlowNode[]> =>
    JSON.parse(await editor.model('JSON.stringify(RED.nodes.createCompleteNodeSet())'));
  const before = new Set((await all()).map(({ id }) => id));
  await editor.model(`RED.actions.invoke('core:show-import-dialog')`);
  const text = page.locator('#red-ui-clipboard-dialog-import-text');
  await text.fill(JSON.stringify(nodes));
  // The editor looks at it when a key is let go.
  await text.press('End');
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await page.getByRole('button', { name: 'Import copy' }).click();
  await page.waitForFunction(`RED.nodes.createCompleteNodeSet().length > ${before.size}`);
  return (await all()).filter(({ id }) => !before.has(id));
}
