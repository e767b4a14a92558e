import { nameBefore } from '../../../secrets/name-before';
import { codeAt, skipBack, WORD } from '../characters';

/** What stands before a hash and says what it is of. */
export interface HashLabel {
  /** As it is written: `md5`, `process.hash.sha1`, `Old md5sum was`. */
  readonly name: string;
  /** Where it begins, with the quote before it. */
  readonly start: number;
  /** Whether it is the name of a field in an object, in quotes as the value is. */
  readonly isField: boolean;
}

const LONGEST_NAME = 64;

/** Far enough back for the name of a file in parentheses, and for a cell or a column. */
const FAR = 160;
const NEAR = 64;

/** `MD5 (file.exe) = …`, `SHA256(file.exe)= …` and `File hash (SHA256): …` */
const PARENTHESES =
  /(?<![\w-])([\w-]{1,32}(?: [\w-]{1,32})?) ?\(([^()\n]{1,128})\)["']? ?[:=]? ?["']?$/;
const ALGORITHM = /^(?:md5|sha-?\d*)$/i;

/** The cell before in a table, the column before in a list, and what a dash explains. */
const CELL = /(?:^|[|\n])[ \t]*[*_`]{0,2}(\w[\w .-]{0,40}?)[*_`]{0,2}[ \t]*\|[ \t]*[*_`"']{0,3}$/;
const COLUMN =
  /(?<![\w.-])(\w[\w.-]{0,40}):?[*_]{0,2}(?:[ \t]{2,20}|\t| [-\u2013\u2014] |[*_`]{1,3} ?[*_`"']{0,3})$/;

/** What may be right before a hash that has a label: told by one character, for speed. */
const ENDS_LABEL = new Set(Array.from(' \t|*`"\'=:)>[(,<\uff1a', (sign) => sign.charCodeAt(0)));

/**
 * Reads what is right before the hash at `at`; `undefined` where it is called nothing. What is before `from`
 * belongs to another one.
 */
export function labelBefore(text: string, at: number, from = 0): HashLabel | undefined {
  const code = codeAt(text, at - 1);
  if (code === 0x0a) return lineBefore(text, at, from);
  if (!ENDS_LABEL.has(code)) return undefined;
  if (code === 0x28) return callBefore(text, at) ?? otherLabel(text, at, from);
  const plain = code === 0x3d ? plainKeyBefore(text, at - 1) : fieldBefore(text, at, code);
  if (plain) return plain;
  const named = nameBefore(text, at);
  if (named && /[\p{L}\d]/u.test(named.name)) {
    return { name: named.name, start: named.start, isField: false };
  }
  return otherLabel(text, at, from);
}

/** A line that has nothing but the name of an algorithm: `MD5`, and the hash in the next one. */
const ALGORITHM_ALONE = /(?:^|\n)[ \t]*(md5|sha-?(?:1|256)):?[ \t]*\r?\n$/i;

function lineBefore(text: string, at: number, from: number): HashLabel | undefined {
  const before = text.slice(Math.max(from, at - 16), at);
  const name = ALGORITHM_ALONE.exec(before)?.[1];
  if (name === undefined) return undefined;
  return { name, start: at - before.length + before.lastIndexOf(name), isField: false };
}

/** Says so little that the words before it count too: `Import hash=`. */
const NEEDS_MORE = /^(?:hash|number|id|value)$/i;

/** `md5=`, `file.hash.sha256=` */
function plainKeyBefore(text: string, equals: number): HashLabel | undefined {
  const start = nameStart(text, equals, isDot);
  const before = codeAt(text, start - 1);
  const isKey = start < equals && (isSpace(before) || before === 0x2c || before === 0);
  const name = isKey ? text.slice(start, equals) : '';
  return name === '' || NEEDS_MORE.test(name) ? undefined : { name, start, isField: false };
}

function otherLabel(text: string, at: number, from: number): HashLabel | undefined {
  const far = text.slice(Math.max(from, at - FAR), at);
  const closing = far.lastIndexOf(')');
  return (
    (closing > far.length - 6 ? behindParentheses(far, at) : undefined) ??
    behindCell(text, at, from)
  );
}

function behindParentheses(before: string, at: number): HashLabel | undefined {
  const [written, first = '', inner = ''] = PARENTHESES.exec(before) ?? [];
  if (written === undefined) return undefined;
  const name = ALGORITHM.test(inner) ? `${first} ${inner}` : first;
  return { name, start: at - written.length, isField: false };
}

function behindCell(text: string, at: number, from: number): HashLabel | undefined {
  const before = text.slice(Math.max(from, at - NEAR), at);
  const match = CELL.exec(before) ?? COLUMN.exec(before);
  if (!match) return undefined;
  const [whole, name = ''] = match;
  return { name, start: at - whole.length + whole.indexOf(name), isField: false };
}

/** `SasSignature(…)`, `key1(…)` */
const CALL = /(?<!\w)(\w{1,40})\($/;

function callBefore(text: string, at: number): HashLabel | undefined {
  const name = CALL.exec(text.slice(Math.max(0, at - NEAR), at))?.[1];
  return name === undefined ? undefined : { name, start: at - name.length - 1, isField: false };
}

/** Where the value of a field begins with a quote, or with the brackets of a list before it. */
function fieldBefore(text: string, at: number, quote: number): HashLabel | undefined {
  if (quote !== 0x22 && quote !== 0x27) return undefined;
  const opening = skipSpaces(text, skipEscapes(text, at - 1));
  return keyBefore(text, codeAt(text, opening - 1) === 0x5b ? opening - 1 : opening);
}

/** The name of the field whose value begins at `at`: `"md5": `; `undefined` for anything but a name in quotes. */
export function keyBefore(text: string, at: number): HashLabel | undefined {
  const colon = skipSpaces(text, at) - 1;
  if (codeAt(text, colon) !== 0x3a) return undefined;
  const closing = skipSpaces(text, colon) - 1;
  const quote = codeAt(text, closing);
  if (quote !== 0x22 && quote !== 0x27) return undefined;
  const end = skipEscapes(text, closing);
  const start = nameStart(text, end, isInFieldName);
  if (start === end || codeAt(text, start - 1) !== quote) return undefined;
  return { name: text.slice(start, end), start: start - 1, isField: true };
}

function nameStart(text: string, end: number, isJoint: (code: number) => boolean): number {
  let start = end;
  while (start > end - LONGEST_NAME) {
    const word = skipBack(text, start, WORD, LONGEST_NAME);
    if (!isJoint(codeAt(text, word - 1))) return word;
    start = word - 1;
  }
  return start;
}

function isDot(code: number): boolean {
  return code === 0x2e;
}

/** A field's name may have spaces in it too, and what some put before theirs. */
function isInFieldName(code: number): boolean {
  return code === 0x2e || code === 0x20 || code === 0x40 || code === 0x24;
}

/** What holds the value that a label is the beginning of: `Hashes` of `Hashes: MD5=…`. */
export function holderBefore(text: string, { start }: HashLabel): string | undefined {
  let at = start;
  while (at > start - 8 && (isSpace(codeAt(text, at - 1)) || isQuoteOrList(codeAt(text, at - 1))))
    at -= 1;
  const sign = codeAt(text, at - 1);
  if (sign !== 0x3d && sign !== 0x3a && sign !== 0x3e) return undefined;
  return nameBefore(text, start)?.name;
}

function isQuoteOrList(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x5c || code === 0x5b;
}

function skipSpaces(text: string, at: number): number {
  let end = at;
  while (end > at - 40 && isSpace(codeAt(text, end - 1))) end -= 1;
  return end;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The backslashes that escape a quote at `at`, where JSON is in JSON. */
function skipEscapes(text: string, at: number): number {
  let end = at;
  while (end > at - 4 && codeAt(text, end - 1) === 0x5c) end -= 1;
  return end;
}
