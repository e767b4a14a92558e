import { input } from '../../../editor/shared/dialog';
import { isJsonObject, parseJson } from '../../../src/json';
import type { Preview } from '../answers';
import { forgetLast, offerLast } from './last-message';
import { clearResult, forgetRulings, refuse, showPreview } from './result';
import { problemOfAll } from './rule-problems';
import { readRules } from './rules-list';
import { whyNot } from './why-not';

/** Milliseconds without a change after which what stands in the dialog is tried. */
const PAUSE = 200;

/** What was pasted, by node: it is there again when the dialog is. */
const pasted = new Map<string, string>();

let timer: ReturnType<typeof setTimeout> | undefined;

/** The question whose answer is waited for. */
let question: JQuery.jqXHR | undefined;

/** The field for a message, and what makes it be tried. */
export function offerToTry(node: EditedNode): void {
  const field = messageField().val(pasted.get(node.id) ?? '');
  const later = (): void => tryLater(node);
  field.on('input', () => {
    pasted.set(node.id, message());
    forgetLast();
    later();
  });
  offerLast(node, field);
  input('property').add(input('match')).on('change', later);
  $('.virustotal-gate').on('keyup', '.red-ui-typedInput-input', later);
}

/** Has the rules tried as they stand in the dialog, once they do not change any more. */
export function tryLater(node: EditedNode): void {
  stopTrying();
  timer = setTimeout(() => tryNow(node), PAUSE);
}

/** An answer to a question of before would be shown beside other rules. */
export function stopTrying(): void {
  clearTimeout(timer);
  question = undefined;
}

function messageField(): JQuery {
  return $('#virustotal-gate-json');
}

function message(): string {
  return String(messageField().val());
}

function tryNow(node: EditedNode): void {
  // A field that loses its focus as the dialog closes has changed, too.
  if (messageField().length === 0) return;
  forgetRulings();
  const text = message();
  if (text.trim() === '') return clearResult();
  const read = parseJson(text);
  if (!isJsonObject(read)) return refuse(node._('try.notJson'));
  if (problemOfAll(node, readRules()) !== undefined) return refuse(node._('try.problem'));
  ask(node, read);
}

/** Has Node-RED judge a message by what stands in the dialog. */
function ask(node: EditedNode, pastedMessage: object): void {
  const asked = $.ajax({
    method: 'POST',
    url: 'virustotal/gate/preview',
    contentType: 'application/json',
    data: JSON.stringify({
      id: node.id,
      property: input('property').typedInput('value'),
      match: input('match').val(),
      rules: readRules(),
      message: pastedMessage,
    }),
  });
  question = asked;
  asked
    .done((answer: Preview) => {
      if (question === asked) showPreview(node, answer);
    })
    .fail((response) => {
      if (question === asked) refuse(whyNot(node, response));
    });
}
