import { refusalOf, type Refusal } from '../../../editor/shared/requests';
import { whyRefused } from '../../../editor/shared/answers/look-by';
import type { NodeMails } from '../../notify/listed-mails';
import type { AlertRow } from '../answers';
import { outboxKey } from './mail-view';
import { silenceKey, type Silence } from './other-views';
import type { Act, Row } from './row-list';
import { openSilenceForm, type Chosen } from './silence-form';
import type { ActionName, Words } from './views';

/** What the rows of the page stand for. */
interface Known {
  readonly alerts: readonly AlertRow[];
  readonly outboxes: readonly NodeMails[];
  readonly silences: readonly Silence[];
}

/** The hands of somebody who may write. */
export interface Steering {
  readonly act: Act;
  know(known: Known): void;
}

/** A request that changes something. */
interface Change {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly sent?: object;
  /** What is said when it was done, where that is not the usual. */
  readonly done?: string;
}

const OUTDATED = new Set(['not-silenced', 'not-raised', 'not-quiet', 'not-found']);

/** Makes what the buttons of the rows do. `changed` is called when something was done. */
export function createSteering(plugin: Translating, words: Words, changed: () => void): Steering {
  const { say } = words;
  let changes: ReadonlyMap<string, (name: ActionName) => Change> = new Map();
  let alerts: ReadonlyMap<string, AlertRow> = new Map();

  function send(row: Row, button: HTMLButtonElement, name: ActionName, change: Change): void {
    const { method, url, sent } = change;
    button.disabled = true;
    const json = sent && { contentType: 'application/json', data: JSON.stringify(sent) };
    $.ajax({ method, url, ...json })
      .done(() => {
        row.tell(say(`done.${change.done ?? name}`));
        changed();
      })
      .fail((response) => row.tell(whyNot(refusalOf(response))))
      .always(() => {
        button.disabled = false;
      });
  }

  function whyNot(refusal: Refusal): string {
    if (OUTDATED.has(refusal.code ?? '')) return say('done.gone');
    return whyRefused(plugin, refusal, 'virustotal.write');
  }

  function askForSilence(row: Row, button: HTMLButtonElement, alert: AlertRow): void {
    const parts = ['module', 'all'] as const;
    openSilenceForm(
      row.form,
      words,
      { scopes: alert.shortened ? parts : ['subject', ...parts], about: row.view.title },
      {
        chosen: (chosen) => send(row, button, 'silence', silenceOf(alert, chosen)),
        closed: () => button.focus(),
      },
    );
  }

  /** There is no way back: it wants to be pressed twice. */
  function isSure(button: HTMLButtonElement): boolean {
    if (button.dataset['sure'] === 'yes') return true;
    button.dataset['sure'] = 'yes';
    button.textContent = say('action.reallyForget');
    button.removeAttribute('aria-label');
    return false;
  }

  return {
    know(known) {
      alerts = new Map(known.alerts.map((row) => [row.key, row]));
      changes = changesOf(known);
    },
    act(row, { name }, button) {
      const alert = alerts.get(row.view.key);
      const change = changes.get(row.view.key)?.(name);
      if (name === 'silence' && alert) askForSilence(row, button, alert);
      else if (change && (name !== 'forget' || isSure(button))) send(row, button, name, change);
    },
  };
}

/** What is sent for the buttons of each row. */
function changesOf(known: Known): ReadonlyMap<string, (name: ActionName) => Change> {
  return new Map([
    ...known.alerts.map((row) => [row.key, (name: ActionName) => alertChange(row, name)] as const),
    ...known.silences.map((row) => [silenceKey(row), () => endOf(row)] as const),
    ...known.outboxes.flatMap(({ node, dead }) =>
      dead.map(
        ({ id }) =>
          [outboxKey(node, id), (name: ActionName) => mailChange(node, id, name)] as const,
      ),
    ),
  ]);
}

function steer(what: string, sent: object): Change {
  return { method: 'POST', url: `virustotal/raise/${what}`, sent };
}

function silenceOf(alert: AlertRow, { time, scope }: Chosen): Change {
  const { node, module, subject, simulated } = alert;
  const what = { subject: { subject, simulated }, module: { module, simulated }, all: {} };
  return steer('silence', { node, for: time, ...what[scope] });
}

function endOf({ subject, module, simulated }: Silence): Change {
  return steer('unsilence', { subject, module, simulated });
}

function alertChange(row: AlertRow, name: ActionName): Change {
  const { node, module, detection, subject, simulated, id, severity } = row;
  const alert = { node, module, detection, subject, simulated };
  if (name === 'acknowledge') return steer('acknowledge', { ...alert, id, severity });
  // A silence and quiet hours go on: what comes next is kept as well.
  const isKept = row.fate === 'silenced' || row.fate === 'held';
  return { ...steer('again', alert), ...(isKept && { done: 'sentOn' }) };
}

function mailChange(node: string, id: string, name: ActionName): Change {
  const url = `virustotal/mails/${encodeURIComponent(node)}/${encodeURIComponent(id)}`;
  return name === 'forget' ? { method: 'DELETE', url } : { method: 'POST', url: `${url}/send` };
}
