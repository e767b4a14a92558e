import { announce } from '../../../editor/shared/announce';
import { input } from '../../../editor/shared/dialog';
import { askForLast, pathsOf } from './last-mail';
import { insertInto, type TextEditor } from './text-editor';

/** Has a property picked and put into subject or text, whichever was written in last. */
export function offerInsert(node: EditedNode, editor: TextEditor): void {
  const property = $('#virustotal-notify-property');
  const subject = input('subject');
  const list = $('#virustotal-notify-properties');
  let isSubject = false;

  subject.on('focus', () => {
    isSubject = true;
  });
  $('#node-input-text-editor').on('focusin', () => {
    isSubject = false;
  });

  function insert(): void {
    const path = String(property.val() ?? '').trim();
    if (path === '') {
      property.trigger('focus');
      return;
    }
    const mark = `{{${path}}}`;
    if (isSubject) insertIntoField(subject, mark);
    else insertInto(editor, mark);
    property.val('');
    const place = node._(isSubject ? 'label.subject' : 'label.text');
    announce(node._('insert.done', { mark, place }));
  }

  $('#virustotal-notify-insert').on('click', insert);
  property.on('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    insert();
  });
  offerPaths(list, pathsOf({}));
  askForLast(node, {
    done: (last) => offerPaths(list, pathsOf(last.kept ? last.message : {})),
    failed: () => undefined,
  });
}

function offerPaths(list: JQuery, paths: readonly string[]): void {
  const options = paths.map((path) => $('<option>').val(path));
  list.empty().append(options);
}

/** At the cursor, in place of what is selected. */
function insertIntoField(field: JQuery, text: string): void {
  const [element] = field.get();
  if (!(element instanceof HTMLInputElement)) return;
  const start = element.selectionStart ?? element.value.length;
  element.setRangeText(text, start, element.selectionEnd ?? start, 'end');
  field.trigger('change');
}
