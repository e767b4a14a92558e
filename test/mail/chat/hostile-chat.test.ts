import assert from 'node:assert/strict';
import { composeChat, type ChatText } from '../../../src/mail/chat/chat';
import { shortLists } from '../../../src/mail/chat/short-lists';
import { STYLES, type Style } from '../../../src/mail/chat/styles';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { compileTemplate } from '../../../src/mail/content/template';
import { ENGLISH } from '../../../src/mail/content/texts';
import { isPlainObject } from '../../../src/plain-object';
import { isVirusTotalLink } from '../../../src/virustotal/links';
import { hostileEvents } from '../../support/hostile-events';
import { isLong } from '../../support/test-length';

const EVENTS = isLong ? 5000 : 400;
const SEED = 13;

const TEMPLATES = {
  subject: compileTemplate('{{verdict.level}}: {{verdict.indicator.value}} {{user}} $topic'),
  text: compileTemplate(
    `{{payload}}{{sample}} {{verdict.label}} {{verdict.reasons}} {{verdict.link}}
{{#verdict.detections}}{{engine}} {{label}}{{/verdict.detections}} {{verdict.names}} {{alert}}`,
  ),
};

const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const LIVE =
  /https?:\/\/(?!www\.virustotal\.com\/)|[a-z]:\/\/(?<!https:\/\/)|evil\.example|(?<!\[)@|@(?!\])/i;

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isPlainObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The values of a property, wherever in a value. */
function valuesOf(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesOf(name, each));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name ? [inner, ...valuesOf(name, inner)] : valuesOf(name, inner),
  );
}

function textOf({ payload }: ChatText): string {
  return typeof payload === 'string' ? payload : String(Reflect.get(payload, 'text'));
}

/** What a channel would do with a text that we do not want; each gives a sentence where it does. */
const FAULTS: Readonly<Record<Style, (chat: ChatText) => string | undefined>> = {
  plain: (chat) => (textOf(chat).length > 4096 ? 'too long' : undefined),
  slack(chat) {
    const rest = textOf(chat).replaceAll(
      /<(https:[^<>|]*)(?:\|Open in VirusTotal)?>/g,
      (link, url) => (isVirusTotalLink(url) ? '' : link),
    );
    if (/[<>`~]|&(?!(?:amp|lt|gt);)/.test(rest)) return 'an open mark';
    if (!/^\*[^*\n]*\*(?:\n[^*]*)?$/.test(rest)) return 'bold elsewhere than in the title';
    return rest.length > 40_000 ? 'too long' : undefined;
  },
  telegram(chat) {
    const read = textOf(chat).replaceAll(
      /<b>([^<>]*)<\/b>|<code>([^<>]*)<\/code>|<a href="([^"<>]*)">([^<>]*)<\/a>/g,
      (tag, bold = '', code = '', url = '', words = '') =>
        url !== '' && !isVirusTotalLink(url) ? tag : `${bold}${code}${words}`,
    );
    if (/[<>"]|&(?!(?:amp|lt|gt|quot);)/.test(read)) return 'an open mark';
    const shown = read.replaceAll(/&\w+;/g, '.');
    return shown.length > 4096 ? `${shown.length} characters` : undefined;
  },
  teams({ payload }) {
    if (valuesOf('url', payload).some((url) => !isVirusTotalLink(String(url)))) return 'a link';
    if (valuesOf('type', payload).includes('TextBlock')) return 'a text in which Markdown is read';
    if (textsIn(payload).some((text) => text.includes('{{'))) return 'a function';
    const size = Buffer.byteLength(JSON.stringify(payload));
    return size > 28_000 ? `${size} bytes` : undefined;
  },
  ntfy({ payload, headers = {} }) {
    if (typeof payload !== 'string' || Buffer.byteLength(payload) > 4096) return 'too long';
    const values = Object.values(headers);
    if (values.some((value) => !/^[ -~]+$/.test(value))) return 'a header that is none';
    if (Object.keys(headers).some((name) => !/^(?:Title|Priority|Tags|Click)$/.test(name)))
      return 'another header';
    return 'Click' in headers && !isVirusTotalLink(headers['Click'] ?? '') ? 'a link' : undefined;
  },
};

function findFault(chat: ChatText, style: Style): string | undefined {
  const texts = textsIn([chat.payload, chat.plaintext, chat.subject]).filter(
    (text) => text !== 'http://adaptivecards.io/schemas/adaptive-card.json',
  );
  const live = texts.find((text) => LIVE.test(text));
  if (live !== undefined) return `alive: ${live.slice(0, 200)}`;
  if (texts.some((text) => INVISIBLE.test(text))) return 'something is invisible';
  if (chat.subject.includes('\n')) return 'the title is not one line';
  return FAULTS[style](chat);
}

function check(parts: readonly MailPart[], what: string): void {
  for (const style of STYLES)
    assert.equal(findFault(composeChat(parts, style), style), undefined, `${what}, ${style}`);
}

describe(`${EVENTS} hostile events for a chat`, function () {
  this.timeout(240_000);

  it('have no mark of any channel, alone and together', () => {
    const parts: MailPart[] = [];
    let index = 0;
    for (const event of hostileEvents(EVENTS, SEED)) {
      const part = readMailPart(event, TEMPLATES, index % 2 === 0, ENGLISH, shortLists(ENGLISH));
      check([part], `event ${index}`);
      parts.push(part);
      if (parts.length === 40) check(parts.splice(0), `the events up to ${index}`);
      index += 1;
    }
    assert.equal(index, EVENTS);
  });
});
