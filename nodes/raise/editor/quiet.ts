import { announce } from '../../../editor/shared/announce';
import { isUndeployed, lookBy, whyRefused } from '../../../editor/shared/answers/look-by';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import type { QuietSubject, QuietSubjects } from '../answers';
import { showTime } from '../../../editor/shared/times';

/** Those of the fields on which it depends what is quiet. */
const DECIDING = ['module', 'detection', 'suppress', 'store'];

/** The button that shows what the deployed node does not raise for now. */
export function offerQuiet(node: EditedNode): void {
  const button = $('#virustotal-raise-look');
  const told = createTeller($('.virustotal-raise-told'));
  const list = $('.virustotal-raise-list');
  const path = `virustotal/raise/${encodeURIComponent(node.id)}`;

  function show(answer: QuietSubjects): void {
    const changed = isUndeployed(node, DECIDING) ? [node._('look.changed')] : [];
    told.good([summaryOf(node, answer), ...changed].join(' '));
    const more = answer.more > 0 ? [$('<li></li>').text(moreOf(node, answer))] : [];
    list.empty().append(answer.quiet.map(rowOf), more);
    RED.tray.resize();
  }

  function rowOf(quiet: QuietSubject): JQuery {
    const title = titleOf(node, quiet);
    const about = $('<span></span>').append(
      $('<span class="virustotal-raise-subject"></span>').text(title),
      $('<small></small>').text(detailsOf(node, quiet)),
    );
    const result = $('<small role="status"></small>');
    const again = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .text(node._('quiet.again'))
      .attr('aria-label', node._('quiet.againAbout', { subject: title }))
      .on('click', () => raiseAgain(quiet, again, result));
    return $('<li></li>').append(about, again, result);
  }

  function raiseAgain(quiet: QuietSubject, again: JQuery, result: JQuery): void {
    const { detection, simulated, key, id } = quiet;
    askBy(
      again,
      `${path}/again`,
      {
        done() {
          const done = node._('quiet.done');
          // It would take the focus with it into nowhere.
          button.trigger('focus');
          again.remove();
          result.text(done);
          announce(done);
        },
        refused: (refusal) => result.text(whyNotAgain(node, refusal)),
      },
      { detection, simulated, key, id },
    );
  }

  button.on('click', () => {
    lookBy<QuietSubjects>(button, `${path}/quiet`, {
      done: show,
      refused(refusal) {
        list.empty();
        told.bad(whyNot(node, refusal));
      },
    });
  });
}

function summaryOf(node: Translating, { suppress, quiet, more }: QuietSubjects): string {
  if (suppress === 0) return node._('quiet.off');
  if (quiet.length === 0) return node._('quiet.none');
  return node._('quiet.some', { number: quiet.length + more });
}

function moreOf(node: Translating, { more }: QuietSubjects): string {
  return node._('quiet.more', { number: more });
}

function titleOf(node: Translating, { subject, simulated }: QuietSubject): string {
  const title = subject ?? node._('quiet.longSubject');
  return simulated ? node._('quiet.demo', { subject: title }) : title;
}

function detailsOf(node: Translating, { detection, quietUntil, suppressed }: QuietSubject): string {
  const time = showTime(node, quietUntil);
  return node._('quiet.details', { detection, time, number: suppressed });
}

function whyNot(node: Translating, refusal: Refusal): string {
  if (refusal.code === 'no-store') return node._('quiet.noStore');
  return whyRefused(node, refusal, 'virustotal.read');
}

function whyNotAgain(node: Translating, refusal: Refusal): string {
  if (refusal.code === 'not-quiet') return node._('quiet.gone');
  return whyRefused(node, refusal, 'virustotal.write');
}
