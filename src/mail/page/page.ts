import { HARMLESS } from '../../indicator/defang/forms';
import type { MailTexts } from '../content/texts';
import type { TlpLabel } from '../../indicator/tlp';
import { BANDS, DARK, DARK_BARS, LIGHT, TLP } from './colours';
import { lines, markup, NOTHING, type Markup } from './markup';

/** Fonts that are there already: a mail loads nothing. */
const SANS = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** For what does not take inline styles: the dark scheme, and little room. */
const STYLE: Markup = {
  html: `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .outside { padding: 8px !important; }
  .inside { padding-left: 16px !important; padding-right: 16px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background: ${DARK.page} !important; }
  .card { background: ${DARK.card} !important; border-color: ${DARK.line} !important; }
  .text { color: ${DARK.text} !important; }
  .muted { color: ${DARK.muted} !important; }
  .line { border-color: ${DARK.line} !important; }
  .link { color: ${DARK.link} !important; }
  .rest { background: ${DARK.line} !important; }
  .notice { color: ${DARK.notice.front} !important; background: ${DARK.notice.back} !important; }
${Object.entries(DARK_BARS)
  .map(([level, colour]) => `  .bar-${level} { background: ${colour} !important; }`)
  .join('\n')}
}
`,
};

/**
 * A whole HTML document out of its cards, as mail programs show it: tables, inline styles, nothing
 * that loads, nothing that runs (caniemail.com).
 */
export function page(title: string, cards: readonly Markup[], texts: MailTexts): string {
  const { scheme, dot, colon } = HARMLESS;
  const note = texts.say('page.note', { scheme, dot, colon });
  const rows = cards.map((each) => markup`<tr><td style="padding:0 0 16px">${each}</td></tr>\n`);
  return markup`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin:0;padding:0;background:${LIGHT.page}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:${LIGHT.page}">
<tr><td class="outside" align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;table-layout:fixed;font:15px/1.5 ${SANS};text-align:left">
${rows}<tr><td class="muted" style="padding:0 4px;font-size:12px;color:${LIGHT.muted}">${note}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.html;
}

/** A card: rows of a table, under a band of colour if there is one. */
export function card(rows: readonly Markup[]): Markup {
  return markup`<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="width:100%;table-layout:fixed;background:${LIGHT.card};border:1px solid ${LIGHT.line};border-radius:8px;border-collapse:separate;overflow:hidden">
${rows}</table>`;
}

/** A row of a card. */
export function row(content: Markup, padding = '16px 24px 0'): Markup {
  return markup`<tr><td class="inside text" style="padding:${padding};color:${LIGHT.text};${BREAK}">${content}</td></tr>\n`;
}

/** Lets hashes and URLs break anywhere, for a phone's width. */
export const BREAK = 'overflow-wrap:anywhere;word-break:break-word';

/** The coloured row at the top of a card. */
export function band(level: keyof typeof BANDS, content: Markup): Markup {
  const { front, back } = BANDS[level];
  return markup`<tr><td class="inside" bgcolor="${back}" style="padding:16px 24px;background:${back};color:${front};border-radius:7px 7px 0 0;${BREAK}">${content}</td></tr>\n`;
}

/** With whom the card may be shared, before everything else. */
export function mark(label: TlpLabel, said: readonly string[]): Markup {
  const { front, back } = TLP[label];
  return markup`<tr><td class="inside" bgcolor="${back}" style="padding:6px 24px;font-size:14px;font-weight:700;background:${back};color:${front};${BREAK}">${lines(said.join('\n'))}</td></tr>\n`;
}

/** A line before everything else that nobody may overlook. */
export function notice(text: string): Markup {
  const { front, back } = LIGHT.notice;
  return markup`<tr><td class="inside notice" style="padding:10px 24px;font-size:14px;color:${front};background:${back}">${text}</td></tr>\n`;
}

/** The title of a part of a card. */
export function heading(text: string): Markup {
  return markup`<div class="muted" style="padding:0 0 4px;font-size:13px;font-weight:600;color:${LIGHT.muted}">${text}</div>`;
}

/** Names and values in two columns. Short, because there may be many: what can be is said once. */
export function pairs(rows: readonly (readonly [name: string | Markup, value: string])[]): Markup {
  const border = `border-bottom:1px solid ${LIGHT.line}`;
  const written = rows.map(
    ([name, value]) =>
      markup`<tr valign="top"><td class="muted line" width="38%" style="padding:5px 12px 5px 0;color:${LIGHT.muted};${border}">${name}</td><td class="line" style="padding:5px 0;${border}">${lines(value)}</td></tr>\n`,
  );
  return written.length === 0 ? NOTHING : smallTable(written);
}

/** A table over the whole width of its cell, whose columns do not grow with what is in them. */
export function table(rows: readonly Markup[], style = ''): Markup {
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="width:100%;table-layout:fixed${style}">
${rows}</table>`;
}

/** The same for what is of less weight. Mail programs do not have each table take its colour from around it. */
export function smallTable(rows: readonly Markup[]): Markup {
  return markup`<div class="text" style="color:${LIGHT.text}">${table(rows, `;font-size:14px;${BREAK}`)}</div>`;
}
