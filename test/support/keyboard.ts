import type { Editor } from './editor-browser';

/** What a person does in the editor without a mouse. */
export interface Keyboard {
  press(key: string): Promise<void>;
  /** Goes on by the Tab key until the focus is on the element. */
  tabTo(selector: string): Promise<void>;
  /** Goes to a field and replaces what is in it. */
  fill(selector: string, text: string): Promise<void>;
  /** Goes to a list of options and steps to the one with this value. */
  choose(selector: string, value: string): Promise<void>;
  /** Does what the list of all actions has under this name. */
  act(name: string): Promise<void>;
  /** Opens the dialog of the node that is selected, and waits until it has the focus. */
  openDialog(): Promise<void>;
  /** Presses the button that has the focus, which opens the dialog of a config node. */
  openConfigDialog(): Promise<void>;
  /** Leaves the dialog on top with what was filled in. */
  confirmDialog(): Promise<void>;
  /** Selects the node beside the selected one. */
  selectNext(direction: 'ArrowLeft' | 'ArrowRight', type: string): Promise<void>;
}

/** More than any dialog has places for the focus. */
const MOST_STOPS = 80;

/** A keyboard in an open editor. */
export function createKeyboard(editor: Editor): Keyboard {
  const { page } = editor;
  const { keyboard } = page;
  const model = <Value>(expression: string): Promise<Value> => editor.model<Value>(expression);
  const isFocused = (selector: string): Promise<boolean> =>
    model(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`);
  const trays = (): Promise<number> => model(`RED.editor.getEditStack().length`);

  async function tabTo(selector: string): Promise<void> {
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await isFocused(selector)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not get to ${selector}`);
  }

  async function opened(before: number): Promise<void> {
    await page.waitForFunction(
      `RED.editor.getEditStack().length === ${before + 1} &&
       $('.red-ui-tray').last()[0]?.style.right === '0px' &&
       $('.red-ui-tray').last().find('.red-ui-tray-body :focus').length > 0`,
    );
  }

  return {
    press: (key) => keyboard.press(key),
    tabTo,

    async fill(selector, text) {
      await tabTo(selector);
      await keyboard.press('Control+A');
      await keyboard.type(text);
    },

    async choose(selector, value) {
      await tabTo(selector);
      const options: string[] = await model(
        `[...document.activeElement.options].map((option) => option.value)`,
      );
      await keyboard.press('Home');
      for (let step = options.indexOf(value); step > 0; step -= 1)
        await keyboard.press('ArrowDown');
      if ((await model('document.activeElement.value')) !== value)
        throw new Error(`No key chooses ${value} in ${selector}`);
    },

    async act(name) {
      await keyboard.press('Control+Shift+P');
      await page.waitForFunction(`$('#red-ui-actionList :focus').length > 0`);
      await keyboard.type(name);
      await page.waitForFunction(
        `$('#red-ui-actionList li.selected').text().toLowerCase().includes('${name}')`,
      );
      await keyboard.press('Enter');
      await page.waitForFunction(`document.activeElement.id === 'red-ui-workspace-chart'`);
    },

    async openDialog() {
      const before = await trays();
      await keyboard.press('Enter');
      await opened(before);
    },

    async openConfigDialog() {
      const before = await trays();
      await keyboard.press('Enter');
      await opened(before);
    },

    async confirmDialog() {
      const before = await trays();
      await keyboard.press('Control+Enter');
      await page.waitForFunction(
        `RED.editor.getEditStack().length === ${before - 1} &&
         ($('.red-ui-tray').length === ${before - 1 === 0 ? 0 : 1}) &&
         $('.red-ui-tray').get().every((tray) => tray.style.right === '0px')`,
      );
    },

    async selectNext(direction, type) {
      await keyboard.press(direction);
      const selected = await model(`RED.view.selection().nodes?.map((node) => node.type)`);
      if (JSON.stringify(selected) !== JSON.stringify([type]))
        throw new Error(`${direction} selects ${JSON.stringify(selected)}, not ${type}`);
    },
  };
}
