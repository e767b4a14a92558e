import { input } from './dialog';
import { textOf, validator } from './validator';

const KINDS = ['url', 'file', 'domain', 'ip'];

/** The kinds of indicators in a list, or in a text with a comma or a new line between them. */
export function kindsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : textOf(value).split(/[\n,]/);
  const names = list.map(textOf);
  return KINDS.filter((kind) => names.includes(kind));
}

/** The validator of the kinds that are looked for; a node of before there was a choice names none. */
export const validFind = validator(
  (node: Translating, value) =>
    value === undefined || kindsIn(value).length > 0 || node._('error.find'),
);

/** Fills the element `.virustotal-kinds` with a box for each kind, which `find` holds. */
export function prepareKinds(node: Translating, type: string): void {
  const find = input('find');
  const texts = new Map([
    ['url', node._('find.url')],
    ['file', node._('find.file')],
    ['domain', node._('find.domain')],
    ['ip', node._('find.ip')],
  ]);
  for (const [kind, text] of texts) {
    const box = $('<input type="checkbox"/>').attr('id', `${type}-${kind}`).val(kind);
    $('<label/>').append(box, ' ', document.createTextNode(text)).appendTo('.virustotal-kinds');
  }
  $('.virustotal-kinds').attr({ role: 'group', 'aria-labelledby': 'node-input-find-label' });
  const boxes = $('.virustotal-kinds input');
  boxes.val(kindsIn(find.val()));
  boxes.on('change', () => {
    const kinds = boxes.filter(':checked').map((_index, box) => String($(box).val()));
    find.val(kinds.get().join(',')).trigger('change');
  });
}
