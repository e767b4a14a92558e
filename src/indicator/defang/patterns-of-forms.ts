import { FORMS, SCHEME_FORMS, SPECIAL_FORMS, type Form, type Sign } from './forms';

/** The brackets of a form. */
export const OPENING = '[({';
export const CLOSING = '])}';

/** Spaces around a dot in brackets, and around any form in a text that is nothing but an indicator. */
const SPACES = String.raw`\s{0,4}`;

/**
 * How the text is to be read: `alone` is nothing but one indicator, `in text` a line of a log or a
 * program, in which a slash or a backslash may be escaped, also twice.
 */
export type Reading = 'alone' | 'in text';

const CHARACTERS: Readonly<Record<Reading, ReadonlyMap<string, string>>> = {
  alone: new Map([
    ['<', String.raw`[[({]`],
    ['>', String.raw`[\])}]`],
    [' ', String.raw`\s?`],
  ]),
  'in text': new Map([
    ['<', String.raw`[[({]`],
    ['>', String.raw`[\])}]`],
    [' ', String.raw`\s?`],
    ['/', String.raw`\\{0,4}\/`],
    ['\\', String.raw`\\{1,4}`],
  ]),
};

/** The forms of a sign that are read everywhere, and those that are read in this place only. */
function formsOf(sign: Sign, place?: Form['only']): readonly Form[] {
  return FORMS.filter(({ sign: other, only }) => {
    return other === sign && (only === undefined || only === place);
  });
}

function patternOf({ written }: Form, reading: Reading): string {
  return Array.from(written, (character) => {
    return CHARACTERS[reading].get(character) ?? character.replace(/[^\w]/, String.raw`\$&`);
  }).join('');
}

/** The source of an expression for a sign in any of its forms but the plain one. */
export function anyForm(sign: Sign, reading: Reading, place?: Form['only']): string {
  return anyOf(formsOf(sign, place), reading);
}

function anyOf(forms: readonly Form[], reading: Reading): string {
  return `(?:${forms.map((form) => patternOf(form, reading)).join('|')})`;
}

function isWhole({ written }: Form): boolean {
  return written.startsWith('<') && written.endsWith('>');
}

function isOpened({ written }: Form): boolean {
  return written.startsWith('<');
}

const WHOLE_DOTS = anyOf(formsOf('.').filter(isWhole), 'alone');
const OTHER_DOTS = formsOf('.', 'host').filter((form) => !isWhole(form));
const HALF_DOTS = anyOf(
  OTHER_DOTS.filter(({ only }) => only === 'host'),
  'alone',
);
const HALF_OPEN_DOTS = anyOf(OTHER_DOTS.filter(isOpened), 'alone');
const DOTS_OF_SCRIPTS = `[${SPECIAL_FORMS.dots.join('')}]`;

/**
 * A dot between two labels in a text, in any form but the plain one. Spaces are around whole brackets
 * only: around half a one they may be those of a sentence.
 */
export const DOT_IN_TEXT = `${SPACES}${WHOLE_DOTS}${SPACES}|${anyOf(OTHER_DOTS, 'in text')}|${DOTS_OF_SCRIPTS}`;

/** The same where spaces mean nothing: Cisco's mail gateways write `http:// example .com /path`. */
export const SPACED_DOT = String.raw`\s?(?:${WHOLE_DOTS}|${HALF_OPEN_DOTS})\s?|\s?\.\s?(?=\w)`;

/** A dot of a host without spaces around it, in any form but the plain one. */
export const TIGHT_DOT = anyForm('.', 'in text', 'host');

/** `[::]` is also a whole address in a URL: there is no digit beside it. */
const COLONS_BESIDE_DIGIT = `(?<=[\\da-f])${anyForm('::', 'alone')}|${anyForm('::', 'alone')}(?=[\\da-f])`;

/** Signs that nobody writes so who means them, in a text that is nothing but an indicator. */
export const MARK = [
  ...(['://', ':/', '//', ':', '/', '@'] as const).map((sign) => anyForm(sign, 'alone')),
  COLONS_BESIDE_DIGIT,
  `${SPACES}${anyForm('.', 'alone')}${SPACES}`,
].join('|');

/** The same in a host, which never has a bracket in it. */
export const HOST_MARK = `${MARK}|${SPACES}${HALF_DOTS}${SPACES}|${DOTS_OF_SCRIPTS}`;

const MEANINGS = new Map(FORMS.map(({ sign, written }) => [inner(written), sign]));

/** The same of forms as nearly everybody writes them, which are told without an expression. */
const USUAL = new Map(FORMS.flatMap(usualSpellings));

function usualSpellings({
  written,
  sign,
}: Form): readonly (readonly [mark: string, sign: string])[] {
  return Array.from(OPENING, (opening, pair) => {
    const closing = CLOSING.charAt(pair);
    const mark = written.replaceAll(' ', '').replace('<', opening).replace('>', closing);
    return [mark, sign] as const;
  });
}

/** What a form is meant for, as `MARK` and `HOST_MARK` match it. */
export function meaningOf(mark: string): string {
  return USUAL.get(mark) ?? MEANINGS.get(inner(mark.toLowerCase())) ?? '.';
}

function inner(written: string): string {
  return written.replaceAll(/[\s<>[\](){}]/g, '');
}

/** A colon in a scheme or before a port. */
function colon(reading: Reading, place?: Form['only']): string {
  return `(?:${anyForm(':', reading, place)}|:)`;
}

export const COLON = colon('in text');

/** One or two colons between the parts of an IPv6 address. */
export const COLONS = `(?:${anyForm('::', 'in text')}|${COLON})`;

/** A sign of an IPv6 address in any form but the plain one. */
export const ADDRESS_MARK = `${anyForm('::', 'in text')}|${anyForm(':', 'in text')}|${TIGHT_DOT}`;

/** Both of them, neither plain. */
export const TWO_COLONS = `(?:${anyForm('::', 'in text')}|${anyForm(':', 'in text')}{2})`;

/** A slash in any form; in a text also escaped, or as HTML and JSON can write it. */
const SLASHES: Readonly<Record<Reading, string>> = {
  alone: String.raw`(?:\/|${anyForm('/', 'alone')})`,
  'in text': String.raw`(?:\\{0,4}\/|${anyForm('/', 'in text')}|&#x2f;|\\{1,4}u002f)`,
};

/** `://` in any form but `__`. */
export function separator(reading: Reading, backslashes: string): string {
  const slash = SLASHES[reading];
  return (
    `${anyForm('://', reading)}|${anyForm(':/', reading)}${slash}|` +
    `${colon(reading, 'scheme')}(?:${slash}{2}|${anyForm('//', reading)}|${backslashes})`
  );
}

/** A colon behind a scheme in any form but the plain one, and one slash or none: nobody means it as it is. */
export const LONE_COLON = `${anyForm(':', 'alone', 'scheme')}${SLASHES.alone}?`;

function namesOf(isGlued: boolean): string {
  const forms = SCHEME_FORMS.filter((form) => form.isGlued === isGlued);
  return forms.map(({ pattern }) => pattern).join('|');
}

/** The name of a scheme that was changed. */
export const SCHEME_NAME = `(?:${namesOf(true)}|${namesOf(false)})`;

/** The same, or the plain name, at the end of what is before a colon. */
export const SCHEME_NAME_IN_TEXT = `(?:https?|${namesOf(true)}|(?<![a-z])(?:${namesOf(false)}))`;

const NAMES = ['http', 'https', ...SCHEME_FORMS.flatMap(({ samples }) => samples)];

/** Characters of the longest name, with the `s` of `https`. */
export const LONGEST_SCHEME_NAME = Math.max(...NAMES.map(({ length }) => length + 1));

/** The letters that a name may end with. */
export const SCHEME_ENDS = [...new Set(NAMES.flatMap((name) => [name.at(-1) ?? '', 's']))].join('');

/** A name as it is meant: what was not changed stays as it is written. */
export function plainSchemeName(written: string): string {
  if (/^https?$/i.test(written)) return written;
  return /s$/i.test(written) ? 'https' : 'http';
}

const DOTS = FORMS.filter(({ sign }) => sign.startsWith('.'));
const COLON_FORMS = FORMS.filter(({ sign }) => sign.startsWith(':'));

/** What a form begins with that may follow the first word of an indicator. */
export const FIRST_SIGNS = signsAt(0, [...DOTS, ...COLON_FORMS]).replaceAll('<', OPENING);

/** What a dot may begin with that is in no brackets. */
export const DOT_STARTS =
  signsAt(
    0,
    DOTS.filter((form) => !isOpened(form)),
  ) + SPECIAL_FORMS.dots.join('');

/** What may be behind the opening bracket of such a form, and of one for colons. */
export const INNER_SIGNS = signsAt(1, [...DOTS, ...COLON_FORMS].filter(isOpened));
export const INNER_COLONS = signsAt(1, COLON_FORMS.filter(isOpened));

/** In letters of both cases. */
function signsAt(index: number, forms: readonly Form[]): string {
  const signs = forms.map(({ written }) => written.replaceAll(' ', '').charAt(index));
  return [...new Set(signs.flatMap((sign) => [sign, sign.toUpperCase()]))].join('');
}
