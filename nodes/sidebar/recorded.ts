import { defangText } from '../../src/indicator/defang/defang';
import type { AlertNote, Journal, MailNote, VerdictNote } from '../../src/journal/journal';
import { printable } from '../../src/text/printable';
import type { AlertRow, MailBrief, MailRow, Part, SidebarAnswer, VerdictRow } from './answers';
import { createSearch, firstOf } from './search';

/** Characters that are shown of one text. */
const LONGEST = 300;

/** Recipients that are shown of one mail. */
const MOST_RECIPIENTS = 20;

/** Mails that are shown with one alert or verdict, the newest. */
const MOST_MAILS = 10;

/** What of the record is asked for. */
export interface Question {
  /** What is searched for, in any text; empty: all. */
  readonly find?: unknown;
  /** Verdicts of this level alone. */
  readonly level?: unknown;
  /** Alerts of which this became alone. */
  readonly fate?: unknown;
  /** Mails of which this became alone. */
  readonly mail?: unknown;
  /** Rows of each kind. */
  readonly most: number;
}

type Notes = Pick<Journal, 'verdicts' | 'alerts' | 'mails'>;

type Recorded = Pick<SidebarAnswer, 'alerts' | 'verdicts' | 'mails'>;

/**
 * What the journals have that fits a question, the newest first. Each alert has its mails, and each
 * verdict what became of it. `idInFlows` tells the node by which the editor knows one that runs.
 */
export function recordedIn(
  journals: readonly Notes[],
  question: Question,
  idInFlows: (id: string) => string,
): Recorded {
  const has = createSearch(question.find);
  const byStore = journals.map((journal) => journal.alerts());
  const storeOf = new Map(byStore.flatMap((notes, store) => notes.map((note) => [note, store])));
  const alerts = newestFirst(byStore.flat());
  const mails = newestFirst(journals.flatMap((journal) => journal.mails()));
  const verdicts = newestFirst(journals.flatMap((journal) => journal.verdicts()));
  const mailsOfAlert = groupBy(mails, (mail) => mail.alerts);
  const mailsAbout = groupBy(mails, ({ about, simulated = false }) =>
    about === undefined ? [] : [subjectKey({ subject: about, simulated })],
  );
  const alertAbout = new Map(alerts.toReversed().map((alert) => [subjectKey(alert), alert]));

  function alertRows(): Part<AlertRow> {
    return firstOf(
      alerts,
      question.most,
      (alert) =>
        isAsked(question.fate, alert.fate) &&
        (has(alert.subject, alert.module, alert.detection) ||
          has(...addressesOf(mailsOfAlert.get(raisedIdOf(alert))))),
      (alert) => ({
        ...alertRow(alert, mailsOfAlert.get(raisedIdOf(alert)) ?? [], idInFlows),
        key: `${storeOf.get(alert)} ${alertKey(alert)}`,
      }),
    );
  }

  function verdictRows(): Part<VerdictRow> {
    return firstOf(
      verdicts,
      question.most,
      ({ level, indicator }) => isAsked(question.level, level) && has(indicator?.value, level),
      (verdict) => {
        const { indicator, simulated } = verdict;
        const about = subjectKey({ subject: indicator?.value ?? '', simulated });
        const alert = alertAbout.get(about);
        const told = (alert && mailsOfAlert.get(raisedIdOf(alert))) ?? mailsAbout.get(about) ?? [];
        return verdictRow(verdict, alert, told, idInFlows);
      },
    );
  }

  function mailRows(): Part<MailRow> {
    return firstOf(
      mails,
      question.most,
      (mail) =>
        isAsked(question.mail, mail.fate) && has(mail.subject, mail.about, ...addressesOf([mail])),
      (mail) => ({
        ...briefOf(mail),
        id: mail.id,
        node: idInFlows(mail.node),
        subject: oneLine(mail.subject),
      }),
    );
  }

  return { alerts: alertRows(), verdicts: verdictRows(), mails: mailRows() };
}

function alertRow(
  alert: AlertNote,
  mails: readonly MailNote[],
  idInFlows: (id: string) => string,
): Omit<AlertRow, 'key'> {
  return {
    ...alert,
    nodeInFlows: idInFlows(alert.node),
    shown: harmless(alert.subject),
    mails: briefsOf(mails),
  };
}

/** Within a store. Of several that are shortened alike none is the other. */
function alertKey(alert: AlertNote): string {
  const { module, detection, shortened, id } = alert;
  return [subjectKey(alert), module, detection, ...(shortened ? [id] : [])].join(' ');
}

function verdictRow(
  verdict: VerdictNote,
  alert: AlertNote | undefined,
  mails: readonly MailNote[],
  idInFlows: (id: string) => string,
): VerdictRow {
  const { node, indicator, level, count, link, simulated, account, first, last, times } = verdict;
  return {
    // What is shortened may look like another: when it came first tells them apart.
    key: [account ?? node, simulated, indicator?.type, indicator?.value, first].join(' '),
    level,
    count,
    shown: indicator ? harmless(indicator.value) : '',
    simulated,
    last,
    times,
    node: idInFlows(node),
    ...(link !== undefined && { link }),
    ...(account !== undefined && { account }),
    ...(alert && { alert: quietOf(alert) }),
    mails: briefsOf(mails),
  };
}

/** What is made up is apart from what is real. */
function subjectKey({ subject, simulated }: Pick<AlertNote, 'subject' | 'simulated'>): string {
  return `${simulated ? 'demo' : 'real'} ${subject}`;
}

/** Whose mails tell what came of it: what is silenced or held has an id of its own. */
function raisedIdOf({ id, raisedId = id }: AlertNote): string {
  return raisedId;
}

function quietOf({ fate, raisedAt, quietUntil }: AlertNote): NonNullable<VerdictRow['alert']> {
  return {
    fate,
    ...(raisedAt !== undefined && { raisedAt }),
    ...(quietUntil !== undefined && { quietUntil }),
  };
}

function briefsOf(mails: readonly MailNote[]): MailBrief[] {
  return mails.slice(0, MOST_MAILS).map(briefOf);
}

function briefOf({ fate, last, to, rejected = [], why }: MailNote): MailBrief {
  return {
    fate,
    last,
    to: to.slice(0, MOST_RECIPIENTS).map(oneLine),
    rejected: rejected.slice(0, MOST_RECIPIENTS).map(oneLine),
    ...(why !== undefined && { why: oneLine(why) }),
  };
}

function isAsked(asked: unknown, value: string): boolean {
  return typeof asked !== 'string' || asked === '' || asked === value;
}

function addressesOf(mails: readonly MailNote[] = []): readonly string[] {
  return mails.flatMap(({ to }) => to);
}

/** A text of an event made fit to be shown: in one line, and no link. */
export function harmless(text: string): string {
  return defangText(oneLine(text));
}

function oneLine(text: string): string {
  return printable(text, LONGEST);
}

function newestFirst<Note extends { readonly last: number }>(notes: readonly Note[]): Note[] {
  return notes.toSorted((one, other) => other.last - one.last);
}

/** Values by each of their keys, in the same order. */
function groupBy<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key) ?? [];
      group.push(value);
      groups.set(key, group);
    }
  }
  return groups;
}
