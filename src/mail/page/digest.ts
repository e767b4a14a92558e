import type { Recipients } from '../addresses';
import { LIGHT } from './colours';
import { pill } from './card';
import { fittingCard } from './fit';
import { countUp } from '../content/count-up';
import { card, page, row, smallTable } from './page';
import type { MailPart } from '../content/part';
import { lines, markup, NOTHING, type Markup } from './markup';
import { composeMail, headOf, withDesign, type Design, type Notification } from './notification';
import { ENGLISH, type MailTexts } from '../content/texts';
import { clip } from '../../text/clip';
import { MOST_BYTES, sentSize } from './size';
import { markOfAll, markSubject } from '../content/tlp-mark';
import { worstFirst } from '../content/worst-first';

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
  texts: MailTexts = ENGLISH,
): Notification {
  const parts = worstFirst(given).map(marked);
  const [only] = given;
  if (only && parts.length === 1) return composeMail(only, recipients, design, texts);
  const subject = markSubject(countUp(parts, texts), markOfAll(parts));
  const missing = [...new Set(given.flatMap((part) => part.missing))];
  const mail = { subject, plaintext: writeTexts(parts, subject, texts), recipients, missing };
  return withDesign(mail, design, () => writePage(parts, subject, texts));
}

function marked(part: MailPart): MailPart {
  return { ...part, subject: markSubject(part.subject, part.tlp) };
}

function writeTexts(parts: readonly MailPart[], subject: string, own: MailTexts): string {
  const texts: string[] = [];
  let room = LONGEST_TEXTS;
  for (const [index, part] of parts.entries()) {
    const text = writeText(part, numberOf(index, parts, own), own);
    room -= Buffer.byteLength(text);
    if (room < 0 && index > 0) break;
    texts.push(clipBytes(text, LONGEST_TEXTS, own));
  }
  const first = [`${subject}.`, leaveOut(texts.length, parts.length, own)]
    .filter((part) => part !== '')
    .join(' ');
  return [first, ...texts, ...nameRest(parts, texts.length, own)].join('\n\n');
}

function writeText(part: MailPart, number: string, texts: MailTexts): string {
  const title = `${RULE}\n${number}: ${part.subject}\n${RULE}`;
  return [title, ...headOf(part, texts), part.text.trim()].join('\n\n');
}

function clipBytes(text: string, bytes: number, { say }: MailTexts): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // No character takes more than three bytes for each of its units.
  return `${clip(text, Math.floor(bytes / 3))}\n\n${say('cut.here')}`;
}

function nameRest(parts: readonly MailPart[], shown: number, texts: MailTexts): string[] {
  if (shown === parts.length) return [];
  const names = parts
    .slice(shown, shown + MOST_NAMED)
    .map((part, index) => `${numberOf(shown + index, parts, texts)}: ${part.subject}`);
  const named = names.slice(
    0,
    countFitting(names, (name) => Buffer.byteLength(name), LONGEST_NAMES),
  );
  const left = parts.length - shown - named.length;
  const end = left > 0 ? [texts.say('digest.notNamed', { count: left })] : [];
  return [
    [RULE, tooMany(parts.length - shown, texts), RULE].join('\n'),
    [...named, ...end].join('\n'),
  ];
}

/** Said before everything else: nobody should have to read to the end to know. */
function leaveOut(shown: number, count: number, { say }: MailTexts): string {
  return shown === count ? '' : say('digest.shown', { shown, count });
}

function tooMany(count: number, { say }: MailTexts): string {
  return say('digest.tooMany', { count });
}

function writePage(parts: readonly MailPart[], subject: string, texts: MailTexts): string {
  const allRows = parts.map((part, index) => summaryRow(part, index + 1, texts));
  const rows = allRows.slice(
    0,
    countFitting(allRows, ({ html }) => sentSize(html), LONGEST_TABLE),
  );
  const head = (shown: number): Markup => summary(subject, rows, [shown, parts.length], texts);
  const frame = page(subject, [head(0)], texts);
  const cards = writeCards(parts, MOST_BYTES - sentSize(frame), texts);
  return page(subject, [head(cards.length), ...cards], texts);
}

/** As many as fit; while there are many, none takes so much that the others get nothing. */
function writeCards(parts: readonly MailPart[], whole: number, texts: MailTexts): Markup[] {
  const cards: Markup[] = [];
  let room = whole;
  for (const [index, part] of parts.entries()) {
    const number = numberOf(index, parts, texts);
    const share = Math.min(room, Math.max(LEAST_SHARE, room / (parts.length - index)));
    const written = [share, room]
      .map((bytes) => fittingCard(part, number, bytes - FRAME_BYTES, texts))
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
function summary(
  subject: string,
  rows: readonly Markup[],
  [cards, count]: readonly [cards: number, count: number],
  texts: MailTexts,
): Markup {
  const before = cards < count ? footnote(leaveOut(cards, count, texts)) : NOTHING;
  const notes: Markup[] = [];
  if (cards < count) notes.push(footnote(`${tooMany(count - cards, texts)}.`));
  if (rows.length < count) {
    notes.push(footnote(texts.say('digest.ofThem', { count: count - rows.length })));
  }
  return card([
    row(markup`<div style="font-size:19px;font-weight:600">${subject}</div>${before}`),
    row(markup`${smallTable(rows)}${notes}`, '8px 24px 16px'),
  ]);
}

/** Short, because there may be many: what can be is said once, around them all. */
function summaryRow({ subject, facts, tlp }: MailPart, number: number, texts: MailTexts): Markup {
  const count = facts.score ? ` ${facts.score.positives} / ${facts.score.total}` : '';
  return markup`<tr><td class="line" style="padding:6px 0;border-top:1px solid ${LIGHT.line}">${number} &nbsp;${pill(facts.level, texts)}${count}<br>${lines(facts.headline === '' ? subject : markSubject(facts.headline, tlp))}</td></tr>\n`;
}

function footnote(text: string): Markup {
  return markup`<div class="muted" style="padding:8px 0 0;font-size:13px;color:${LIGHT.muted}">${text}</div>`;
}

function numberOf(index: number, { length }: readonly MailPart[], { say }: MailTexts): string {
  return say('digest.number', { index: index + 1, count: length });
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
