import type { VerdictRow } from '../answers';
import { quietLines } from './alert-view';
import { mailLine } from './mail-view';
import { titleOf, type RowView, type Tone, type Words } from './views';

const TONES: ReadonlyMap<string, Tone> = new Map([
  ['malicious', 'bad'],
  ['suspicious', 'doubtful'],
  ['clean', 'good'],
]);

/** A judgement, and whether somebody was told of it. `accountName` is who answered. */
export function verdictView(words: Words, row: VerdictRow, accountName?: string): RowView {
  const { say, age } = words;
  const times = row.times > 1 ? [say('verdict.times', { number: row.times })] : [];
  const facts = [row.count, age(row.last), ...times, ...(accountName ? [accountName] : [])];
  const shown = row.shown === '' ? say('verdict.nothing') : row.shown;
  return {
    key: row.key,
    tone: TONES.get(row.level) ?? 'quiet',
    badge: say(`level.${row.level}`),
    title: titleOf(words, shown, row.simulated),
    lines: [facts.filter(Boolean).join(' · '), ...toldLines(words, row)],
    ...(row.link !== undefined && { link: row.link }),
    node: row.node,
    actions: [],
  };
}

function toldLines(words: Words, { level, alert, mails }: VerdictRow): readonly string[] {
  const told = [
    ...(alert ? quietLines(words, alert) : []),
    ...mails.map((mail) => mailLine(words, mail)),
  ];
  if (told.length > 0) return told;
  if (alert?.raisedAt !== undefined)
    return [words.say('alert.noMail', { time: words.time(alert.raisedAt) })];
  return TONES.get(level) === 'bad' ? [words.say('verdict.noAlert')] : [];
}
