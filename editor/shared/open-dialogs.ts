import { prepareAnnouncements } from './announce';
import { openFolds } from './folds';
import { nameFields } from './names';
import { showProblems } from './problems';
import { leaveByTab, TEXT_EDITOR } from './text-editors';

/** Where the editor puts its dialogs, of which the one on top is in the page. */
const STACK = 'red-ui-editor-stack';

/**
 * Does in every dialog of the package what none of them shall have to think of: each field has a
 * name, what is wrong with it stands under it, and a fold is open where there is something to see.
 */
function watchDialogs(): void {
  let observer: MutationObserver | undefined;
  RED.events.on('editor:open', () => {
    const stack = document.getElementById(STACK);
    if (stack === null) return;
    observer ??= new MutationObserver((changes) => {
      if (changes.some(({ target }) => !isInTextEditor(target))) prepareForms();
    });
    observer.observe(stack, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['class'],
    });
  });
  RED.events.on('editor:close', () => observer?.disconnect());
}

/** Where each blink of a cursor is a change. */
function isInTextEditor(target: Node): boolean {
  const element = target instanceof Element ? target : target.parentElement;
  return element !== null && element.closest(TEXT_EDITOR) !== null;
}

/** What has been done before stays as it is. */
function prepareForms(): void {
  $(`#${STACK} .virustotal-form`).each((_index, element) => {
    const form = $(element);
    prepareAnnouncements(form);
    nameFields(form);
    showProblems(form);
    openFolds(form);
    leaveByTab(form);
  });
}

// Each page of the package runs this script anew; the first one is enough.
if (typeof virustotalEditor === 'undefined') watchDialogs();
