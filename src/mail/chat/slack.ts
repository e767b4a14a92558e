import type { MailTexts } from '../content/texts';
import { writeLines, type Marks } from './plain';
import type { Telling } from './telling';

/**
 * Slack's marks (docs.slack.dev, "Formatting message text"): `&`, `<` and `>` have escapes, without which
 * `<!channel>` calls everybody and `<url|words>` is a link with another name. The others have none, so
 * that a sign that looks like it stands for each: `*bold*`, `_italic_`, `~struck~`, `` `code` ``, a `>`
 * that begins a quotation, `:name:` of an emoji. Mattermost and others who take Slack's webhooks read
 * `[words](url)` too.
 */
const MARKS: Marks = {
  title: (text) => `*${escape(text)}*`,
  text: escape,
  link: (url, words) => (words === undefined ? `<${url}>` : `<${url}|${escape(words)}>`),
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  '~': '\u223c',
  '`': '\u02cb',
  _: '\u02cd',
};

/** An underscore inside a word is none of Slack's marks. */
const SIGNS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Not that of a time. */
const EMOJI = /:(?!\d\d:)(?=[\w+'-]+:)/g;

function escape(text: string): string {
  return text
    .replaceAll(/^\s*>/gm, '\u203a')
    .replaceAll('](', '] (')
    .replaceAll(EMOJI, '\u2236')
    .replaceAll(SIGNS, (sign) => LOOK_ALIKES[sign] ?? sign)
    .replaceAll(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** What an incoming webhook takes. No page is asked for a preview. */
export function writeSlack(telling: Telling, texts: MailTexts): object {
  return { text: writeLines(telling, MARKS, texts), unfurl_links: false, unfurl_media: false };
}
