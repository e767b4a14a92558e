import type { Recipients } from '../addresses';
import { LIGHT } from './colours';
import { pill } from './card';
import { fittingCard } from './fit';
import type { MailLevel } from '../content/facts';
import { card, page, row, smallTable } from './page';
import type { MailPart } from '../content/part';
import { lines, markup, NOTHING, type Markup } from './markup';
import { composeMail, withDesign, type Design, type Notification } from './notification';
import { SIMULATED } from '../content/simulated';
import { clip } from '../../text/clip';
import { MOST_BYTES, sentSize } from './size';
import { worstFirst } from './worst-first';

/** The order in which the levels are counted up, and what they are called then. */
const LEVELS: readonly (readonly [MailLevel, string])[] = [
  ['malicious', 'malicious'],
  ['suspicious', 'suspicious'],
  ['clean', 'clean'],
  ['unknown', 'unknown'],
  ['pending', 'not analysed yet'],
  ['none', 'without a verdict'],
];

/** Bytes of the texts, and of the names of those that do not fit. */
const LONGEST_TEXTS = 60_000;
const LONGEST_NAMES = 30_000;

/** Messages that are named in the text; of what is beyond only the number is told. */
const MOST_NAMED = 100;

/** Bytes of the table in which messages are named, and of a card that gets its share of the rest. */
const LONGEST_TABLE = 42_000;
const LEAST_SHARE = 8000;

const RULE = '-'.repeat(60);

/**
 * One mail about several messages, the worst first: the texts one after another, and in HTML a table
 * of them and then a card for each. It is no larger than mail programs show whole: it says how many
 * messages are only named, and how many not even that. One message alone is a mail as any other.
 */
export function composeDigest(
  given: readonly MailPart[],
  recipients: Recipients,
  design: Design,
): Notification {
  const parts = worstFirst(given);
  const [only] = parts;
  if (only && parts.length === 1) return composeMail(only, recipients, design);
  const subject = countUp(parts);
  const missing = [...new Set(given.flatMap((part) => part.missing))];
  const mail = { subject, plaintext: writeTexts(parts, subject), recipients, missing };
  return withDesign(mail, design, () => writePage(parts, subject));
}

/** `3 alerts: 2 malicious, 1 suspicious`. */
function countUp(parts: readonly MailPart[]): string {
  const counts = LEVELS.map(([level, name]) => {
    const count = parts.filter(({ facts }) => facts.level === level).length;
    return { level, count, words: `${count} ${name}` };
  }).filter(({ count }) => count > 0);
  const alerts = `${parts.length} alerts`;
  if (counts.every(({ level }) => level === 'none')) return alerts;
  return `${alerts}: ${counts.map(({ words }) => words).join(', ')}`;
}

function writeTexts(parts: readonly MailPart[], subject: string): string {
  const texts: string[] = [];
  let room = LONGEST_TEXTS;
  for (const [index, part] of parts.entries()) {
    const text = writeText(part, numberOf(index, parts));
    room -= Buffer.byteLength(text);
    if (room < 0 && index > 0) break;
    texts.push(clipBytes(text, LONGEST_TEXTS));
  }
  const first = `${subject}.${leaveOut(texts.length, parts.length)}`;
  return [first, ...texts, ...nameRest(parts, texts.length)].join('\n\n');
}

function writeText(part: MailPart, number: string): string {
  const demonstration = part.simulated ? `${SIMULATED}\n\n` : '';
  const title = `${number}: ${part.subject}`;
  return `${RULE}\n${title}\n${RULE}\n\n${demonstration}${part.text.trim()}`;
}

const CUT = '\n\n[The text is longer. It is cut off here.]';

function clipBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // No character takes more than three bytes for each of its units.
  return `${clip(text, Math.floor(bytes / 3))}${CUT}`;
}

function nameRest(parts: readonly MailPart[], shown: number): string[] {
  if (shown === parts.length) return [];
  const names = parts
    .slice(shown, shown + MOST_NAMED)
    .map((part, index) => `${numberOf(shown + index, parts)}: ${part.subject}`);
  const named = names.slice(
    0,
    countFitting(names, (name) => Buffer.byteLength(name), LONGEST_NAMES),
  );
  const left = parts.length - shown - named.length;
  const end = left > 0 ? [`${left} more are not named here.`] : [];
  return [[RULE, tooMany(parts.length - shown), RULE].join('\n'), [...named, ...end].join('\n')];
}

/** Said before everything else: nobody should have to read to the end to know. */
function leaveOut(shown: number, count: number): string {
  if (shown === count) return '';
  return ` The worst come first; ${shown} of ${count} are shown below with more about them.`;
}

function tooMany(count: number): string {
  return `${count} more did not fit into this mail`;
}

function writePage(parts: readonly MailPart[], subject: string): string {
  const allRows = parts.map((part, index) => summaryRow(part, index + 1));
  const rows = allRows.slice(
    0,
    countFitting(allRows, ({ html }) => sentSize(html), LONGEST_TABLE),
  );
  const frame = page(subject, [summary(subject, rows, parts.length, 0)]);
  const cards = writeCards(parts, MOST_BYTES - sentSize(frame));
  return page(subject, [summary(subject, rows, parts.length, cards.length), ...cards]);
}

/** As many as fit; while there are many, none takes so much that the others get nothing. */
function writeCards(parts: readonly MailPart[], whole: number): Markup[] {
  const cards: Markup[] = [];
  let room = whole;
  for (const [index, part] of parts.entries()) {
    const number = numberOf(index, parts);
    const share = Math.min(room, Math.max(LEAST_SHARE, room / (parts.length - index)));
    const written = [share, room]
      .map((bytes) => fittingCard(part, number, bytes - FRAME_BYTES))
      .find((each) => each !== undefined);
    if (!written) break;
    room -= sentSize(written.html) + FRAME_BYTES;
    cards.push(written);
  }
  return cards;
}

/** Bytes around a card, on the page. */
const FRAME_BYTES = 80;

/** A table of those that fit into it, and how many there is no card for, and no row. */
function summary(subject: string, rows: readonly Markup[], count: number, cards: number): Markup {
  const before = cards < count ? footnote(leaveOut(cards, count).trim()) : NOTHING;
  const notes: Markup[] = [];
  if (cards < count) notes.push(footnote(`${tooMany(count - cards)}.`));
  if (rows.length < count) {
    notes.push(footnote(`${count - rows.length} of them are not named here.`));
  }
  return card([
    row(markup`<div style="font-size:19px;font-weight:600">${subject}</div>${before}`),
    row(markup`${smallTable(rows)}${notes}`, '8px 24px 16px'),
  ]);
}

/** Short, because there may be many: what can be is said once, around them all. */
function summaryRow({ subject, facts }: MailPart, number: number): Markup {
  const count = facts.score ? ` ${facts.score.positives} / ${facts.score.total}` : '';
  return markup`<tr><td class="line" style="padding:6px 0;border-top:1px solid ${LIGHT.line}">${number} &nbsp;${pill(facts.level)}${count}<br>${lines(facts.headline || subject)}</td></tr>\n`;
}

function footnote(text: string): Markup {
  return markup`<div class="muted" style="padding:8px 0 0;font-size:13px;color:${LIGHT.muted}">${text}</div>`;
}

function numberOf(index: number, parts: readonly MailPart[]): string {
  return `${index + 1} of ${parts.length}`;
}

/** How many of the first fit into `room`. */
function countFitting<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  room: number,
): number {
  let left = room;
  const over = items.findIndex((item) => {
    left -= sizeOf(item);
    return left < 0;
  });
  return over === -1 ? items.length : over;
}
