/**
 * Makes the form of a dialog of its source, in which `<form-field>` stands for a row:
 *
 * `<form-field name="host" icon="server" control="text" hint="hint.host"></form-field>`
 *
 * | attribute | what it does                                                                       |
 * | --------- | ---------------------------------------------------------------------------------- |
 * | `name`    | the property, whose id the control gets                                            |
 * | `icon`    | of Font Awesome, before the label; a row without one has only its content          |
 * | `label`   | the key of the label's text; `label.<name>` unless told                            |
 * | `control` | one of those in `renderControl`, or `name`; a row without one has only its content |
 * | `options` | of a `select`; their texts are `<name>.<option>`                                   |
 * | `unit`    | the key of the text behind the control                                             |
 * | `hint`    | the key of the text under the control; with `[html]` before it, it is HTML         |
 * | `row`     | classes of the row                                                                 |
 *
 * All other attributes are those of the control. The content stands behind the control.
 *
 * What a control is called and described by has its id with `-label`, `-unit` or `-hint` behind it,
 * which `editor/shared/names.ts` reads.
 *
 * `<form-fold name="more">…</form-fold>` folds rows away that are rarely needed, under the text
 * `label.more`. `editor/shared/folds.ts` opens it where a property in it is not as in a new node or
 * cannot be saved; `holds` names the properties in it, by spaces, that have no control of their own.
 */

const FOLD = /<form-fold name="([\w-]+)"(?: holds="([^"]*)")?>(.*?)<\/form-fold>/gs;
const FIELD = /<form-field((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>(.*?)<\/form-field>/gs;
const ATTRIBUTE = /([\w-]+)(?:="([^"]*)")?/g;

/** What a typed input and the list of config nodes read their width from. */
const WIDTH = 'style="width: calc(100% - var(--virustotal-label) - 5px)"';

/** The row that every node has. */
const NAME = {
  icon: 'tag',
  label: 'node-red:common.label.name',
  'data-i18n': '[placeholder]node-red:common.label.name',
};

/**
 * @param {string} source
 * @param {string} prefix - of the ids of inputs: `node-input-` or `node-config-input-`
 * @returns {string}
 */
export function renderForm(source, prefix) {
  return source
    .replaceAll(FIELD, (_field, attributes, content) =>
      renderRow(
        readAttributes(attributes),
        String(content).replaceAll(/^ {2}/gm, '').trim(),
        prefix,
      ),
    )
    .replaceAll(FOLD, (_fold, name, holds, content) => renderFold(name, holds, String(content)));
}

/**
 * @param {string} name
 * @param {string | undefined} holds
 * @param {string} content
 */
function renderFold(name, holds, content) {
  const held = holds === undefined ? '' : ` data-holds="${holds}"`;
  return [
    `<details class="virustotal-fold"${held}>`,
    `  <summary data-i18n="label.${name}"></summary>`,
    content.replaceAll(/^\n|\s+$/g, ''),
    '</details>',
  ].join('\n');
}

/**
 * @param {string} text
 * @returns {Record<string, string>}
 */
function readAttributes(text) {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]),
  );
}

/**
 * @param {Record<string, string>} attributes
 * @param {string} content
 * @param {string} prefix
 */
function renderRow(attributes, content, prefix) {
  if (attributes.control === 'name')
    return renderRow({ ...NAME, ...attributes, control: 'text' }, content, prefix);
  const {
    name = '',
    icon,
    label,
    control = '',
    options = '',
    unit,
    hint,
    row,
    ...rest
  } = attributes;
  const key = label ?? `label.${name}`;
  const id = `${prefix}${name || key.split('.').at(-1)}`;
  const isGroup = control === '' && icon !== undefined;
  const own = Object.entries(rest)
    .map(([attribute, value]) => ` ${attribute}="${value}"`)
    .join('');
  /** @param {string} what - stands beside the control; nothing where there is neither it nor a label */
  const idOf = (what) => (control === '' && !isGroup ? '' : ` id="${id}-${what}"`);
  const parts = [
    icon === undefined || control === 'check' ? '' : labelOf(id, icon, key, isGroup),
    renderControl(control, { id, name, own, options, label: key }),
    unit === undefined
      ? ''
      : `<span class="virustotal-unit"${idOf('unit')} data-i18n="${unit}"></span>`,
    content,
    hint === undefined
      ? ''
      : `<div class="virustotal-hint"${idOf('hint')} data-i18n="${hint}"></div>`,
  ]
    .filter(Boolean)
    .map((part) => part.replaceAll(/^(?=.)/gm, '  '));
  const classes = ['form-row', row].filter(Boolean).join(' ');
  const group = isGroup ? ` role="group" aria-labelledby="${id}-label"` : '';
  return [`<div class="${classes}"${group}>`, ...parts, '</div>'].join('\n');
}

/**
 * @param {string} id - of the control, or as if there were one
 * @param {string} icon
 * @param {string} key
 * @param {boolean} isGroup - whether it is the label of several controls, which have their own
 */
function labelOf(id, icon, key, isGroup) {
  const whose = isGroup ? '' : ` for="${id}"`;
  return `<label id="${id}-label"${whose}><i class="fa fa-${icon}"></i> <span data-i18n="${key}"></span></label>`;
}

/**
 * @param {string} control
 * @param {{ id: string, name: string, own: string, options: string, label: string }} field
 */
function renderControl(control, { id, name, own, options, label }) {
  switch (control) {
    case '':
      return '';
    case 'text':
    case 'hidden':
    case 'password':
      return `<input type="${control}" id="${id}"${own} />`;
    case 'area':
      return `<textarea id="${id}"${own}></textarea>`;
    case 'path':
    case 'config-node':
      return `<input type="text" id="${id}" ${WIDTH}${own} />`;
    case 'typed':
      return `<input type="text" id="${id}" ${WIDTH}${own} />\n<input type="hidden" id="${id}Type" />`;
    case 'check':
      return `<label for="${id}" class="virustotal-check"><input type="checkbox" id="${id}"${own} /> <span data-i18n="${label}"></span></label>`;
    case 'select':
      return [
        `<select id="${id}"${own}>`,
        ...options
          .split(' ')
          .map((option) => `  <option value="${option}" data-i18n="${name}.${option}"></option>`),
        '</select>',
      ].join('\n');
    default:
      throw new Error(`There is no control "${control}"`);
  }
}
