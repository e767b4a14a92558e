import type { Editor } from './editor-browser';

/** A text that the editor shows, and where. */
export interface Shown {
  readonly where: string;
  readonly text: string;
}

/** What of a dialog is the editor's own: menus of typed inputs, buttons of config nodes, code editors. */
const NOT_OURS = [
  '.red-ui-typedInput-container',
  '.red-ui-editor-text-container',
  '.node-text-editor',
  '[id*="-input-btn-"]',
  'option[value="_ADD_"]',
  'select:has(option[value="_ADD_"]) *',
  // Time zones are called so in every language (tz database).
  'select[id$="-timeZone"] option:not([value=""])',
  '[data-i18n*="node-red:"]',
  'style, script',
].join(',');

/** What Node-RED itself says of a property that cannot be. */
const NODE_REDS = `RED._('validator.errors.invalid-prop')`;

/**
 * A function for the page: all texts in an element, shown at the moment or not, and what is read out or
 * hovers over it. A text with marks in it is one text; what programs read is none.
 */
const TEXTS_IN = `(root) => {
  const found = [];
  const read = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll('code, pre').forEach((each) => each.replaceWith(' '));
    return copy.textContent;
  };
  const visit = (element) => {
    if (element.matches(${JSON.stringify(NOT_OURS)})) return;
    for (const name of ['placeholder', 'title', 'aria-label', 'alt'])
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    const isOneText = element.matches('[data-i18n]:not([data-i18n^="[placeholder]"]), p, dd, dt, li, h3');
    if (isOneText && !element.querySelector('p, dl, ol, ul')) found.push(read(element));
    else if (!element.matches('code, pre')) for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE) visit(child);
    }
  };
  visit(root);
  return found.map((text) => text.trim()).filter((text) => text !== '' && text !== ${NODE_REDS});
}`;

/** A function for the page: what in a tray has no room for its text, and what makes the tray wide. */
const FAULTS_IN = `(tray) => {
  const form = tray.querySelector('.virustotal-form');
  const nameOf = (element) => (element.id || element.className || element.tagName) + ' "' + element.innerText + '"';
  const faults = [];
  const width = tray.getBoundingClientRect().width;
  if (width > 600) faults.push('The tray is ' + Math.round(width) + ' pixels wide');
  const right = form.getBoundingClientRect().right + 1;
  for (const element of form.querySelectorAll('label, span, div, button, select, input, summary, th')) {
    if (element.closest(${JSON.stringify(NOT_OURS)}) || element.offsetParent === null) continue;
    if (element.getBoundingClientRect().right > right) faults.push(nameOf(element) + ' sticks out');
    const isTooWide = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    const isCut = getComputedStyle(element).overflowX !== 'visible' && !element.matches('input, select');
    if (isTooWide && isCut) faults.push(nameOf(element) + ' is cut off');
  }
  return faults;
}`;

/** Looks at the open dialog, unfolded, with every option of every select chosen in its turn. */
const LOOK_THROUGH = `(() => {
  const tray = [...document.querySelectorAll('.red-ui-tray')].pop();
  const form = tray.querySelector('.virustotal-form');
  const [texts, faults] = [new Set(), new Set()];
  const look = () => {
    form.querySelectorAll('details').forEach((each) => { each.open = true; });
    (${TEXTS_IN})(form).forEach((text) => texts.add(text));
    (${FAULTS_IN})(tray).forEach((fault) => faults.add(fault));
  };
  look();
  for (const select of form.querySelectorAll('select')) {
    if (select.querySelector('option[value="_ADD_"]')) continue;
    for (const { value } of [...select.options]) {
      $(select).val(value).trigger('change');
      look();
    }
  }
  return { texts: [...texts], faults: [...faults] };
})()`;

/** What the open dialog shows, whatever is chosen in it, and what has no room there. */
export async function lookThroughDialog(
  editor: Editor,
  where: string,
): Promise<{ readonly shown: readonly Shown[]; readonly faults: readonly string[] }> {
  await editor.page.locator('.red-ui-tray .virustotal-form').last().waitFor();
  const { texts, faults } = await editor.model<{ texts: string[]; faults: string[] }>(LOOK_THROUGH);
  return {
    shown: texts.map((text) => ({ where, text })),
    faults: faults.map((fault) => `${where}: ${fault}`),
  };
}

/** What somebody else has said: another server, and the sentence of an error, which is English. */
const SAID = `copy.querySelectorAll('[translate="no"]').forEach((each) => each.remove());
  copy.querySelectorAll('.virustotal-refused').forEach((each) => each.removeAttribute('title'));`;

/** What the open dialog shows as it stands, but for what others have said. */
export async function lookAtDialog(editor: Editor, where: string): Promise<readonly Shown[]> {
  const texts = await editor.model<string[]>(`(() => {
    const copy = [...document.querySelectorAll('.red-ui-tray .virustotal-form')].pop().cloneNode(true);
    ${SAID}
    return (${TEXTS_IN})(copy);
  })()`);
  return texts.map((text) => ({ where, text }));
}

/** A function for the page: the nodes of a type, in flows or beside them. */
const NODES_OF = `(type) => {
  const nodes = [];
  const add = (node) => { if (node.type === type) nodes.push(node); };
  RED.nodes.eachNode(add);
  RED.nodes.eachConfig(add);
  return nodes;
}`;

/** The names of the nodes of a type in palette and workspace, and of their ports. */
export async function lookAtNames(editor: Editor, type: string): Promise<readonly Shown[]> {
  const texts = await editor.model<string[]>(`(${NODES_OF})('${type}').flatMap((node) => {
    const { paletteLabel, label, inputs = 0, outputs = 0, inputLabels, outputLabels } = node._def;
    const say = (what, ...given) => typeof what === 'function' ? what.apply(node, given) : what;
    const ports = (count, labels) => Array.from({ length: count }, (_, port) => say(labels, port));
    return [say(paletteLabel), say(label), ...ports(inputs, inputLabels), ...ports(outputs, outputLabels)];
  }).filter((text) => typeof text === 'string')`);
  return texts.map((text) => ({ where: `the names of ${type}`, text }));
}

/** Why the properties of a type are refused, for values that nobody would type in earnest. */
export async function lookAtReasons(editor: Editor, type: string): Promise<readonly Shown[]> {
  const texts = await editor.model<string[]>(`(${NODES_OF})('${type}').flatMap((node) =>
    Object.values(node._def.defaults).flatMap(({ validate }) => {
      if (typeof validate !== 'function' || validate.length < 2) return [];
      return ['', ' ', '§§', '5', '-1', '99999999999', '0', 'x y@', []].map((value) => {
        try { return validate.call(node, value, {}); } catch { return undefined; }
      });
    }),
  ).filter((reason) => typeof reason === 'string' && reason !== ${NODE_REDS})`);
  return [...new Set(texts)].map((text) => ({ where: `a reason of ${type}`, text }));
}

/** The help of a type, as the sidebar shows it. */
export async function lookAtHelp(editor: Editor, type: string): Promise<readonly Shown[]> {
  const texts = await editor.model<string[]>(
    `(${TEXTS_IN})($('<div>').html(RED.nodes.getNodeHelp('${type}'))[0])`,
  );
  return texts.map((text) => ({ where: `the help of ${type}`, text }));
}

/** What stands under the nodes of the workspace. */
export async function lookAtStatuses(editor: Editor): Promise<readonly Shown[]> {
  const texts = await editor.model<string[]>(
    `[...document.querySelectorAll('.red-ui-flow-node-status-label')].map((each) => each.textContent)`,
  );
  return texts.filter((text) => text.trim() !== '').map((text) => ({ where: 'a status', text }));
}

/** What the palette says of the package's category. */
export async function lookAtPalette(editor: Editor): Promise<readonly Shown[]> {
  const key = `RED.nodes.getType('virustotal-lookup').categoryDescription`;
  return [{ where: 'the palette', text: await editor.model<string>(`RED._(${key})`) }];
}
