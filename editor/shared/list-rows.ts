import { announce } from './announce';

/**
 * Lets keys do with a row of an editable list what a mouse does with its handle: the arrows move it
 * up and down, and `onMove` is called then. Says what has become of it, and keeps the keys where
 * they were: in a row that was added, in the one that takes the place of one that was removed.
 */
export function prepareRow(node: Translating, row: JQuery, onMove: () => void): void {
  const item = row.closest('li');
  // It is seen before what is in the row, wherever it is.
  const handle = item.children('.red-ui-editableList-item-handle').prependTo(item);
  handle.attr({ role: 'button', tabindex: 0, 'aria-label': node._('row.handle') });
  handle.on('keydown', (event) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    if (!move(item, event.key)) return;
    handle.trigger('focus');
    announce(node._('row.moved', placeOf(item)));
    onMove();
  });
  item.children('.red-ui-editableList-item-remove').on('click', () => {
    followRemoval(item);
    announce(node._('row.removed', { count: rowsOf(item).length }));
  });
  if ($(document.activeElement ?? []).is('.red-ui-editableList-addButton')) {
    // The row is not filled in yet.
    setTimeout(() => {
      row.find(':focusable').first().trigger('focus');
      announce(node._('row.added', placeOf(item)));
    }, 0);
  }
}

/** Whether there is a place to move a row to. */
function move(item: JQuery, key: 'ArrowUp' | 'ArrowDown'): boolean {
  const other = key === 'ArrowUp' ? item.prev() : item.next();
  if (other.length === 0) return false;
  if (key === 'ArrowUp') other.before(item);
  else other.after(item);
  return true;
}

/** All rows but those that fade away. */
function rowsOf(item: JQuery): JQuery {
  return item.parent().children(':not(.red-ui-editableList-item-deleting)');
}

function placeOf(item: JQuery): { place: number; count: number } {
  const rows = rowsOf(item);
  return { place: rows.index(item) + 1, count: rows.length };
}

/** Gives the focus of a row that goes away to the next one, else to the one before, else to the list. */
function followRemoval(item: JQuery): void {
  const next = [item.next(), item.prev()].find((one) => one.length > 0);
  const list = item.closest('.red-ui-editableList');
  const heir =
    next?.children('.red-ui-editableList-item-remove') ??
    list.find('.red-ui-editableList-addButton');
  heir.trigger('focus');
}
