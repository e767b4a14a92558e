import type { Locator } from 'playwright-core';
import { answerToDeploy, startedAfter } from './deployed';
import type { Editor } from './editor-browser';

/** What a person does in the editor to build a flow of new nodes, with nothing but a mouse and the dialogs. */
export interface FlowBuilder {
  /** Drags a node from the palette to the next place in a row. Gives its id. */
  drag(type: string): Promise<string>;
  /** Draws a wire from the first output of each to the next. */
  wire(...ids: readonly string[]): Promise<void>;
  /** Gives an inject node what it sends: a text, or an object as JSON. */
  inject(id: string, payload: string | object): Promise<void>;
  /** Opens a node's dialog, fills it in by `fill`, and presses Done. */
  edit(id: string, fill: (dialog: Locator) => Promise<void>): Promise<void>;
  /** Makes a new config node for the property of the node whose dialog is open. */
  addConfig(property: string, fill: (dialog: Locator) => Promise<void>): Promise<void>;
  /** Opens the config node that the property of the open dialog names. */
  editConfig(property: string, fill: (dialog: Locator) => Promise<void>): Promise<void>;
  /** Presses Deploy and waits until what was deployed runs. */
  deploy(): Promise<void>;
  /** Presses the button of an inject node. */
  press(id: string): Promise<void>;
}

const GAP = 160;

/** Builds flows in the open workspace of an editor. */
export function createFlowBuilder(editor: Editor): FlowBuilder {
  const { page } = editor;
  let places = 0;

  async function drag(type: string): Promise<string> {
    const known = await editor.model<string[]>(IDS);
    const entry = page.locator(`#red-ui-palette [data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    const from = await entry.boundingBox();
    const canvas = await page.locator('#red-ui-workspace-chart').boundingBox();
    if (!from || !canvas) throw new Error(`${type} cannot be dragged`);
    const row = Math.floor(places / 5);
    const to = { x: canvas.x + 80 + (places % 5) * GAP, y: canvas.y + 120 + row * 80 };
    places += 1;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x - 20, to.y - 20, { steps: 8 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(`${IDS}.length === ${known.length + 1}`);
    const made = (await editor.model<string[]>(IDS)).find((id) => !known.includes(id));
    if (made === undefined) throw new Error(`${type} was not dropped`);
    return made;
  }

  return {
    drag,
    async wire(...ids) {
      const nodes = ids.map((id) => `RED.nodes.node(${JSON.stringify(id)})`).join(', ');
      await editor.model(`RED.view.select({ nodes: [${nodes}] })`);
      await editor.model(`RED.actions.invoke('core:wire-series-of-nodes')`);
      await editor.model('RED.view.select({ nodes: [] })');
    },
    async inject(id, payload) {
      const isText = typeof payload === 'string';
      const properties = {
        props: [{ p: 'payload' }],
        payload: isText ? payload : JSON.stringify(payload),
        payloadType: isText ? 'str' : 'json',
      };
      // Its dialog is Node-RED's own, and nothing that is tried here.
      await editor.model(
        `(Object.assign(RED.nodes.node('${id}'), ${JSON.stringify(properties)}, { changed: true }), RED.nodes.dirty(true))`,
      );
    },
    async edit(id, fill) {
      await fill(await editor.openNode(id));
      await editor.save();
    },
    async addConfig(property, fill) {
      await fill(await editor.openNewConfig(property));
      await editor.saveConfig();
    },
    async editConfig(property, fill) {
      await fill(await editor.openConfig(property));
      await editor.saveConfig();
    },
    async deploy() {
      const answer = answerToDeploy(page);
      await page.locator('#red-ui-header-button-deploy').click();
      const confirm = page.getByRole('button', { name: 'Confirm deploy' });
      const response = await Promise.race([
        answer,
        confirm.waitFor({ timeout: 8000 }).then(
          () => undefined,
          () => undefined,
        ),
      ]);
      if (!response)
        throw new Error(
          `Deploy asks: ${await page.locator('.red-ui-notification').last().innerText()}`,
        );
      await startedAfter(page, response);
    },
    // Node-RED 5 has a sidebar over the left end of the canvas, to which a click would scroll.
    press: (id) =>
      page.locator(`[id="${id}"] .red-ui-flow-node-button-button`).dispatchEvent('click'),
  };
}

/** The ids of all nodes of the flows. */
const IDS =
  '(() => { const ids = []; RED.nodes.eachNode(({ id }) => ids.push(id)); return ids; })()';
