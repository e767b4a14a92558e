import { codeAt } from './characters';
import { decodeQuotedPrintable, type Unfolded } from './quoted-printable';

/** How a part of a mail is written (RFC 2045, 6). */
export type Encoding = 'base64' | 'quoted-printable';

const HEADER = 'content-transfer-encoding';

/** A shorter word is not the header that says how a part is encoded. */
export const SHORTEST_BODY_HEADER = HEADER.length;

/** A line end as it is, or as JSON writes it. */
const LINE_END = String.raw`(?:\r?\n|(?:\\{1,2}r)?\\{1,2}n)`;
const VALUE = /^:[ \t]{0,8}["']?(base64|quoted-printable)["']?[ \t]{0,8}(?:;[^\n\\]{0,80})?/i;
const HEADERS_END = new RegExp(`${LINE_END}{2}`, 'g');
const LONGEST_HEADERS = 4096;

/** Characters of a body that are read in one go. */
const LONGEST_PIECE = 32_768;

/** Where a part begins that is encoded, and how. */
export interface Body {
  readonly from: number;
  readonly encoding: Encoding;
}

/** Reads the headers of a part of a mail of which a word is from `start` to `end`; `undefined` unless it says how the part is encoded. */
export function readBodyStart(text: string, start: number, end: number): Body | undefined {
  if (end - start < SHORTEST_BODY_HEADER || codeAt(text, end) !== 0x3a) return undefined;
  if (text.slice(end - HEADER.length, end).toLowerCase() !== HEADER) return undefined;
  const headers = text.slice(end, end + LONGEST_HEADERS);
  const [value, encoding] = VALUE.exec(headers) ?? [];
  if (value === undefined) return undefined;
  HEADERS_END.lastIndex = value.length;
  if (!HEADERS_END.test(headers)) return undefined;
  return {
    from: end + HEADERS_END.lastIndex,
    encoding: encoding?.toLowerCase() === 'base64' ? 'base64' : 'quoted-printable',
  };
}

/** A piece of a body in plain text, and whether the body goes on behind it. */
export interface PlainBody extends Unfolded {
  readonly goesOn: boolean;
}

/** Reads what is at `from` in a body. */
export function readBody(text: string, from: number, encoding: Encoding): PlainBody {
  const written = text.slice(from, from + LONGEST_PIECE);
  return encoding === 'base64' ? readBase64(written, from) : readQuotedPrintable(written, from);
}

/** What separates the parts of a mail, at the beginning of a line. */
const BOUNDARY = new RegExp(`${LINE_END}--[\\w'()+,./:=?-]`);

function readQuotedPrintable(written: string, start: number): PlainBody {
  const boundary = written.search(BOUNDARY);
  const isWhole = boundary >= 0 || written.length < LONGEST_PIECE;
  const lastLine = isWhole ? 0 : written.lastIndexOf('\n') + 1;
  const end = boundary >= 0 ? boundary : lastLine > 0 ? lastLine : written.length;
  const body = decodeQuotedPrintable(written.slice(0, end), start);
  return { ...body, start, end: start + end, goesOn: !isWhole };
}

const BASE64_LINES = new RegExp(String.raw`^(?:[A-Za-z\d+/=\r\n]|\\{1,2}[rn]){0,${LONGEST_PIECE}}`);
const DIGITS = /[A-Za-z\d+/]/;

function readBase64(written: string, start: number): PlainBody {
  const lines = wholeLines(written, BASE64_LINES.exec(written)?.[0] ?? '');
  const places: number[] = [];
  let digits = '';
  for (let at = 0; at < lines.length; at += 1) {
    const sign = lines.charAt(at);
    // The letter of a line end that JSON has written out.
    if (sign === '\\') at += lines.charAt(at + 1) === '\\' ? 2 : 1;
    else if (DIGITS.test(sign)) {
      digits += sign;
      places.push(at);
    }
  }
  const goesOn = written.length === LONGEST_PIECE && lines.length === written.length;
  const usable = goesOn ? wholeGroups(digits) : digits.length;
  const end = start + (goesOn ? (places[usable] ?? lines.length) : lines.length);
  const text = textOf(Buffer.from(digits.slice(0, usable), 'base64'));
  const bytes = byteOffsets(text);
  const origin = (at: number): number => {
    const digit = Math.floor(((bytes[Math.min(at, text.length)] ?? 0) * 4) / 3);
    return start + (places[Math.min(digit, places.length - 1)] ?? lines.length);
  };
  return { text, start, end, origin, goesOn };
}

/** What ends the last line where a line end does not. */
const BEHIND_BODY = /^["'<\\]/;

/** Without what is in a line with other signs: a text is not in base64. */
function wholeLines(written: string, lines: string): string {
  const behind = written.slice(lines.length, lines.length + 1);
  if (behind === '' || BEHIND_BODY.test(behind)) return lines;
  return lines.slice(0, lines.lastIndexOf('\n') + 1);
}

/** More than one byte in so many that is no text makes an image, a program or an archive. */
const TEXT_TO_OTHER = 10;

function textOf(bytes: Buffer): string {
  if (bytes.includes(0)) return '';
  const text = bytes.toString('utf8');
  const others = text.match(/\ufffd/g)?.length ?? 0;
  return others * TEXT_TO_OTHER > text.length ? '' : text;
}

/** Three bytes are written with four digits. */
function wholeGroups(digits: string): number {
  return digits.length - (digits.length % 4);
}

/** How many bytes of UTF-8 are before each character. */
function byteOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    const bytes = code < 0x80 ? 1 : code < 0x800 || isHalf ? 2 : 3;
    offsets[at + 1] = (offsets[at] ?? 0) + bytes;
  }
  return offsets;
}
