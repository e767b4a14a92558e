import axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';

/**
 * What is wrong in our part of the dialog that is open. Each function gives a sentence for each fault.
 */
export interface DialogFaults {
  /** What is cut off, or makes the dialog wider than 600 pixels. */
  ofWidth(): Promise<string[]>;
  /** Where the Tab key does not go from field to field as one reads, leaves one out or is caught. */
  ofTabOrder(): Promise<string[]>;
  /** What takes the focus and has no name, as the browser works names out. */
  ofNames(): Promise<string[]>;
  /** What axe-core finds critical or serious. */
  ofAxe(): Promise<string[]>;
  /** The faults of names and width under each choice that the dialog offers, in turn. */
  ofChoices(): Promise<string[]>;
  /** Presses every button of ours, and waits until what it asked for is answered. */
  pressAll(): Promise<void>;
  /** Types what no validator takes into every field, and tells where its reason is not to be seen and heard. */
  ofReasons(): Promise<string[]>;
}

/** More than any dialog has places for the focus. */
const MOST_STOPS = 120;

/** Prepares an editor for looking into its dialogs. */
export async function createDialogFaults(page: Page): Promise<DialogFaults> {
  await page.evaluate(axe.source);
  await page.evaluate(IN_PAGE);
  const devTools = await page.context().newCDPSession(page);
  const ask = (question: string): Promise<string[]> => page.evaluate(`dialogFaults.${question}()`);
  const ofNames = (): Promise<string[]> => nameless(devTools);
  return {
    ofWidth: () => ask('ofWidth'),
    ofNames,

    async ofChoices() {
      const faults: string[] = [];
      const choices: string[][] = await page.evaluate('dialogFaults.choices()');
      for (const [id = '', option = ''] of choices) {
        const isThere = await page.evaluate(
          `dialogFaults.choose(${JSON.stringify(id)}, ${JSON.stringify(option)})`,
        );
        if (isThere !== true) continue;
        const found = [...(await ofNames()), ...(await ask('ofWidth'))];
        faults.push(...found.map((fault) => `${id} = ${option}: ${fault}`));
      }
      await page.evaluate('dialogFaults.chooseAsBefore()');
      return faults;
    },

    async pressAll() {
      const count: number = await page.evaluate('dialogFaults.buttons().length');
      for (let index = 0; index < count; index += 1) {
        await page.evaluate(`dialogFaults.buttons()[${index}]?.click()`);
        await page.waitForFunction('$.active === 0');
      }
    },

    ofAxe: () => ask('ofAxe'),
    ofReasons: () => ask('ofReasons'),

    async ofTabOrder() {
      await page.evaluate('dialogFaults.goBeforeFirst()');
      for (let stops = 0; stops < MOST_STOPS; stops += 1) {
        await page.keyboard.press('Tab');
        if (!(await page.evaluate('dialogFaults.isStop()'))) return ask('ofStops');
      }
      return ['The Tab key does not come out', ...(await ask('ofStops'))];
    },
  };
}

/** What can be focused in the browser's tree of what is heard, and has no name there. */
async function nameless(devTools: CDPSession): Promise<string[]> {
  const { result } = await devTools.send('Runtime.evaluate', {
    expression: `document.querySelector('.virustotal-form')`,
  });
  if (result.objectId === undefined) return ['There is no dialog'];
  const { nodes } = await devTools.send('Accessibility.queryAXTree', { objectId: result.objectId });
  const unnamed = nodes.filter(
    ({ ignored, properties = [], name }) =>
      !ignored &&
      properties.some((each) => each.name === 'focusable' && each.value.value === true) &&
      String(name?.value ?? '').trim() === '',
  );
  return await Promise.all(
    unnamed.map(async ({ backendDOMNodeId = 0 }) => {
      const { outerHTML } = await devTools.send('DOM.getOuterHTML', {
        backendNodeId: backendDOMNodeId,
      });
      return `It has no name: ${outerHTML.slice(0, 200)}`;
    }),
  );
}

const IN_PAGE = String.raw`window.dialogFaults = (() => {
  const WIDEST = 600;
  /** Its inner parts are its own. */
  const TEXT_EDITOR = '.node-text-editor';
  /** In pixels; what is in one line with another is not quite as high. */
  const SLACK = 2;

  const form = () => document.querySelector('.red-ui-tray:last-child .virustotal-form');
  const isShown = (element) =>
    element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true });
  const name = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
  const isInside = (element) => element.parentElement.closest(TEXT_EDITOR) !== null;

  function ofWidth() {
    const tray = form().closest('.red-ui-tray').getBoundingClientRect();
    const body = form().closest('.red-ui-tray-body');
    const faults = [];
    if (tray.width > WIDEST) faults.push('The dialog is ' + tray.width + ' pixels wide');
    if (tray.left < 0 || tray.right > innerWidth) faults.push('The dialog is not all in the window');
    if (body.scrollWidth > body.clientWidth + SLACK) faults.push('The dialog has to be scrolled');
    const edge = body.getBoundingClientRect();
    for (const element of form().querySelectorAll('*')) {
      if (!isShown(element) || isInside(element) || element.matches('.virustotal-heard')) continue;
      const { left, right } = element.getBoundingClientRect();
      if (left < edge.left || right > edge.right) faults.push('Cut off: ' + name(element));
      const isCut = element.scrollWidth > element.clientWidth + SLACK && element.clientWidth > 0;
      const isText = element.matches('label, span, div, button, legend, summary, th, td, li, p');
      const mayScroll = /auto|scroll/.test(getComputedStyle(element).overflowX);
      if (isCut && isText && !mayScroll) faults.push('Runs over: ' + name(element));
    }
    return faults;
  }

  /** What of several things is chosen, but for config nodes. */
  const selects = () =>
    [...form().querySelectorAll('select[id]')].filter(
      (select) => select.parentElement.querySelector('[id*="-input-btn-"]') === null,
    );
  let chosenBefore = [];

  function choices() {
    chosenBefore = selects().map((select) => [select.id, select.value]);
    return selects().flatMap(({ id, options }) => [...options].map(({ value }) => [id, value]));
  }

  /** Whether the choice is offered, as things are. */
  function choose(id, option) {
    const select = document.getElementById(id);
    if (!isShown(select)) return false;
    $(select).val(option).trigger('change');
    return true;
  }

  function chooseAsBefore() {
    for (const [id, option] of chosenBefore) $(document.getElementById(id)).val(option).trigger('change');
  }

  const buttons = () =>
    [...form().querySelectorAll('button.red-ui-button')].filter(
      (button) => isShown(button) && button.closest('.red-ui-editableList') === null,
    );

  const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const expected = () =>
    [...form().querySelectorAll(STOPS)].filter(
      (element) =>
        isShown(element) && !isInside(element) && !element.disabled && element.tabIndex >= 0 &&
        element.type !== 'hidden',
    );
  /** A text editor is one place, however it is made. */
  const stopOf = (element) => element.closest(TEXT_EDITOR) ?? element;
  let stops = [];

  function goBeforeFirst() {
    stops = [];
    const before = document.createElement('span');
    before.tabIndex = -1;
    form().prepend(before);
    before.focus();
    before.remove();
  }

  /** Whether the focus is still in the form, and not where it was before. */
  function isStop() {
    const element = document.activeElement;
    if (!form().contains(element)) return false;
    const stop = stopOf(element);
    const { left, top, right, bottom } = stop.getBoundingClientRect();
    const scrolled = form().getBoundingClientRect().top;
    stops.push({ stop, left, right, top: top - scrolled, bottom: bottom - scrolled });
    return true;
  }

  function ofStops() {
    const reached = new Set(stops.map(({ stop }) => stop));
    const faults = expected()
      .filter((element) => !reached.has(element))
      .map((element) => 'No key gets to ' + name(element));
    for (const [index, one] of stops.entries()) {
      const before = stops[index - 1];
      if (before === undefined || before.stop === one.stop) continue;
      const isAbove = one.bottom <= before.top + SLACK;
      const isInLine = one.top < before.bottom - SLACK && before.top < one.bottom - SLACK;
      const isLeft = isInLine && one.right <= before.left + SLACK;
      if (isAbove || isLeft)
        faults.push(name(one.stop) + ' comes after ' + name(before.stop));
    }
    return faults;
  }

  async function ofAxe() {
    const { violations } = await axe.run(form(), { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'critical' || impact === 'serious')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, any, all, none }) =>
          [id, html.slice(0, 160), ([...any, ...all, ...none][0] ?? {}).message].join(': '),
        ),
      );
  }

  const WRONG = '?! \u{1f600}';

  async function ofReasons() {
    const fields = [...form().querySelectorAll('input[id], textarea[id]')].filter(
      (field) =>
        /^node-(config-)?input-/.test(field.id) && isShown(field) && !field.disabled &&
        ['text', 'textarea', 'password'].includes(field.type),
    );
    for (const field of fields) $(field).val(WRONG).trigger('change');
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const node = RED.editor.getEditStack().at(-1);
    const { defaults, credentials = {} } = RED.nodes.getType(node.type);
    return fields.flatMap((field) => {
      const property = field.id.replace(/^node-(config-)?input-/, '');
      const validate = (defaults[property] ?? credentials[property] ?? {}).validate;
      const reason = validate === undefined ? true : validate.call(node, WRONG, {});
      const isMarked = field.getAttribute('aria-invalid') === 'true';
      const described = (field.getAttribute('aria-describedby') ?? '').split(' ');
      const shown = document.getElementById(field.id + '-problem');
      if (reason === true) return isMarked || shown ? [property + ' is said to be wrong'] : [];
      if (!isMarked) return [property + ' is not said to be wrong'];
      if (typeof reason !== 'string') return [];
      if (shown === null || !isShown(shown)) return [property + ' does not say: ' + reason];
      if (shown.textContent !== reason) return [property + ' says: ' + shown.textContent];
      return described.includes(shown.id) ? [] : [property + ' is not described by its reason'];
    });
  }

  return { ofWidth, choices, choose, chooseAsBefore, buttons, goBeforeFirst, isStop, ofStops, ofAxe, ofReasons };
})()`;
