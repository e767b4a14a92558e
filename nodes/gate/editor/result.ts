import { createTeller } from '../../../editor/shared/answers/teller';
import type { Ruling } from '../../../src/verdict/gate/rule';
import type { Preview } from '../answers';
import { sayReason } from './reason';
import { isGoing } from './rules-list';

/** By what it says, how a rule is marked. */
const MARKS = new Map([
  [true, { icon: 'fa-check', text: 'try.holds' }],
  [false, { icon: 'fa-times', text: 'try.doesNotHold' }],
  [null, { icon: 'fa-question', text: 'port.undetermined' }],
]);

/** By whether the message passes, the output that it takes. */
const OUTPUTS = new Map([
  [true, { number: 1, name: 'port.passes' }],
  [false, { number: 2, name: 'port.doesNot' }],
  [null, { number: 3, name: 'port.undetermined' }],
]);

/** Shows what a gate would do, and marks each rule with what it says. */
export function showPreview(node: Translating, { passed, reasons, rules }: Preview): void {
  const output = OUTPUTS.get(passed);
  if (output === undefined) return;
  const title = node._('try.leaves', { number: output.number, port: node._(output.name) });
  tell(
    title,
    reasons.map((reason) => sayReason(node, reason)),
  );
  markRules(node, rules);
}

/** Shows why nothing can be told. */
export function refuse(reason: string): void {
  tell(reason, [], true);
}

/** Shows nothing. */
export function clearResult(): void {
  tell('');
}

/** Only ever as text, whatever was pasted. */
function tell(title: string, sentences: readonly string[] = [], isBad = false): void {
  const teller = createTeller($('.virustotal-gate-result'));
  if (isBad) teller.bad(title);
  else teller.good(title);
  if (sentences.length === 0) return;
  teller.more($('<ul></ul>').append(sentences.map((each) => $('<li></li>').text(each))));
}

/** Takes the marks from all rules. */
export function forgetRulings(): void {
  $('#node-input-rule-list .virustotal-gate-ruling').empty();
}

function markRules(node: Translating, rulings: Preview['rules']): void {
  const places = $('#node-input-rule-list .virustotal-gate-ruling')
    .filter((_index, place) => !isGoing($(place)))
    .empty();
  for (const [index, ruling] of rulings.entries()) markRule(node, places.eq(index), ruling);
}

function markRule(
  node: Translating,
  place: JQuery,
  { holds, decides, reason }: Ruling & { readonly decides: boolean },
): void {
  const mark = MARKS.get(holds);
  if (mark === undefined) return;
  const answer = node._(mark.text);
  $('<i class="fa fa-fw"></i>').addClass(mark.icon).appendTo(place);
  $('<span></span>')
    .text(` ${decides ? node._('try.decides', { answer }) : answer}`)
    .toggleClass('virustotal-gate-decides', decides)
    .appendTo(place);
  place.attr('title', sayReason(node, reason));
}
