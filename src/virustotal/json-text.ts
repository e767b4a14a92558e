import type { Pieces } from '../in-pieces';
import { LONG_JSON, parseInPieces } from '../json-in-pieces';
import { BadResponseError } from '../lookup/errors';
import { isPlainObject } from '../plain-object';

/** What some programs put before a text: it says how its characters are written. */
const BYTE_ORDER_MARK = '\uFEFF';

const UTF16_LITTLE_ENDIAN = Buffer.from([0xff, 0xfe]);
const UTF16_BIG_ENDIAN = Buffer.from([0xfe, 0xff]);

/**
 * What a text says that should be JSON; what is no text comes back as it is. A Buffer is one too, also
 * as JSON writes it, and also in UTF-16, as PowerShell writes files. A byte order mark is no part of it.
 * Throws `BadResponseError` for what is no JSON.
 */
export function readJson(input: unknown): unknown {
  const text = textOf(input);
  if (text === undefined) return input;
  const value = parse(text);
  // Written as JSON twice, it is a text again.
  return typeof value === 'string' && /^\s*[[{]/.test(value) ? parse(value) : value;
}

/** Whether reading it takes so long that it should be read by `openLongJson` first. */
export function isLongJson(input: unknown): boolean {
  return (typeof input === 'string' || ArrayBuffer.isView(input)) && lengthOf(input) >= LONG_JSON;
}

/**
 * What a long text says that should be JSON, in pieces; as it came where it is none, so that `readJson`
 * says what is wrong.
 */
export function* openLongJson(input: unknown): Pieces<unknown> {
  const text = textOf(input);
  if (text === undefined) return input;
  try {
    return yield* parseInPieces(text);
  } catch (error) {
    if (error instanceof SyntaxError) return input;
    throw error;
  }
}

function lengthOf(input: string | ArrayBufferView): number {
  return typeof input === 'string' ? input.length : input.byteLength;
}

/** What is wrong with a text that is no JSON, as the beginning of a sentence. */
export function describeText(text: string): string {
  if (text.trim() === '') return 'The answer is empty';
  return /^\s*</.test(text)
    ? 'The answer is a web page'
    : 'The answer is cut off or something else';
}

function textOf(input: unknown): string | undefined {
  if (typeof input === 'string') return withoutMark(input);
  const bytes = bytesOf(input);
  return bytes && withoutMark(decode(bytes));
}

/** Some programs put a mark before a text. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function bytesOf(input: unknown): Buffer | undefined {
  if (Buffer.isBuffer(input)) return input;
  if (input instanceof Uint8Array) return Buffer.from(input);
  if (!isPlainObject(input) || input.type !== 'Buffer' || !Array.isArray(input.data)) {
    return undefined;
  }
  const { data } = input;
  return data.every((byte) => typeof byte === 'number') ? Buffer.from(data) : undefined;
}

function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2);
  if (mark.equals(UTF16_LITTLE_ENDIAN)) return bytes.toString('utf16le');
  if (!mark.equals(UTF16_BIG_ENDIAN) || bytes.length % 2 === 1) return bytes.toString('utf8');
  return Buffer.from(bytes).swap16().toString('utf16le');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseSeveral(text);
  }
}

/** Several values one after another, as vt-cli prints a list for each thing asked, are one list. */
function parseSeveral(text: string): unknown {
  const joined = text.trim().replaceAll(/([\]}])(\s+)(?=[[{])/g, joinAtLineEnd);
  try {
    const values: unknown = JSON.parse(`[${joined}]`);
    if (Array.isArray(values) && values.length > 1) return values.flat();
  } catch {
    // Said below: what is wrong is wrong with the text as it came.
  }
  throw new BadResponseError(`${describeText(text)} instead of JSON`);
}

/** In a JSON text, no string has a line end in it, and no two values stand side by side. */
function joinAtLineEnd(all: string, closing: string, space: string): string {
  return /[\r\n]/.test(space) ? `${closing},` : all;
}
