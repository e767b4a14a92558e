import { unescape } from 'node:querystring';
import {
  AMOUNTS,
  ANYWHERE,
  AT_END_OF_WORD,
  COUNTED,
  DOUBTFUL,
  FORMS,
  IN_OTHER_SCRIPTS,
  LAST_PAIRS,
  LAST_WORDS,
  MEASURES,
  PAIRS,
  PUBLIC_KEYS,
  PUBLIC_PAIRS,
  UNITS,
  WHOLE_NAMES,
  type Line,
} from './secret-names';
import { DIGIT_FOR_LETTER, withLatinLetters } from './look-alikes';
import { PUBLIC_VALUES, PUBLIC_VALUES_IN_EVENTS, type ValueLine } from './public-values';
import { looksRandom } from './random';

function anyOf(lines: readonly Line[]): string {
  return lines.map(([pattern]) => `(?:${pattern})`).join('|');
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

type PublicValue = readonly [name: RegExp, value: RegExp];

function wholeLine([name, value]: ValueLine): PublicValue {
  return [whole(name), whole(value)];
}

/** Two words, which may also be written as one. */
function apartOrInOne(lines: readonly Line[]): RegExp {
  return whole(anyOf(lines).replaceAll(' ', ' ?'));
}

const IN_WORD = new RegExp(`${anyOf(ANYWHERE)}|(?:${anyOf(AT_END_OF_WORD)})$`);
const LAST_WORD = whole(anyOf(LAST_WORDS));
const PAIR = whole(anyOf(PAIRS));
const LAST_PAIR = apartOrInOne(LAST_PAIRS);
const WHOLE_NAME = whole(anyOf(WHOLE_NAMES));
const MEASURE = whole(anyOf(MEASURES));
const AMOUNT = whole(anyOf(AMOUNTS));
const PUBLIC_PAIR = whole(anyOf(PUBLIC_PAIRS));
const COUNTED_WORD = whole(COUNTED);
const FORM = whole(FORMS);
const UNIT = whole(UNITS);
const DOUBT = whole(anyOf(DOUBTFUL));
const PUBLIC_KEY = whole(PUBLIC_KEYS);
const OTHER_SCRIPT = new RegExp(anyOf(IN_OTHER_SCRIPTS), 'iu');
const PUBLIC_VALUE = PUBLIC_VALUES.map(wholeLine);
const PUBLIC_VALUE_IN_EVENT = [...PUBLIC_VALUES, ...PUBLIC_VALUES_IN_EVENTS].map(wholeLine);

/**
 * The one judge of names, whoever asks: what is in a URL, in an event, in a message that is kept.
 * Whether what goes by this name is nothing to be sent, shown or kept: a password, a key, a cookie and
 * the like, however the words of the name are written and put together. What tells how many there are,
 * or until when one is good, is none. The rules are in `secret-names.ts`.
 */
export function isSecretName(name: string): boolean {
  const plain = name.includes('%') ? unescape(name) : name;
  return spellings(plain).some(isSecretSpelling) || OTHER_SCRIPT.test(plain);
}

/**
 * How a name may be meant: what is no ASCII passed over, so that nothing invisible can part a word, and
 * read as the letters that it looks like, `passw0rd` too.
 */
function spellings(name: string): readonly string[] {
  const isPlain = /^[ -~]*$/.test(name) && !DIGIT_FOR_LETTER.test(name);
  if (isPlain) return [name];
  return [name, withLatinLetters(name)].map((text) => text.replaceAll(/[^ -~]+/g, ''));
}

function isSecretSpelling(name: string): boolean {
  const words = splitWords(name);
  if (isMeasure(words)) return false;
  return areSecret(words) || areSecret(splitRuns(name));
}

/**
 * The same where the value of an event's field is known: it may show that the name means something else
 * here, how many tokens there are or what an intrusion detection has found.
 */
export function isSecret(name: string, value: unknown): boolean {
  return isSecretName(name) && !isPublicValue(name, value, PUBLIC_VALUE_IN_EVENT);
}

/**
 * The same for a parameter of a URL, where a signature or a ticket lets in whoever has the link, and a
 * value that a machine made may show that a name such as `key` is a secret's.
 */
export function isSecretInUrl(name: string, value: string): boolean {
  if (isSecretName(name)) return !isPublicValue(name, value, PUBLIC_VALUE);
  return (isDoubtful(name) && looksRandom(value)) || isPin(name, value);
}

function isDoubtful(name: string): boolean {
  const words = splitRuns(name);
  const end = words.findLastIndex((word) => !FORM.test(word) || DOUBT.test(word));
  return DOUBT.test(words[end] ?? '') && !PUBLIC_KEY.test(words[end - 1] ?? '');
}

/** A number that lets in, and not one of a board's pins. */
function isPin(name: string, value: string): boolean {
  return /^(?:.*[^a-z])?pin$/i.test(name) && /^\d{4,8}$/.test(value);
}

function isPublicValue(name: string, value: unknown, lines: readonly PublicValue[]): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const words = splitRuns(name).join(' ');
  const written = String(value).trim().toLowerCase();
  return lines.some(([names, values]) => names.test(words) && values.test(written));
}

function areSecret(words: readonly string[]): boolean {
  return (
    words.some((word) => IN_WORD.test(word)) ||
    pairsOf(words).some(isSecretPair) ||
    endsInSecret(words) ||
    WHOLE_NAME.test(words.join(' '))
  );
}

/** The end of `API` in `APIkey`, where the capital is not that of the next word. */
const ABBREVIATION = /([A-Z])(?=(?:keys?|pass|pwd|auth)(?![a-z]))/g;

/**
 * The words of a name in small letters: `userPwd`, `USER_PWD` and `user.pwd2` are all `user` and `pwd`.
 */
function splitWords(name: string): readonly string[] {
  const words = name.replaceAll(ABBREVIATION, '$1 ').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** The same where capitals say nothing: `API_KEYs` and `TOKENvalue` have no words but these. */
function splitRuns(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+/g) ?? [];
}

function isMeasure(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !UNIT.test(word));
  if (MEASURE.test(words[end] ?? '') || MEASURE.test(lastPair(words, end))) return true;
  return AMOUNT.test(words[0] ?? '') && COUNTED_WORD.test(words.at(-1) ?? '');
}

function lastPair(words: readonly string[], end: number): string {
  return words.slice(Math.max(0, end - 1), end + 1).join(' ');
}

function pairsOf(words: readonly string[]): readonly string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

function isSecretPair(pair: string, index: number, pairs: readonly string[]): boolean {
  return PAIR.test(pair) || (index === pairs.length - 1 && LAST_PAIR.test(pair));
}

function endsInSecret(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !FORM.test(word));
  const isPublic = PUBLIC_PAIR.test(lastPair(words, end));
  if (LAST_WORD.test(words[end] ?? '')) return !isPublic;
  return LAST_PAIR.test(words.at(-1) ?? '');
}
