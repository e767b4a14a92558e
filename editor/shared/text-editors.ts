/** The editors of texts that Node-RED makes, of whatever kind. */
export const TEXT_EDITOR = '.node-text-editor';

const LEFT_BY_TAB = 'data-left-by-tab';

/** Has the Tab key leave the text editors of a form, which would write it: no other key leads out. */
export function leaveByTab(form: JQuery): void {
  form.find(`${TEXT_EDITOR}:not([${LEFT_BY_TAB}])`).each((_index, editor) => {
    editor.setAttribute(LEFT_BY_TAB, '');
    editor.addEventListener('keydown', keepTab, true);
  });
}

/** Before the event comes to what is inside. */
function keepTab(event: KeyboardEvent): void {
  if (event.key === 'Tab') event.stopPropagation();
}
