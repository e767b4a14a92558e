import { configTypeOf } from './edited-node';

/** What stands beside a control and describes it, by what its id has behind the control's. */
const DESCRIBING = ['unit', 'hint', 'problem'];

const CONFIG_BUTTON = /^node-(?:config-)?input-btn-(\w+)-(add|edit)$/;

/**
 * Has each field called by its label, and gives a name to what the editor makes without one: the
 * parts of typed inputs, the buttons beside the choice of a config node, and those that remove a row
 * of a list. Buttons that are links to nowhere, which no key reaches, become buttons.
 */
export function nameFields(form: JQuery): void {
  form.find('.red-ui-typedInput-container').each((_index, element) => nameTypedInput($(element)));
  form.find('a[id*="-input-btn-"]').each((_index, element) => nameConfigButton($(element)));
  form.find('.red-ui-editableList-item-remove').each((_index, element) => {
    const link = $(element);
    link.attr('aria-label', RED._('common.label.delete'));
    makeButton(link);
  });
  form.find('input, select, textarea').each((_index, element) => {
    nameByLabel($(element));
    describeField($(element));
  });
}

/** Has a field described by its unit, its hint and what is wrong with it, where they are. */
export function describeField(field: JQuery): void {
  const id = field.attr('id');
  if (id === undefined) return;
  const ids = DESCRIBING.map((what) => `${id}-${what}`);
  const spoken = spokenField(field);
  const others = (spoken.attr('aria-describedby') ?? '')
    .split(' ')
    .filter((one) => !ids.includes(one));
  const there = ids.filter((one) => document.getElementById(one) !== null);
  const all = [...others, ...there].filter(Boolean).join(' ');
  if (all === '') spoken.removeAttr('aria-describedby');
  else spoken.attr('aria-describedby', all);
}

/** What a person types into for a field: of a typed input, the field that the editor made for it. */
export function spokenField(field: JQuery): JQuery {
  const made = field.next('.red-ui-typedInput-container').find('.red-ui-typedInput-input');
  return made.length > 0 ? made : field;
}

/** Its parts are called as the field is that it was made of; its buttons also by what they show. */
function nameTypedInput(container: JQuery): void {
  const field = container.prev('input');
  const input = container.find('.red-ui-typedInput-input');
  const label = labelOf(field).add(labelOf(input)).first();
  // A click on its label goes to what is seen, and not to what is hidden.
  label.attr('for', idOf(input));
  if (label.length === 0) input.attr('aria-label', field.attr('aria-label') ?? null);
  const naming = label.length > 0 ? label : input;
  container.children('button').each((_index, element) => {
    const button = $(element);
    button.attr('aria-labelledby', `${idOf(naming)} ${idOf(button)}`);
  });
}

/** Node-RED 5 calls a wrong field by what is wrong with it, unless another element names it. */
function nameByLabel(field: JQuery): void {
  if (field.attr('aria-labelledby') !== undefined) return;
  const label = labelOf(field);
  if (label.length > 0) field.attr('aria-labelledby', idOf(label));
}

function labelOf(field: JQuery): JQuery {
  const id = field.attr('id');
  const labels = field.closest('.virustotal-form').find('label');
  return labels.filter((_index, label) => id !== undefined && $(label).attr('for') === id).first();
}

/** The id of an element, which it gets where it has none. */
function idOf(element: JQuery): string {
  return String(element.uniqueId().attr('id'));
}

function nameConfigButton(button: JQuery): void {
  const [, property = '', what = ''] = CONFIG_BUTTON.exec(button.attr('id') ?? '') ?? [];
  const type = configTypeOf(property);
  if (type === undefined) return;
  const name = what === 'add' ? 'editor.addNewConfig' : 'editor.editConfig';
  button.attr('aria-label', RED._(name, { type }));
  makeButton(button);
}

/** Has keys press what only a click does. */
function makeButton(link: JQuery): void {
  if (link.attr('role') === 'button') return;
  link.attr({ role: 'button', tabindex: 0 });
  link.on('keydown', (event) => {
    // With another key it is a shortcut of the editor: Ctrl and Enter leave the dialog.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    link.trigger('click');
  });
}
