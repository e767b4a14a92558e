import { prepareRow } from '../../../editor/shared/list-rows';
import { problemOfAll, type SavedRule } from './rule-problems';
import { checkRow, drawRule, readRow } from './rule-row';

const LEAST_HEIGHT = 160;

/** Fills the list with rules, which calls `onChange` after each change. */
export function prepareRules(
  node: Translating,
  rules: readonly SavedRule[],
  onChange: () => void,
): void {
  const list = $('#node-input-rule-list');
  list.editableList<SavedRule>({
    addItem(row, _index, rule) {
      drawRule(node, row, rule, onChange);
      prepareRow(node, row, onChange);
    },
    removeItem: onChange,
    sortItems: onChange,
    addButton: node._('label.addRule'),
    sortable: true,
    removable: true,
  });
  list.editableList('addItems', [...rules]);
  // The list scrolls to what was added last, but is to be read from its beginning.
  setTimeout(() => list.closest('.red-ui-editableList-container').scrollTop(0), 0);
}

/** The rules as the list of the open dialog shows them. */
export function readRules(): SavedRule[] {
  const rows = $('#node-input-rule-list').editableList('items');
  return rows.get().flatMap((row) => {
    const rule = isGoing($(row)) ? undefined : readRow($(row));
    return rule ?? [];
  });
}

/** Looks at all rules anew: what is known has changed. */
export function checkRules(): void {
  for (const row of $('#node-input-rule-list').editableList('items').get()) checkRow($(row));
}

/** Whether what is in the list is removed: it is still there while it fades away. */
export function isGoing(inside: JQuery): boolean {
  return inside.closest('.red-ui-editableList-item-deleting').length > 0;
}

/** Says under the list what is wrong in it. */
export function showProblem(node: Translating): void {
  const problem = problemOfAll(node, readRules()) ?? '';
  const place = $('.virustotal-gate-problem');
  if (place.text() !== problem) place.text(problem);
}

/** Gives the list the pixels that the rest of the dialog leaves. */
export function fitList(height: number): void {
  const others = $('.virustotal-gate > .form-row:not(.virustotal-gate-list)').filter(':visible');
  const taken = others.get().reduce((sum, row) => sum + ($(row).outerHeight(true) ?? 0), 0);
  $('#node-input-rule-list').editableList('height', Math.max(height - taken, LEAST_HEIGHT));
}
