import { configTypeOf } from './edited-node';

/** What stands beside a control and describes it, by what its id has behind the control's. */
const DESCRIBING = ['unit', 'hint', 'problem'];

const CONFIG_BUTTON = /^node-(?:config-)?input-btn-(\w+)-(add|edit)$/;

/**
 * Gives a name to what the editor makes without one: the parts of typed inputs, the buttons beside
 * the choice of a config node, and those that remove a row of a list. Buttons that are links to
 * nowhere, which no key reaches, become buttons.
 */
export function nameFields(form: JQuery): void {
  form.find('.red-ui-typedInput-container').each((_index, element) => nameTypedInput($(element)));
  form.find('a[id*="-input-btn-"]').each((_index, element) => nameConfigButton($(element)));
  form.find('.red-ui-editableList-item-remove').each((_index, element) => {
    const link = $(element);
    link.attr('aria-label', RED._('common.label.delete'));
    makeButton(link);
  });
  form.find('input, select, textarea').each((_index, element) => describeField($(element)));
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
  const own = field.attr('aria-label');
  if (own !== undefined) input.attr('aria-label', own);
  const naming = own === undefined ? labelIdOf(field, input) : idOf(input);
  if (naming === undefined) return;
  container.children('button').each((_index, element) => {
    const button = $(element);
    button.attr('aria-labelledby', `${naming} ${idOf(button)}`);
  });
}

/** The id of the label of a hidden field, which is from now on the label of what stands for it. */
function labelIdOf(field: JQuery, input: JQuery): string | undefined {
  const id = idOf(input);
  const label = field
    .closest('.virustotal-form')
    .find('label')
    .filter((_index, one) => [id, field.attr('id')].includes($(one).attr('for')));
  if (label.length === 0) return undefined;
  label.attr('for', String(id));
  return idOf(label);
}

/** The id of an element, which it gets where it has none. */
function idOf(element: JQuery): string | undefined {
  return element.uniqueId().attr('id');
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
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    link.trigger('click');
  });
}
