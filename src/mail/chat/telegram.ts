import type { MailTexts } from '../content/texts';
import { writeLines, type Marks } from './plain';
import type { Telling } from './telling';

/** Telegram's HTML (core.telegram.org/bots/api#html-style). */
const MARKS: Marks = {
  title: (text) => `<b>${escape(text)}</b>`,
  text: escapeText,
  link: (url, words = url) => `<a href="${escape(url)}">${escape(words)}</a>`,
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}

/**
 * What is sent by a click on it, or searched for: `/command`, `#tag` and `$TAG` at the beginning of a
 * word. In code they are none.
 */
const CLICKED = /(?<![\p{L}\p{N}_/])([/#$][\p{L}\p{N}_][\p{L}\p{N}_./[\]@-]*)/gu;

function escapeText(text: string): string {
  return text
    .split(CLICKED)
    .map((part, index) => (index % 2 === 0 ? escape(part) : `<code>${escape(part)}</code>`))
    .join('');
}

/** What `sendMessage` takes, but for `chat_id`. No page is asked for a preview. */
export function writeTelegram(telling: Telling, texts: MailTexts): object {
  return {
    text: writeLines(telling, MARKS, texts),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  };
}
