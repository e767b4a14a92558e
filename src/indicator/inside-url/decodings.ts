import { unescape } from 'node:querystring';
import { refangPath } from '../defang/refang';

/** Redirectors wrap a URL once or twice; each time escapes it once more. */
export const MOST_DECODINGS = 4;

/** Five ways to read a text, four times over, would be hundreds; the nearest come first. */
const MOST_READINGS = 40;

/** JSON (`\u002f`, `\/`), nginx (`\x2f`), JavaScript's `escape` (`%u002f`), HTML (`&#x2f;`, `&amp;`) and quoted-printable (`=2F`). */
const ESCAPED =
  /(?:%|\\{1,4})u([\da-f]{4})|\\{1,4}(?:x([\da-f]{2})|([/=&?_#%~+.|:@-]))|&(?:amp;)*(?:#0*(\d{1,6})|#x0*([\da-f]{1,5})|(amp|sol|equals|colon|commat|period|quest|num|percnt|lowbar|quot|bsol));|=([\da-f]{2})/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  sol: '/',
  equals: '=',
  colon: ':',
  commat: '@',
  period: '.',
  quest: '?',
  num: '#',
  percnt: '%',
  lowbar: '_',
  quot: '"',
  bsol: '\\',
};

const DEFANGED = /[[({<]|h[x*_]{2}p/i;

/** Shorter ones are words, or too short for an address of anything. Text begins with one of 96 letters. */
const BASE64 = /(?<![\w+-])[I-Za-f][\w+-]{7,}/g;
const BASE64_WITH_SLASHES = /(?<![\w+/-])[I-Za-f][\w+/-]{11,}/g;
const HEXADECIMAL = /(?<![\da-f])[2-7][\da-f](?:[2-9a-f][\da-f]){5,}(?![\da-f])/gi;
const URL_IN_BASE64 = /aHR0c[\w+/-]{4,}/g;

/** What was no text decodes to something else. */
const PRINTABLE = /^[^\p{Cc}\p{Cn}\p{Co}\ufffd]+$/u;

/**
 * A text as it is, and read once, twice … four times in the ways in which `extract` reads what is
 * encoded: escaped as in URLs, JSON, HTML and mails, in base64 and hexadecimal, and defanged.
 */
export function decodings(text: string): readonly string[] {
  const known = new Set([text]);
  let last: readonly string[] = [text];
  for (let count = 0; count < MOST_DECODINGS && last.length > 0; count += 1) {
    last = last.flatMap(readings).filter((reading) => isNew(reading, known));
  }
  return [...known];
}

/** The text with what HTML escapes in it: a URL in a page has `&amp;` between its parameters. */
export function withoutEntities(text: string): string {
  return text.includes('&') ? text.replaceAll(/&(?:#\w+|\w+);/g, plain) : text;
}

function plain(entity: string): string {
  return entity.replaceAll(ESCAPED, meaningOf);
}

function isNew(reading: string, known: Set<string>): boolean {
  if (known.has(reading) || known.size >= MOST_READINGS) return false;
  known.add(reading);
  return true;
}

function readings(text: string): readonly string[] {
  return [
    text.includes('%') ? unescape(text) : '',
    /[\\&=]|%u/i.test(text) ? unescape(text.replaceAll(ESCAPED, meaningOf)) : '',
    DEFANGED.test(text) ? refangPath(text) : '',
    decoded(text, [BASE64, BASE64_WITH_SLASHES, URL_IN_BASE64], 'base64'),
    decoded(text, [HEXADECIMAL], 'hex'),
  ].filter((reading) => reading !== '');
}

/** All words that decode to text, a line each. */
function decoded(text: string, words: readonly RegExp[], encoding: 'base64' | 'hex'): string {
  const found = new Set(words.flatMap((pattern) => text.match(pattern) ?? []));
  return [...found]
    .map((word) => Buffer.from(word, encoding).toString('utf8'))
    .filter((reading) => PRINTABLE.test(reading))
    .join('\n');
}

function meaningOf(written: string, ...groups: readonly (string | undefined)[]): string {
  const [unicode, byte, sign, decimal, hexadecimal, entity, quoted] = groups;
  const octet = byte ?? quoted;
  if (octet !== undefined) return `%${octet}`;
  if (sign !== undefined) return sign;
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? written;
  const digits = unicode ?? hexadecimal;
  const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}
