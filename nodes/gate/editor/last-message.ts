import { createTeller, type Teller } from '../../../editor/shared/answers/teller';
import { isShown } from '../../../editor/shared/requests';
import type { LastMessage } from '../answers';
import { showTime } from '../../../editor/shared/times';
import { readRules } from './rules-list';
import { whyNot } from './why-not';

/** The question whose answer is waited for. */
let question: JQuery.jqXHR | undefined;

/** The button that puts what the deployed gate kept of its last message into `field`. */
export function offerLast(node: EditedNode, field: JQuery): void {
  $('#virustotal-gate-last').on('click', () => pickLast(node, field));
}

/** Another message is to be tried: the note is not about it, nor is an answer that comes yet. */
export function forgetLast(): void {
  question = undefined;
  note('');
}

function pickLast(node: EditedNode, field: JQuery): void {
  note('');
  const asked = $.ajax({ url: `virustotal/gate/${encodeURIComponent(node.id)}/last` });
  question = asked;
  asked
    .done((last: LastMessage) => {
      if (question !== asked || !isShown(field)) return;
      field.val(JSON.stringify(last.message, null, 2)).trigger('input');
      note(describeLast(node, last));
    })
    .fail((response) => {
      if (question === asked) teller().bad(whyNot(node, response));
    });
}

function note(text: string): void {
  teller().good(text);
}

function teller(): Teller {
  return createTeller($('.virustotal-gate-note'));
}

function describeLast(node: Translating, { at, cut, later, kept, hidden }: LastMessage): string {
  const missing = pathsInDialog().filter((path) => !kept.includes(path) && !hidden.includes(path));
  const notes = [node._('try.seen', { time: showTime(node, at) })];
  if (later > 0) notes.push(node._('try.later', { count: later }));
  if (cut) notes.push(node._('try.cut'));
  if (missing.length > 0) notes.push(node._('try.notKept', { names: list(missing) }));
  if (hidden.length > 0) notes.push(node._('try.hidden', { names: list(hidden) }));
  return notes.join(' ');
}

/** Those of the rules as they stand there; a deployed gate with other rules does not keep them. */
function pathsInDialog(): string[] {
  const rules = readRules().filter(({ metric }) => metric === 'msg');
  const paths = rules.map(({ path = '' }) => path.replace(/^msg\./, ''));
  return [...new Set(paths.filter(Boolean))];
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `msg.${path}`).join(', ');
}
