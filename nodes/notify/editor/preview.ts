import { input } from '../../../editor/shared/dialog';
import { whyRefused } from '../../../editor/shared/answers/look-by';
import { createTeller } from '../../../editor/shared/answers/teller';
import { askBy, isShown, refusalOf, type Refusal } from '../../../editor/shared/requests';
import { showTime } from '../../../editor/shared/times';
import type { LastMail, MailPreview } from '../answers';
import { askForLast } from './last-mail';
import { languageOfMails } from './language';
import { templateProblem } from './template-problem';

/** Has the mail shown that would be made of the last message, or of a pasted one. */
export function offerPreview(
  node: EditedNode,
  templates: () => { readonly subject: string; readonly text: string },
): void {
  const box = $('.virustotal-notify-preview');
  const field = $('#virustotal-notify-message');
  const told = createTeller($('.virustotal-notify-preview-told'));
  const shown = $('.virustotal-notify-shown');

  function tell(text: string): void {
    shown.empty();
    told.good(text);
  }

  function complain(text: string): void {
    shown.empty();
    told.bad(text);
  }

  function refuse(refusal: Refusal): void {
    if (refusal.status === 401) complain(node._('preview.forbidden'));
    else if (refusal.status === 413) complain(node._('preview.tooLarge'));
    else complain(whyRefused(node, refusal, 'virustotal.read'));
  }

  function takeLast(isStillWanted: () => boolean): void {
    askForLast(node, {
      done: (last) => {
        if (isStillWanted()) tellLast(last);
      },
      failed: (response) => {
        if (isStillWanted()) refuse(refusalOf(response));
      },
    });
  }

  const isOpen = (): boolean => isShown(box);
  /** What was typed before the answer came stays; who is in the field is about to paste. */
  const isUntouched = (): boolean => isOpen() && field.val() === '' && !field.is(':focus');

  function tellLast(last: LastMail): void {
    if (!last.kept) return complain(node._(WHY_NONE[last.why]));
    field.val(JSON.stringify(last.message, null, 2));
    const notes = [node._('preview.came', { time: showTime(node, last.at) })];
    if (last.later > 0) notes.push(node._('preview.later', { count: last.later }));
    if (last.cut) notes.push(node._('preview.cut'));
    tell(notes.join(' '));
  }

  function show(): void {
    const message = readMessage(String(field.val() ?? ''));
    if (message === undefined) return complain(node._('preview.noJson'));
    const question = {
      ...templates(),
      html: input('html').val(),
      via: input('via').val(),
      style: input('style').val(),
      language: languageOfMails(),
      message,
    };
    askBy(
      $('#virustotal-notify-show'),
      'virustotal/notify/preview',
      { done: showMail, refused: refuse },
      question,
    );
  }

  function showMail(mail: MailPreview): void {
    if (!mail.made) {
      const place = node._(`label.${mail.property}`);
      const problem = templateProblem(node, mail.problem);
      return complain(node._('preview.template', { place, problem }));
    }
    const { missing } = mail;
    tell(missing.length === 0 ? '' : node._('preview.missing', { names: missing.join(', ') }));
    shown.append($('<div class="virustotal-notify-shown-subject">').text(mail.subject));
    if (mail.html !== undefined) {
      shown.append(
        $('<h5>').text(node._('preview.page')),
        frameOf(mail.html, node._('preview.page')),
      );
    }
    shown.append(...textOf(node._('label.text'), mail.text));
    if (mail.posted !== undefined) shown.append(...textOf(node._('preview.posted'), mail.posted));
  }

  $('#virustotal-notify-last').on('click', () => takeLast(isOpen));
  $('#virustotal-notify-show').on('click', show);
  box.on('toggle', () => {
    if (box.prop('open') && isUntouched()) takeLast(isUntouched);
    RED.tray.resize();
  });
}

function textOf(title: string, text: string): JQuery[] {
  return [$('<h5>').text(title), $('<pre tabindex="0">').text(text)];
}

/** Why there is no last message. */
const WHY_NONE = {
  'not-deployed': 'preview.not-deployed',
  'nothing-seen': 'preview.nothing-seen',
} as const;

/** What was pasted; nothing where it is no object. */
function readMessage(text: string): object | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && !Array.isArray(message)
      ? message
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The page by itself: nothing in it runs, nothing is loaded, and no link leads out of it, whatever a
 * message holds and whatever a mistake would let through.
 */
function frameOf(html: string, title: string): JQuery {
  const rules = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><base target="_blank">`;
  const page = html.replace('<head>', `<head>\n${rules}`);
  return $('<iframe>').attr({ sandbox: '', title, srcdoc: page, referrerpolicy: 'no-referrer' });
}
