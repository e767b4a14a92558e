import { isUndeployed, lookBy, whyRefused } from '../../../editor/shared/answers/look-by';
import { createTeller } from '../../../editor/shared/answers/teller';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { HeldIndicator, HeldWindow, SentWindow } from '../answers';
import { showTime } from '../../../editor/shared/times';

/** Those of the fields on which it depends what the window holds. */
const DECIDING = [
  'source',
  'property',
  'propertyType',
  'find',
  'window',
  'every',
  'maxDistinct',
  'lines',
  'skip',
  'account',
  'ignore',
  'store',
];

/** The buttons that show what the window of the deployed node holds, and send that on now. */
export function offerWindow(node: EditedNode): void {
  const button = $('#virustotal-collect-look');
  const flush = $('#virustotal-collect-flush');
  const path = `virustotal/collect/${encodeURIComponent(node.id)}`;
  const told = createTeller($('.virustotal-collect-told'));
  const list = $('.virustotal-collect-list');

  function show(held: HeldWindow): void {
    const changed = isUndeployed(node, DECIDING) ? [node._('look.changed')] : [];
    told.good(
      ...[...summaryOf(node, held), ...changed].map((sentence) => $('<div></div>').text(sentence)),
    );
    const more =
      held.more > 0 ? [$('<li></li>').text(node._('held.more', { number: held.more }))] : [];
    list.empty().append(
      held.first.map((each) => rowOf(node, each)),
      more,
    );
    RED.tray.resize();
  }

  function refuse(refusal: Refusal, permission: 'virustotal.read' | 'virustotal.write'): void {
    list.empty();
    told.bad(whyRefused(node, refusal, permission));
  }

  button.on('click', () => {
    lookBy<HeldWindow>(button, `${path}/window`, {
      done: show,
      refused: (refusal) => refuse(refusal, 'virustotal.read'),
    });
  });

  flush.on('click', () => {
    askBy<SentWindow>(flush, `${path}/flush`, {
      done({ sent }) {
        list.empty();
        told.good(sent === 0 ? node._('held.empty') : node._('held.sent', { number: sent }));
      },
      refused: (refusal) => refuse(refusal, 'virustotal.write'),
    });
  });
}

function summaryOf(node: Translating, { indicators, events, skipped, next }: HeldWindow): string[] {
  const left = skipped > 0 ? [node._('held.skipped', { number: skipped })] : [];
  const when =
    next === undefined
      ? node._('held.whenTold')
      : node._('held.next', { time: showTime(node, next) });
  return [node._('held.some', { indicators, events }), ...left, when];
}

function rowOf(node: Translating, { value, count, countError }: HeldIndicator): JQuery {
  const times =
    countError === undefined ? `${count}` : node._('held.about', { count, error: countError });
  return $('<li></li>').append(
    $('<span class="virustotal-collect-count"></span>').text(times),
    $('<span></span>').text(value),
  );
}
