import { announce } from '../../../editor/shared/announce';
import { isUndeployed, lookBy, whyRefused } from '../../../editor/shared/answers/look-by';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import type { QuietSubject, QuietSubjects, ToldSilence } from '../answers';
import { aboutSilence, detailsOf, summaryOf, titleOf } from './quiet-texts';

/** Those of the fields on which it depends what is quiet. */
const DECIDING = ['module', 'detection', 'suppress', 'quietHours', 'timeZone', 'store'];

/** For how long one can be silenced here, and the keys of that. */
const SILENCES = [
  ['1h', 'length.1h'],
  ['8h', 'length.8h'],
  ['1d', 'length.1d'],
  ['7d', 'length.7d'],
] as const;

/** What a button of a row does. */
interface Act {
  /** The keys of its text, and of what it is called. */
  readonly key: string;
  readonly about: string;
  readonly path: string;
  readonly sent: () => object;
  /** The key of what is told when it is done. */
  readonly done: string;
  /** The key of what is told where there is nothing to be done any more. */
  readonly gone: string;
}

/** The button that shows what the deployed node does not raise for now. */
export function offerQuiet(node: EditedNode): void {
  const button = $('#virustotal-raise-look');
  const told = createTeller($('.virustotal-raise-told'));
  const list = $('.virustotal-raise-list');
  const lengths = $('#virustotal-raise-for');
  const path = `virustotal/raise/${encodeURIComponent(node.id)}`;
  lengths.append(SILENCES.map(([value, key]) => $('<option>').val(value).text(node._(key))));

  function show(answer: QuietSubjects): void {
    const changed = isUndeployed(node, DECIDING) ? [node._('look.changed')] : [];
    told.good([summaryOf(node, answer), ...changed].join(' '));
    const { more, quiet, silences = [] } = answer;
    const rest = more > 0 ? [$('<li></li>').text(node._('quiet.more', { number: more }))] : [];
    list.empty().append(silences.map(rowOfSilence), quiet.map(rowOf), rest);
    RED.tray.resize();
  }

  function rowOfSilence(silence: ToldSilence): JQuery {
    const { key, module, simulated } = silence;
    const [title, details] = aboutSilence(node, silence);
    return row(title, details, [
      {
        key: 'quiet.unsilence',
        about: 'quiet.unsilenceAbout',
        path: 'virustotal/raise/unsilence',
        sent: () => ({ node: node.id, key, module, simulated }),
        done: 'quiet.unsilenced',
        gone: 'quiet.gone',
      },
    ]);
  }

  function rowOf(quiet: QuietSubject): JQuery {
    const { detection, simulated, key, id, state } = quiet;
    const isLater = state === 'held' || state === 'silenced';
    const acknowledge: Act = {
      key: 'quiet.acknowledge',
      about: 'quiet.acknowledgeAbout',
      path: 'virustotal/raise/acknowledge',
      sent: () => ({ node: node.id, detection, simulated, key, id }),
      done: 'quiet.acknowledged',
      gone: 'quiet.gone',
    };
    const silence: Act = {
      key: 'quiet.silence',
      about: 'quiet.silenceAbout',
      path: 'virustotal/raise/silence',
      sent: () => ({ node: node.id, key, simulated, for: lengths.val() }),
      done: 'quiet.silenced',
      gone: 'quiet.gone',
    };
    const again: Act = {
      key: isLater ? 'quiet.send' : 'quiet.again',
      about: isLater ? 'quiet.sendAbout' : 'quiet.againAbout',
      path: `${path}/again`,
      sent: () => ({ detection, simulated, key, id }),
      done: isLater ? 'quiet.sent' : 'quiet.done',
      gone: 'quiet.gone',
    };
    return row(titleOf(node, quiet), detailsOf(node, quiet), [
      again,
      ...(state === 'acknowledged' ? [] : [acknowledge]),
      ...(state === 'silenced' ? [] : [silence]),
    ]);
  }

  function row(title: string, details: string, acts: readonly Act[]): JQuery {
    const about = $('<span></span>').append(
      $('<span class="virustotal-raise-subject"></span>').text(title),
      $('<small></small>').text(details),
    );
    const result = $('<small role="status"></small>');
    const buttons = acts.map((act) => {
      const made = $('<button type="button" class="red-ui-button red-ui-button-small"></button>');
      return made
        .text(node._(act.key))
        .attr('aria-label', node._(act.about, { subject: title }))
        .on('click', () => doIt(act, made, result));
    });
    return $('<li></li>').append(about, buttons, result);
  }

  function doIt({ path: url, sent, done, gone }: Act, pressed: JQuery, result: JQuery): void {
    askBy(
      pressed,
      url,
      {
        done() {
          const text = node._(done);
          // It would take the focus with it into nowhere.
          button.trigger('focus');
          pressed.siblings('button').remove();
          pressed.remove();
          result.text(text);
          announce(text);
        },
        refused: (refusal) => result.text(whyNotDone(node, refusal, gone)),
      },
      sent(),
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

function whyNot(node: Translating, refusal: Refusal): string {
  if (refusal.code === 'no-store') return node._('quiet.noStore');
  return whyRefused(node, refusal, 'virustotal.read');
}

/** The codes of what is over already. */
const OVER = ['not-quiet', 'not-raised', 'not-silenced'];

function whyNotDone(node: Translating, refusal: Refusal, gone: string): string {
  if (OVER.indexOf(String(refusal.code)) !== -1) return node._(gone);
  return whyRefused(node, refusal, 'virustotal.write');
}
