import { defangText } from '../../src/indicator/defang/defang';
import type {
  AlertFate,
  AlertNote,
  LookupCounts,
  MailFate,
  MailNote,
  VerdictNote,
} from '../../src/journal/journal';
import { printable } from '../../src/text/printable';
import type { Condition } from '../shared/figures/conditions';
import type {
  AccountFigures,
  Figures,
  InstanceFigures,
  MailFigures,
  UnwiredOutput,
  WindowFigures,
} from '../shared/figures/figures';
import type { Happened } from '../shared/figures/happened';
import type { Texts } from '../shared/status/texts';
import { shareOfCache } from './answer';
import { instanceLine } from './instance-line';
import { troubleText } from './turn';

/** Lines of each kind that a summary names; the others are counted. */
const MOST = 10;

/** Characters of what comes from outside, in one line. */
const LONGEST = 200;

type Fates<Fate extends string> = Readonly<Record<Fate, string>>;

const GIVEN_UP = 'fate.given-up';

const BAD_LEVELS = ['malicious', 'suspicious'];
const LEVELS = [...BAD_LEVELS, 'clean', 'unknown', 'pending'];

/** What a text calls each fate, in the order in which it tells them. */
const ALERTS: Fates<AlertFate> = {
  raised: 'fate.raised',
  suppressed: 'fate.suppressed',
  silenced: 'fate.silenced',
  acknowledged: 'fate.acknowledged',
  held: 'fate.held',
  released: 'fate.released',
};
const MAILS: Fates<MailFate> = {
  composed: 'fate.composed',
  waiting: 'fate.waiting',
  delivered: 'fate.delivered',
  refused: 'fate.refused',
  'given-up': GIVEN_UP,
};

/**
 * How things stand and what has happened, as a text that a mail can carry: what is bad first, and the
 * worst of each kind. What comes from outside is defanged, and no line or list of it is long.
 */
export function summaryOf(figures: Figures, happened: Happened, texts: Texts): string {
  const { say, time } = texts;
  const parts = [
    [say('heading.all', { time: time(happened.since) })],
    badPart(figures, texts),
    instancePart(figures, texts),
    verdictPart(happened, texts),
    alertPart(happened, texts),
    mailPart(figures, happened, texts),
    lookupPart(figures, happened, texts),
    unwiredPart(figures, texts),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function badPart({ bad }: Figures, texts: Texts): string[] {
  const { say, time } = texts;
  if (bad.length === 0) return [say('heading.well')];
  const line = (condition: Condition): string =>
    `${troubleText(texts, condition)}, ${say('part.since', { time: time(condition.since) })}`;
  return [`${say('heading.bad')}:`, ...listed(bad, line, texts)];
}

function instancePart({ instances }: Figures, texts: Texts): string[] {
  if (instances.length === 0) return [];
  const line = (instance: InstanceFigures): string => instanceLine(instance, texts);
  return [`${texts.say('heading.instances')}:`, ...listed(instances, line, texts)];
}

function verdictPart({ verdicts, verdictNotes }: Happened, texts: Texts): string[] {
  const { say, number } = texts;
  const counts = namesOf(LEVELS, verdicts).map(
    (level) => `${number(verdicts.get(level) ?? 0)} ${levelText(level, texts)}`,
  );
  const worst = verdictNotes
    .filter(({ level }) => BAD_LEVELS.includes(level))
    .toSorted((one, other) => badnessOf(other) - badnessOf(one));
  return [
    `${say('heading.verdicts')}: ${inOneLine(counts, texts)}`,
    ...listed(worst, (note) => verdictLine(note, texts), texts),
  ];
}

/** How many engines flag it, and any that is malicious before all that are suspicious. */
function badnessOf({ level, count }: VerdictNote): number {
  const positives = Number.parseInt(count, 10) || 0;
  return positives + (level === BAD_LEVELS[0] ? 1e6 : 0);
}

function verdictLine(
  { level, count, indicator, times, last, simulated }: VerdictNote,
  texts: Texts,
): string {
  const { say, number, time } = texts;
  const facts = [
    `${levelText(level, texts)} ${count}`,
    outside(indicator?.value ?? ''),
    ...(times > 1 ? [say('part.times', { number: number(times) })] : []),
    say('part.last', { time: time(last) }),
  ].filter((fact) => fact !== '');
  return simulated ? `${say('status.isDemo')}: ${facts.join(', ')}` : facts.join(', ');
}

function levelText(level: string, { say }: Texts): string {
  return LEVELS.includes(level) ? say(`level.${level}`) : printable(level);
}

function alertPart({ alerts, alertNotes }: Happened, texts: Texts): string[] {
  const { say } = texts;
  const worst = alertNotes.toSorted((one, other) => other.severity - one.severity);
  const counts = inOneLine(fates(ALERTS, alerts, texts), texts);
  return [
    `${say('heading.alerts')}: ${counts}`,
    ...listed(worst, (note) => alertLine(note, texts), texts),
  ];
}

function alertLine(
  { severity, subject, counts, last, simulated }: AlertNote,
  texts: Texts,
): string {
  const { say, time } = texts;
  const text = [
    `${say('part.severity', { severity })}: ${outside(subject)}`,
    ...fates(ALERTS, new Map(Object.entries(counts)), texts),
    say('part.last', { time: time(last) }),
  ].join(', ');
  return simulated ? `${say('status.isDemo')}: ${text}` : text;
}

function mailPart(
  { mails }: Figures,
  { mails: counts, mailNotes }: Happened,
  texts: Texts,
): string[] {
  const stuck = mails.filter(({ waiting, dead }) => waiting > 0 || dead > 0);
  const lost = mailNotes.filter(({ fate }) => fate === 'given-up' || fate === 'refused');
  return [
    `${texts.say('heading.mails')}: ${inOneLine(fates(MAILS, counts, texts), texts)}`,
    ...listed(stuck, (outbox) => outboxLine(outbox, texts), texts),
    ...listed(lost, (note) => mailLine(note, texts), texts),
  ];
}

function outboxLine(
  { node, name, waiting, dead, nextTry, failure }: MailFigures,
  { say, number, time }: Texts,
): string {
  return [
    `${printable(name || node)}: ${say('status.waiting', { number: number(waiting) })}`,
    ...(dead > 0 ? [say(GIVEN_UP, { number: number(dead) })] : []),
    ...(nextTry === undefined ? [] : [say('status.nextTry', { time: time(nextTry) })]),
    ...(failure === undefined ? [] : [outside(failure)]),
  ].join(', ');
}

function mailLine({ fate, subject, to, rejected, why }: MailNote, texts: Texts): string {
  const { say } = texts;
  const names = (rejected ?? to)
    .slice(0, MOST)
    .map((address) => printable(address))
    .join(', ');
  const what = say(fate === 'refused' ? 'part.refused' : 'status.givenUp');
  const text = `${what}: ${outside(subject)}, ${say('part.to', { names })}`;
  return why === undefined ? text : `${text}: ${outside(why)}`;
}

function lookupPart({ accounts }: Figures, { lookups }: Happened, texts: Texts): string[] {
  if (accounts.length === 0) return [];
  const line = (account: AccountFigures): string =>
    accountLine(account, lookups.get(account.id), texts);
  return [`${texts.say('heading.lookups')}:`, ...listed(accounts, line, texts)];
}

function accountLine(
  { id, name, simulated, quota, nextAt, waiting, problem }: AccountFigures,
  counts: LookupCounts | undefined,
  texts: Texts,
): string {
  const { say, number, time } = texts;
  const facts = [
    ...(problem === undefined ? [] : [outside(problem)]),
    ...(quota && !simulated
      ? [
          say('part.day', { used: windowText(quota.day, texts) }),
          say('part.month', { used: windowText(quota.month, texts) }),
        ]
      : []),
    ...(waiting > 0 ? [say('status.waiting', { number: number(waiting) })] : []),
    ...(nextAt === undefined ? [] : [say('status.next', { time: time(nextAt) })]),
    ...(counts ? answerFacts(counts, texts) : []),
  ];
  const shown = simulated
    ? `${printable(name || id)} (${say('status.isDemo')})`
    : printable(name || id);
  return `${shown}: ${facts.join(', ')}`;
}

function windowText({ used, limit }: WindowFigures, { say, number }: Texts): string {
  if (limit === undefined) return say('part.free', { used: number(used) });
  return say('part.of', { used: number(used), limit: number(limit) });
}

function answerFacts(counts: LookupCounts, { say, number }: Texts): string[] {
  const { asked, cache, list, failed } = counts;
  const answers = asked + cache + list;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const percent = Math.round(100 * shareOfCache(counts));
  return [
    say('part.answers', { number: number(answers) }),
    ...(cache > 0 ? [say('part.cache', { number: number(cache), percent })] : []),
    ...(list > 0 ? [say('part.list', { number: number(list) })] : []),
    ...(failures > 0
      ? [`${say('part.failed', { number: number(failures) })} (${codesOf(failed, number)})`]
      : []),
  ];
}

function codesOf(failed: LookupCounts['failed'], number: Texts['number']): string {
  return Object.entries(failed)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST)
    .map(([code, count]) => `${printable(code)} ${number(count)}`)
    .join(', ');
}

function unwiredPart({ unwired }: Figures, texts: Texts): string[] {
  const { say } = texts;
  const losing = unwired.filter(({ loses }) => loses);
  const line = ({ node, name, type, output }: UnwiredOutput): string =>
    [printable(name || node), type, say('part.output', { number: output })].join(', ');
  return losing.length === 0 ? [] : [`${say('heading.unwired')}:`, ...listed(losing, line, texts)];
}

function fates(
  known: Readonly<Record<string, string>>,
  counts: ReadonlyMap<string, number>,
  { say, number }: Texts,
): string[] {
  return Object.entries(known)
    .map(([fate, key]) => ({ key, count: counts.get(fate) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ key, count }) => say(key, { number: number(count) }));
}

function namesOf(known: readonly string[], counts: ReadonlyMap<string, number>): string[] {
  const others = [...counts.keys()].filter((name) => !known.includes(name)).slice(0, MOST);
  return [...known, ...others].filter((name) => (counts.get(name) ?? 0) > 0);
}

function inOneLine(facts: readonly string[], { say }: Texts): string {
  return facts.length === 0 ? say('heading.none') : facts.join(', ');
}

/** The first of them in a line each; no line is made of the others, which may be very many. */
function listed<Item>(
  items: readonly Item[],
  line: (item: Item) => string,
  { say, number }: Texts,
): string[] {
  const more = items.length - MOST;
  const last = more > 0 ? [say('part.more', { number: number(more) })] : [];
  return [...items.slice(0, MOST).map(line), ...last].map((each) => `- ${each}`);
}

/** What comes from outside, in one line and so that no program makes a link of it. */
function outside(text: string): string {
  return defangText(printable(text, LONGEST));
}
