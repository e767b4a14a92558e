import { whyRefused } from '../../../editor/shared/answers/look-by';
import { createTeller } from '../../../editor/shared/answers/teller';
import { isShown, refusalOf } from '../../../editor/shared/requests';
import type { ListedMail, NodeMails } from '../listed-mails';
import { showTime, showTimeOfDay } from '../../../editor/shared/times';
import { whyWaiting } from './why-waiting';

/**
 * Shows the mails of the node as it is deployed: those that wait are counted, those that were given
 * up are listed. Gives the function that asks for them anew.
 */
export function showMails(node: EditedNode): () => void {
  const list = $('.virustotal-notify-mails-list');
  const told = createTeller($('.virustotal-notify-mails-told'));
  /** How often was asked or changed something: an answer from before that is outdated. */
  let turn = 0;

  function refuse(response: JQuery.jqXHR): void {
    if (!isShown(list)) return;
    const refusal = refusalOf(response);
    const { status, code, message } = refusal;
    if (status === 401) complain(node._('mails.forbidden'));
    else if (code === 'not-deployed') complain(node._('mails.notRunning'));
    else if (code === 'not-found') complain(node._('mails.gone'));
    else if (message === undefined) complain(node._('mails.noAnswer'));
    else complain(whyRefused(node, refusal, 'virustotal.write'));
  }

  function clear(): void {
    list.empty().hide();
    RED.tray.resize();
  }

  function complain(text: string): void {
    told.bad('');
    told.more(text);
    clear();
  }

  /** Asks for a change of one mail, and says on its button that it is done. */
  function change(method: string, path: string, button: JQuery, done: string): void {
    turn += 1;
    button.prop('disabled', true);
    $.ajax({ method, url: `virustotal/mails/${encodeURIComponent(node.id)}/${path}` })
      .done(() => {
        if (!isShown(list)) return;
        button.siblings('button').remove();
        button.text(done);
      })
      .fail(refuse);
  }

  function sendButton(id: string): JQuery {
    return buttonOf(node._('mails.sendAgain'), (button) => {
      change('POST', `${encodeURIComponent(id)}/send`, button, node._('mails.sent'));
    });
  }

  /** There is no way back: it wants to be clicked twice. */
  function deleteButton(id: string): JQuery {
    let isSure = false;
    return buttonOf(node._('mails.delete'), (button) => {
      if (isSure) change('DELETE', encodeURIComponent(id), button, node._('mails.deleted'));
      else button.text(node._('mails.reallyDelete'));
      isSure = true;
    });
  }

  function rowOf(mail: ListedMail): JQuery {
    const since = mail.since ? `${showTime(node, mail.since)} · ` : '';
    const about = $('<div class="virustotal-notify-mail">')
      .text(mail.unreadable ? node._('mails.unreadable') : mail.subject)
      .append($('<small>').text(since + mail.to.join(', ')))
      .append($('<small>').text(whyWaiting(node, mail.lastError || '')));
    const send = mail.unreadable ? [] : [sendButton(mail.id)];
    return $('<div>').append(about, ...send, deleteButton(mail.id));
  }

  function show(nodes: readonly NodeMails[]): void {
    if (!isShown(list)) return;
    const own = nodes.find((each) => each.node === node.id);
    if (!own) {
      told.good($('<div>').text(node._('mails.notRunning')));
      clear();
      return;
    }
    // Where it sends in another way by now, its mails are of interest only while there are any.
    if (own.unfinished + own.dead.length > 0) $('.virustotal-notify-mails').show();
    told.good(...summaryOf(node, own).map((line) => $('<div>').text(line)));
    list
      .empty()
      .append(own.dead.map(rowOf))
      .toggle(own.dead.length > 0);
    RED.tray.resize();
  }

  function ask(): void {
    turn += 1;
    const asked = turn;
    $.getJSON('virustotal/mails')
      .done((nodes: readonly NodeMails[]) => {
        if (asked === turn) show(nodes);
      })
      .fail(refuse);
  }

  $('#virustotal-notify-refresh').on('click', ask);
  return ask;
}

/** `Waiting: 3, next try 14:05:30, because …`, and how many were given up. */
function summaryOf(node: Translating, own: NodeMails): string[] {
  const [oldest] = own.waiting;
  const why = own.failure || (oldest && oldest.lastError);
  const waiting = [node._('mails.waiting', { count: own.unfinished || node._('mails.none') })];
  if (own.unfinished > 0 && own.nextTry) {
    const time = showTimeOfDay(node, own.nextTry);
    waiting.push(node._('mails.nextTry', { time }));
  }
  if (own.unfinished > 0 && why)
    waiting.push(node._('mails.because', { why: whyWaiting(node, why) }));
  const dead = own.dead.length || node._('mails.none');
  return [waiting.join(', '), node._('mails.givenUp', { count: dead })];
}

function buttonOf(text: string, act: (button: JQuery) => void): JQuery {
  const button = $('<button type="button" class="red-ui-button red-ui-button-small">');
  return button.text(text).on('click', () => act(button));
}
