import type { Recipients } from '../addresses';
import { LIGHT } from './colours';
import { alertCard, pill } from './card';
import type { MailLevel } from '../content/facts';
import { BREAK, card, page, row, table } from './page';
import type { MailPart } from '../content/part';
import { lines, markup, type Markup } from './markup';
import { composeMail, withDesign, type Design, type Notification } from './notification';
import { SIMULATED } from '../content/simulated';

/** The order in which the levels are counted up, and what they are called then. */
const LEVELS: readonly (readonly [MailLevel, string])[] = [
  ['malicious', 'malicious'],
  ['suspicious', 'suspicious'],
  ['clean', 'clean'],
  ['unknown', 'unknown'],
  ['pending', 'not analysed yet'],
  ['none', 'without a verdict'],
];

/** Characters; what is over it is named by its subject. */
const LONGEST_TEXTS = 60_000;

/** Characters. Gmail shows no more than 102 kB of a mail's HTML, and the table wants its part. */
const LONGEST_CARDS = 80_000;

/** Messages that are named; of what is beyond only the number is told. */
const MOST_NAMED = 100;

const RULE = '-'.repeat(60);

/**
 * One mail about several messages, in their order: the texts one after another, and in HTML a
 * table of them all and then a card for each. It is bounded in size: it says how many messages are
 * only named by their subject, and how many not even that. One message alone is a mail as any other.
 */
export function composeDigest(
  parts: readonly MailPart[],
  recipients: Recipients,
  design: Design,
): Notification {
  const [only] = parts;
  if (only && parts.length === 1) return composeMail(only, recipients, design);
  const subject = countUp(parts);
  const missing = [...new Set(parts.flatMap((part) => part.missing))];
  const mail = { subject, plaintext: writeTexts(parts, subject), recipients, missing };
  return withDesign(mail, design, () => writeCards(parts, subject));
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
  const texts = parts.map((part, index) => {
    const demonstration = part.simulated ? `${SIMULATED}\n\n` : '';
    const title = `${numberOf(index, parts)}: ${part.subject}`;
    return `${RULE}\n${title}\n${RULE}\n\n${demonstration}${part.text.trim()}`;
  });
  const shown = countFitting(texts, (text) => text.length, LONGEST_TEXTS);
  return [`${subject}.`, ...texts.slice(0, shown), ...nameRest(parts, shown)].join('\n\n');
}

function nameRest(parts: readonly MailPart[], shown: number): string[] {
  if (shown === parts.length) return [];
  const named = parts
    .slice(shown, shown + MOST_NAMED)
    .map((part, index) => `${numberOf(shown + index, parts)}: ${part.subject}`);
  const left = parts.length - shown - named.length;
  const end = left > 0 ? [`${left} more are not named here.`] : [];
  return [[RULE, tooMany(parts.length - shown), RULE].join('\n'), [...named, ...end].join('\n')];
}

function tooMany(count: number): string {
  return `${count} more did not fit into this mail`;
}

function writeCards(parts: readonly MailPart[], subject: string): string {
  const cards: Markup[] = [];
  let room = LONGEST_CARDS;
  for (const [index, part] of parts.entries()) {
    const written = alertCard(part, numberOf(index, parts));
    room -= written.html.length;
    if (room < 0 && index > 0) break;
    cards.push(written);
  }
  return page(subject, [summary(parts, subject, cards.length), ...cards]);
}

function summary(parts: readonly MailPart[], subject: string, shown: number): Markup {
  const named = parts.slice(0, shown + MOST_NAMED);
  const rows = [table(named.map((part, index) => summaryRow(part, index + 1)))];
  if (shown < parts.length) rows.push(footnote(`${tooMany(parts.length - shown)}.`));
  if (named.length < parts.length) {
    rows.push(footnote(`${parts.length - named.length} of them are not named here.`));
  }
  return card([
    row(markup`<div style="font-size:19px;font-weight:600">${subject}</div>`),
    row(markup`${rows}`, '8px 24px 16px'),
  ]);
}

function summaryRow({ subject, facts }: MailPart, number: number): Markup {
  const style = `padding:6px 8px 6px 0;border-top:1px solid ${LIGHT.line};vertical-align:top;font-size:14px;${BREAK}`;
  const count = facts.score ? ` ${facts.score.positives} / ${facts.score.total}` : '';
  return markup`<tr><td class="muted line" width="9%" style="${style};color:${LIGHT.muted}">${number}</td><td class="text line" style="${style};color:${LIGHT.text}">${pill(facts.level)}${count}<br>${lines(facts.headline || subject)}</td></tr>\n`;
}

function footnote(text: string): Markup {
  return markup`<div class="muted" style="padding:8px 0 0;font-size:13px;color:${LIGHT.muted}">${text}</div>`;
}

function numberOf(index: number, parts: readonly MailPart[]): string {
  return `${index + 1} of ${parts.length}`;
}

/** How many of the first fit into `room`; one at least. */
function countFitting<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  room: number,
): number {
  let left = room;
  const over = items.findIndex((item, index) => {
    left -= sizeOf(item);
    return left < 0 && index > 0;
  });
  return over === -1 ? items.length : over;
}
