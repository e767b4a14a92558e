import type { MailFate } from '../../../src/journal/journal';
import type { ListedMail, NodeMails } from '../../notify/listed-mails';
import type { MailBrief, MailRow } from '../answers';
import { actionsOf, type RowView, type Tone, type Words } from './views';

const TONES: Readonly<Record<MailFate, Tone>> = {
  composed: 'quiet',
  waiting: 'doubtful',
  delivered: 'good',
  refused: 'bad',
  'given-up': 'bad',
};

/** To whom something went, or why it has not. */
export function mailLine(words: Words, { fate, last, to, rejected, why = '' }: MailBrief): string {
  const names = (addresses: readonly string[]): string =>
    addresses.length === 0 ? words.say('mail.nobody') : addresses.join(', ');
  const reached = to.filter((address) => !rejected.includes(address));
  // A mail has recipients; what has none was written for a chat.
  const isForChat = fate === 'composed' && to.length === 0;
  const text = words.say(isForChat ? 'mail.chat' : `mail.${fate}`, {
    to: names(fate === 'refused' ? reached : to),
    rejected: names(rejected),
    age: words.age(last),
  });
  return why === '' ? text : words.say('mail.because', { text, why });
}

function mailView(words: Words, mail: MailRow): RowView {
  return {
    key: `${mail.node} ${mail.id}`,
    tone: TONES[mail.fate],
    badge: words.say(`fate.${mail.fate}`),
    title: mail.subject,
    lines: [mailLine(words, mail)],
    node: mail.node,
    actions: [],
  };
}

/** What is looked for among mails. */
export interface Wanted {
  readonly find: string;
  /** Empty: whatever became of it. */
  readonly fate: string;
}

/**
 * The mails of the outboxes, those first that were given up: they need somebody. Then those of the
 * record, less those that an outbox still has.
 */
export function mailViews(
  words: Words,
  outboxes: readonly NodeMails[],
  recorded: readonly MailRow[],
  wanted: Wanted,
  mayWrite: boolean,
): readonly RowView[] {
  const dead = mailsIn(outboxes, 'dead', 'given-up', wanted);
  const waiting = mailsIn(outboxes, 'waiting', 'waiting', wanted);
  return [
    ...dead.map(({ node, mail }) => deadView(words, node, mail, mayWrite)),
    ...waiting.map(({ node, mail }) => waitingView(words, node, mail)),
    ...withoutKept(recorded, outboxes).map((mail) => mailView(words, mail)),
  ];
}

function mailsIn(
  outboxes: readonly NodeMails[],
  kind: 'dead' | 'waiting',
  fate: MailFate,
  wanted: Wanted,
): readonly { readonly node: NodeMails; readonly mail: ListedMail }[] {
  if (wanted.fate !== '' && wanted.fate !== fate) return [];
  const find = wanted.find.trim().toLowerCase();
  return outboxes.flatMap((node) =>
    node[kind]
      .filter(({ subject, to }) => [subject, ...to].join(' ').toLowerCase().includes(find))
      .map((mail) => ({ node, mail })),
  );
}

/** An outbox names no mail of the record: of one node and subject, it has the newest. */
function withoutKept(
  recorded: readonly MailRow[],
  outboxes: readonly NodeMails[],
): readonly MailRow[] {
  const kept = outboxes.flatMap(({ node, dead, waiting }) => [
    ...dead.map(({ subject }) => [node, 'given-up', subject].join('\n')),
    ...waiting.map(({ subject }) => [node, 'waiting', subject].join('\n')),
  ]);
  return recorded.filter(({ node, fate, subject }) => {
    const place = kept.indexOf([node, fate, subject].join('\n'));
    if (place !== -1) kept.splice(place, 1);
    return place === -1;
  });
}

function deadView(words: Words, { node }: NodeMails, mail: ListedMail, mayWrite: boolean): RowView {
  const title = subjectOf(words, mail);
  const names = mail.unreadable ? (['forget'] as const) : (['send', 'forget'] as const);
  return {
    ...placed(node, mail, title),
    tone: 'bad',
    badge: words.say('fate.given-up'),
    lines: linesOf(words, mail, mail.lastError),
    actions: mayWrite ? actionsOf(words, names, title) : [],
  };
}

function waitingView(words: Words, own: NodeMails, mail: ListedMail): RowView {
  const why = own.failure ?? mail.lastError;
  const next =
    own.nextTry === undefined
      ? []
      : [words.say('mail.nextTry', { time: words.time(Date.parse(own.nextTry)) })];
  return {
    ...placed(own.node, mail, subjectOf(words, mail)),
    tone: 'doubtful',
    badge: words.say('fate.waiting'),
    lines: [...linesOf(words, mail, why), ...next],
    actions: [],
  };
}

function placed(
  node: string,
  { id }: ListedMail,
  title: string,
): Pick<RowView, 'key' | 'title' | 'node'> {
  return { key: outboxKey(node, id), title, node };
}

/** By what a mail of an outbox is known. */
export function outboxKey(node: string, id: string): string {
  return `outbox ${node} ${id}`;
}

function subjectOf({ say }: Words, { subject, unreadable }: ListedMail): string {
  return unreadable ? say('mail.unreadable') : subject;
}

function linesOf(
  { say, age }: Words,
  { to, since, attempts }: ListedMail,
  why: string | undefined,
): readonly string[] {
  const put =
    since === undefined ? [] : [say('mail.since', { age: age(Date.parse(since)), attempts })];
  return [
    ...(to.length > 0 ? [say('mail.missing', { to: to.join(', ') })] : []),
    ...put,
    ...(why === undefined ? [] : [why]),
  ];
}
