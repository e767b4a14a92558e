import { ENGINE_NAMES, isEngineName } from '../content/engine-name';
import type { MailPart } from '../content/part';
import type { MailFacts } from '../content/facts';
import type { MailLevel } from '../content/levels';
import { BANDS, LIGHT, LIGHT_BARS } from './colours';
import { band, BREAK, card, heading, mark, notice, pairs, row, table } from './page';
import { lines, markup, NOTHING, unlinked, type Markup } from './markup';
import { isVirusTotalLink, splitAtLinks } from '../../virustotal/links';
import type { MailTexts } from '../content/texts';
import { sayMark } from '../content/tlp-mark';

/** One message as a card. `number` is its place in a digest, such as `2 of 3`. */
export function alertCard(
  { subject, text, simulated, facts, tlp }: MailPart,
  texts: MailTexts,
  number = '',
): Markup {
  const { level, score } = facts;
  const { say } = texts;
  const words = withoutEngineLines(text, facts.engines).trim();
  return card([
    tlp ? mark(tlp.label, sayMark(tlp, texts)) : NOTHING,
    band(level, title(facts, subject, number, texts)),
    simulated ? notice(say('simulated')) : NOTHING,
    score ? row(scoreAndBar(level, score, texts)) : NOTHING,
    facts.link === undefined ? NOTHING : row(button(facts.link, texts)),
    words === '' ? NOTHING : row(message(words)),
    section(say('card.alert'), [pairs(facts.alert)]),
    section(
      say('card.why'),
      facts.reasons.filter((reason) => !text.includes(reason)).map(sentence),
    ),
    section(say('card.event'), [pairs(facts.event.rows), more(facts.event.more, texts)]),
    section(say('card.report'), [pairs(facts.report)]),
    section(say('card.engines'), [
      pairs(facts.engines.map((engine) => engineRow(engine, texts))),
      more(facts.moreEngines, texts),
    ]),
    row(NOTHING, '0 24px 20px'),
  ]);
}

/** The level on the colour of the level. */
export function pill(level: MailLevel, { say }: MailTexts): Markup {
  const { front, back } = BANDS[level];
  return markup`<span style="display:inline-block;padding:1px 8px;border-radius:9px;font-size:12px;font-weight:600;background:${back};color:${front}">${say(`title.${level}`)}</span>`;
}

function title(
  { level, headline, detail }: MailFacts,
  subject: string,
  number: string,
  { say }: MailTexts,
): Markup {
  const word = say(`title.${level}`);
  const counted = number === '' ? word : say('title.numbered', { title: word, number });
  const below =
    detail === ''
      ? NOTHING
      : markup`\n<div style="padding:4px 0 0;font:12px/1.4 ${MONOSPACE};word-break:break-all">${detail}</div>`;
  return markup`<div style="font-size:13px;font-weight:700;text-transform:uppercase;letter-spacing:.06em">${counted}</div>
<div style="padding:4px 0 0;font-size:19px;line-height:1.3;font-weight:600;${BREAK}">${headline || subject}</div>${below}`;
}

const MONOSPACE = "Consolas, Menlo, 'DejaVu Sans Mono', monospace";

function scoreAndBar(
  level: MailLevel,
  { positives, total }: NonNullable<MailFacts['score']>,
  { say }: MailTexts,
): Markup {
  return markup`<div style="padding:0 0 6px"><span style="font-size:26px;line-height:1.2;font-weight:700">${positives} / ${total}</span>&nbsp; <span class="muted" style="color:${LIGHT.muted}">${say('card.flagged')}</span></div>
${bar(level, positives / total)}`;
}

/** Two cells beside each other: mail programs draw no other bar without a picture. */
function bar(level: MailLevel, share: number): Markup {
  // What is there at all can be seen, and what is not everything too.
  const percent = share === 0 || share === 1 ? share * 100 : clamp(Math.round(share * 100), 1, 99);
  const full = cell(`bar-${level}`, percent, LIGHT_BARS[level]);
  const rest = cell('rest', 100 - percent, LIGHT.line);
  return table([markup`<tr>${full}${rest}</tr>\n`]);
}

function cell(name: string, percent: number, colour: string): Markup {
  if (percent === 0) return NOTHING;
  return markup`<td class="${name}" width="${percent}%" height="10" bgcolor="${colour}" style="height:10px;font-size:0;line-height:0;background:${colour}">&nbsp;</td>`;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}

/** A part with its title, if there is anything in it. */
function section(name: string, contents: readonly Markup[]): Markup {
  if (contents.every(({ html }) => html === '')) return NOTHING;
  return row(markup`${heading(name)}\n${contents}`, '20px 24px 0');
}

/**
 * A text without the lines that say no more than that an engine flags it, and what it calls it: they
 * are in the table, and there may be so many that nobody sees what is below them.
 */
function withoutEngineLines(text: string, engines: MailFacts['engines']): string {
  return text
    .split('\n')
    .filter((line) => !engines.some((each) => onlyNames(line, each)))
    .join('\n');
}

/** Whether a line has nothing but an engine, its label and punctuation. */
function onlyNames(line: string, { engine, label }: MailFacts['engines'][number]): boolean {
  if (engine === '' || !line.includes(engine)) return false;
  return !/[\p{L}\p{N}]/u.test(line.replace(engine, '').replace(label, ''));
}

/** The rendered text; only a link to VirusTotal in it can be clicked. */
function message(text: string): Markup {
  return markup`${splitAtLinks(text).flatMap(linked)}`;
}

function linked(text: string): Markup | Markup[] {
  return isVirusTotalLink(text)
    ? markup`<a class="link" href="${text}" style="color:${LIGHT.link};${BREAK}">${text}</a>`
    : text.split(ENGINE_NAMES).map((part) => (isEngineName(part) ? unlinked(part) : lines(part)));
}

function button(link: string, { say }: MailTexts): Markup {
  const { front, back } = BUTTON;
  return markup`<table role="presentation" cellpadding="0" cellspacing="0"><tr><td bgcolor="${back}" style="background:${back};border-radius:6px"><a href="${link}" style="display:inline-block;padding:9px 18px;font-weight:600;color:${front};text-decoration:none">${say('card.open')}</a></td></tr></table>`;
}

export const BUTTON = { front: '#ffffff', back: '#0b57d0' };

function sentence(reason: string): Markup {
  return markup`<div style="padding:2px 0">${lines(reason)}</div>\n`;
}

function engineRow(
  { engine, label, suspicious }: MailFacts['engines'][number],
  { say }: MailTexts,
): readonly [Markup, string] {
  const saysSo = /suspicious/i.test(label);
  const name = isEngineName(engine) ? unlinked(engine) : markup`${engine}`;
  if (!suspicious || saysSo) return [name, label];
  const isNamed = label !== '';
  return [name, isNamed ? say('card.suspicious', { label }) : say('card.onlySuspicious')];
}

function more(count: number, { say }: MailTexts): Markup {
  if (count === 0) return NOTHING;
  return markup`<div class="muted" style="padding:6px 0 0;font-size:13px;color:${LIGHT.muted}">${say('card.more', { count })}</div>`;
}
