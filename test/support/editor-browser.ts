import {
  chromium,
  type Browser,
  type ConsoleMessage,
  type Locator,
  type Page,
} from 'playwright-core';
import { skipSuiteFor } from './skip-suite';

/** Milliseconds for whatever a page is waited for. */
const PATIENCE = 8000;

const DONE = '#node-dialog-ok';
const CANCEL = '#node-dialog-cancel';
const UPDATE = '#node-config-dialog-ok';
const CANCEL_CONFIG = '#node-config-dialog-cancel';

/** An open Node-RED editor in a real Chromium. */
export interface Editor {
  readonly page: Page;
  /** Opens the editor anew: all that is not deployed is gone. */
  load(): Promise<void>;
  /** Messages of the errors that nobody caught in the page, and of those in its console. */
  readonly pageErrors: readonly string[];
  /** Reads from the editor's own model: a JavaScript expression, its value by JSON. */
  model<Value>(expression: string): Promise<Value>;
  /** The properties of a node that would be deployed. */
  properties(id: string): Promise<Record<string, unknown>>;
  /** Opens a node's dialog and gives its tray. */
  openNode(id: string): Promise<Locator>;
  /** Opens the dialog of a new config node by the plus beside the property that will use it. */
  openNewConfig(property: string): Promise<Locator>;
  /** Opens a config node's dialog by the pencil beside the property that uses it. */
  openConfig(property: string): Promise<Locator>;
  /** Opens a config node's dialog by itself, as the list of config nodes does. */
  openConfigAlone(id: string): Promise<Locator>;
  /** Replaces the text of a field. */
  type(field: Locator, text: string): Promise<void>;
  /** Presses Done. */
  save(): Promise<void>;
  cancel(): Promise<void>;
  /** Presses Update in a config node's dialog. */
  saveConfig(): Promise<void>;
  cancelConfig(): Promise<void>;
  /** Leaves whatever dialogs a failed test left open. */
  cancelAll(): Promise<void>;
  /**
   * The reason that stands under a field; of one without an id, what the editor shows when the
   * pointer rests on it.
   */
  reason(field: Locator): Promise<string>;
  close(): Promise<void>;
}

/**
 * Why there is no browser to run the editor in, or `undefined` when there is one: the Chromium of
 * `@sparticuz/chromium` is unpacked by code that needs Node.js 22.17.
 */
function whyNoBrowser(): string | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 17)) return undefined;
  return `the browser needs Node.js 22.17 or later, this is ${process.versions.node}`;
}

/** Skips the suite in which it is called where there is no browser for it. */
export function needsBrowser(): void {
  skipSuiteFor(whyNoBrowser);
}

/** Starts a Chromium; only where `needsBrowser` skips nothing. */
export async function launchBrowser(): Promise<Browser> {
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packed.executablePath(),
    // Chromium refuses to run its sandbox for root, which a container often is.
    args: ['--no-sandbox'],
  });
}

/** Whether the browser itself writes down that a request was refused, which a dialog shows. */
function isAnswer(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource: ');
}

/**
 * Opens the editor at `url` and waits until it knows `nodeTypes` and shows its flows. It speaks
 * `language` where that is told, as somebody has chosen it in the user settings. `sharpness` is how
 * many pixels of a screenshot there are for one of the page.
 */
export async function openEditor(
  url: string,
  nodeTypes: readonly string[],
  { language, sharpness = 1 }: { readonly language?: string; readonly sharpness?: number } = {},
): Promise<Editor> {
  const browser = await launchBrowser();
  const page = await browser.newPage({
    viewport: { width: 1400, height: 1000 },
    deviceScaleFactor: sharpness,
  });
  page.setDefaultTimeout(PATIENCE);
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(message)) pageErrors.push(message.text());
  });
  // It runs in the pages of frames too, and those of mails may keep nothing.
  if (language !== undefined)
    await page.addInitScript(
      `if (window === top) localStorage.setItem('editor-language', '${language}')`,
    );
  const load = async (): Promise<void> => {
    await page.goto(url);
    await page.waitForFunction(
      `window.RED?.nodes && ${JSON.stringify(nodeTypes)}.every((type) => RED.nodes.getType(type)) &&
       RED.workspaces.active() && document.querySelector('.red-ui-flow-node')`,
    );
  };
  await load();

  const model = <Value>(expression: string): Promise<Value> => page.evaluate(expression);
  const tray = page.locator('.red-ui-tray').last();
  /** The button of the dialog under the config node's one, if there is one. */
  let beneath: string | undefined;

  /**
   * Waits until the tray with this button has stopped sliding, or, without a button, until the last
   * one is gone: a click on a moving tray misses. Only the topmost tray is in the page. What jQuery
   * moves is in its list of timers; to look for it among all elements would slow the movement down.
   */
  async function settle(button?: string): Promise<void> {
    const arrived =
      button === undefined
        ? `document.querySelectorAll('.red-ui-tray').length === 0`
        : `$('${button}').is(':visible') && $('.red-ui-tray').last()[0].style.right === '0px'`;
    await page.waitForFunction(
      `${arrived} && document.getAnimations().length === 0 && $.timers.length === 0`,
    );
  }

  /** Waits until the tray with this button is open: at last it takes the focus. */
  async function open(button: string): Promise<Locator> {
    await settle(button);
    await page.waitForFunction(`$('.red-ui-tray').last().find(':focus').length > 0`);
    return tray;
  }

  async function press(selector: string, next?: string): Promise<void> {
    await page.locator(selector).click();
    await settle(next);
  }

  return {
    page,
    pageErrors,
    load,
    model,
    // As JSON, which is how it is deployed: a global node's flow, for one, is undefined before.
    properties: async (id) =>
      JSON.parse(await model(`JSON.stringify(RED.nodes.convertNode(RED.nodes.node('${id}')))`)),

    async openNode(id) {
      await model(`RED.editor.edit(RED.nodes.node('${id}'))`);
      return await open(DONE);
    },

    async openNewConfig(property) {
      await press(`#node-input-btn-${property}-add`, UPDATE);
      beneath = DONE;
      return await open(UPDATE);
    },

    async openConfig(property) {
      await press(`#node-input-btn-${property}-edit`, UPDATE);
      beneath = DONE;
      return await open(UPDATE);
    },

    async openConfigAlone(id) {
      await model(`RED.editor.editConfig('', RED.nodes.node('${id}').type, '${id}')`);
      beneath = undefined;
      return await open(UPDATE);
    },

    async type(field, text) {
      await field.fill(text);
      // The editor checks a field when a key is let go.
      await field.press('End');
    },

    save: () => press(DONE),
    cancel: () => press(CANCEL),
    saveConfig: () => press(UPDATE, beneath),
    cancelConfig: () => press(CANCEL_CONFIG, beneath),

    async cancelAll() {
      if (await page.locator(CANCEL_CONFIG).isVisible()) await press(CANCEL_CONFIG, beneath);
      if (await page.locator(CANCEL).isVisible()) await press(CANCEL);
    },

    async reason(field) {
      const under = page.locator(`[id="${await field.getAttribute('id')}-problem"]`);
      if (await under.isVisible()) return await under.innerText();
      // A pointer that rests there already would not arrive.
      await page.mouse.move(0, 0);
      await field.hover();
      const popover = page.locator('.red-ui-popover').last();
      await popover.waitFor();
      const text = await popover.innerText();
      await page.mouse.move(0, 0);
      await popover.waitFor({ state: 'detached' });
      return text;
    },

    close: () => browser.close(),
  };
}
