import type { Refusal } from '../../../editor/shared/requests';
import { whyRefused } from '../../../editor/shared/answers/look-by';
import { createAccountCards } from './account-cards';
import { accountView } from './account-view';
import type { Steering } from './actions';
import { alertView } from './alert-view';
import type { Asked, Told } from './answers';
import { make, makeSelect, setText } from './elements';
import { mailViews } from './mail-view';
import { instanceViews } from './instance-view';
import { createSection } from './section';
import { badView, silenceView, unwiredView } from './other-views';
import { verdictView } from './verdict-view';
import type { Words } from './views';

const LEVELS = ['malicious', 'suspicious', 'clean', 'unknown', 'pending'];
const ALERT_FATES = ['raised', 'suppressed', 'silenced', 'acknowledged', 'held', 'released'];
const MAIL_FATES = ['waiting', 'given-up', 'refused', 'delivered', 'composed'];

/** Rows of each kind at first, and how many more by the button. */
const ROWS = 25;

/** So long after the last key it is searched, in milliseconds. */
const TYPING = 300;

/** What the tab shows. */
export interface Tab {
  readonly element: HTMLElement;
  /** What is searched for and chosen. */
  asked(): Asked;
  show(told: Told): void;
  refuse(refusal: Refusal): void;
}

/** Makes the page. `changed` is called when somebody asks for something else. */
export function createTab(
  plugin: Translating,
  words: Words,
  steering: Steering,
  changed: () => void,
): Tab {
  const { say } = words;
  const element = make('div', 'tab');
  const search = make('input', 'search');
  search.type = 'search';
  search.placeholder = say('search.place');
  search.setAttribute('aria-label', say('search.label'));
  const problem = make('div', 'problem');
  problem.setAttribute('role', 'alert');
  const empty = make('div', 'hint');
  const sections = make('div');
  let most = ROWS;
  let typing: number | undefined;

  const choose = (label: string, kind: string, values: readonly string[]): HTMLSelectElement =>
    makeSelect(
      say(label),
      [['', say('search.all')], ...values.map((each) => [each, say(`${kind}.${each}`)] as const)],
      changed,
    );
  const showMore = (): void => {
    most += ROWS;
    changed();
  };
  const level = choose('search.level', 'level', LEVELS);
  const fate = choose('search.fate', 'fate', ALERT_FATES);
  const mail = choose('search.mail', 'fate', MAIL_FATES);
  const { act } = steering;
  const bad = createSection(words, 'bad');
  const accounts = createAccountCards(words, act);
  const instances = createSection(words, 'instances');
  const alerts = createSection(words, 'alerts', { act, choice: fate, showMore });
  const silences = createSection(words, 'silences', { act });
  const mails = createSection(words, 'mails', { act, choice: mail, showMore });
  const verdicts = createSection(words, 'verdicts', { choice: level, showMore });
  const unwired = createSection(words, 'unwired');
  const found = [silences, alerts, mails, verdicts];
  let isSearching: boolean | undefined;
  place(false);
  element.append(search, problem, empty, sections);

  /** What is found stands before what is not searched. */
  function place(searching: boolean): void {
    if (searching === isSearching) return;
    isSearching = searching;
    const standing = [accounts, instances];
    const parts = searching ? [...found, ...standing] : [...standing, ...found];
    sections.append(...[bad, ...parts, unwired].map((each) => each.element));
  }

  search.addEventListener('input', () => {
    window.clearTimeout(typing);
    typing = window.setTimeout(changed, TYPING);
  });

  function asked(): Asked {
    return { find: search.value, level: level.value, fate: fate.value, mail: mail.value, most };
  }

  function show({ answer, outboxes, silences: silent }: Told): void {
    const mayWrite = RED.user.hasPermission('virustotal.write');
    const { find, mail: mailFate } = asked();
    const hintOf = (name: string, choice: string): string =>
      say(find !== '' || choice !== '' ? 'search.nothing' : `nothing.${name}`);
    setText(problem, '');
    sections.hidden = false;
    place(find !== '');
    steering.know({ alerts: answer.alerts.rows, outboxes, silences: silent });
    bad.show(
      answer.bad.map((each) => badView(words, each)),
      { hint: '' },
    );
    accounts.show(answer.accounts.map((card) => accountView(words, card)));
    instances.show(instanceViews(words, answer.instances, answer.at), { hint: '' });
    alerts.show(
      answer.alerts.rows.map((row) => alertView(words, row, { at: answer.at, mayWrite })),
      { hint: hintOf('alerts', fate.value), more: answer.alerts.more },
    );
    silences.show(
      silent.map((row) => silenceView(words, row, mayWrite)),
      { hint: '' },
    );
    const wanted = { find, fate: mailFate };
    mails.show(mailViews(words, outboxes, answer.mails.rows, wanted, mayWrite), {
      hint: hintOf('mails', mailFate),
      more: answer.mails.more,
    });
    const names = new Map(answer.accounts.map(({ id, name }) => [id, name]));
    verdicts.show(
      answer.verdicts.rows.map((row) => verdictView(words, row, names.get(row.account ?? ''))),
      { hint: hintOf('verdicts', level.value), more: answer.verdicts.more },
    );
    unwired.show(
      answer.unwired.map((each) => unwiredView(words, each)),
      { hint: '' },
    );
    for (const [section, rows] of [
      [bad, answer.bad],
      [instances, answer.instances],
      [silences, silent],
      [unwired, answer.unwired],
    ] as const) {
      section.element.hidden = rows.length === 0;
    }
    const isEmpty =
      answer.accounts.length + answer.verdicts.rows.length + answer.alerts.rows.length === 0 &&
      find === '';
    setText(empty, isEmpty ? say('nothing.atAll') : '');
  }

  function refuse(refusal: Refusal): void {
    setText(problem, whyRefused(plugin, refusal, 'virustotal.read'));
    sections.hidden = refusal.status === 401;
  }

  return { element, asked, show, refuse };
}
