import { clip } from './clip';
import { readProperty } from './field';

/** How an object is written. */
export interface JsonOptions {
  /** Characters from which on `…` stands for the rest; what comes may be somewhat longer. */
  readonly limit: number;
  /** Whether the value of a property of that name is written; all are unless told. */
  readonly shows?: (name: string, value: unknown) => boolean;
  /** Stands for a value that is not written. */
  readonly hidden?: string;
}

const DEEPEST = 1000;

/**
 * An object or a list as JSON, as `JSON.stringify` writes it, but for three things: it ends at a
 * limit, bytes are only counted, and a BigInt is a number. The work is bounded by the limit and not
 * by the value: the same list may stand a thousand times in a message (YAML's aliases).
 * Throws `RangeError` for what is nested too deeply or in itself.
 */
export function printJson(
  value: object,
  { limit, shows = () => true, hidden = HIDDEN }: JsonOptions,
): string {
  const page: Page = { text: [], room: limit, above: new Set(), shows, hidden };
  writeValue(value, page);
  return page.text.join('');
}

interface Page {
  readonly text: string[];
  room: number;
  /** The objects that are being written, each inside the one before. */
  readonly above: Set<object>;
  readonly shows: (name: string, value: unknown) => boolean;
  readonly hidden: string;
}

/** Writes nothing for what JSON has no word for, and says so. */
function writeValue(given: unknown, page: Page): boolean {
  const value = toPlain(given);
  if (typeof value === 'object' && value !== null) {
    writeObject(value, page);
    return true;
  }
  const text = printSimple(value, page.room);
  if (text === undefined) return false;
  write(text, page);
  return true;
}

/** What an object says it is, as a date does. */
function toPlain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (typeof value !== 'object' || value === null) return value;
  const toJson = readProperty(value, 'toJSON');
  return typeof toJson === 'function' ? Reflect.apply(toJson, value, ['']) : value;
}

function printSimple(value: unknown, room: number): string | undefined {
  if (typeof value === 'string') return JSON.stringify(shorten(value, Math.max(0, room)));
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${clip(text, length)}…` : text;
}

function writeObject(value: object, page: Page): void {
  if (page.above.has(value) || page.above.size === DEEPEST) {
    throw new RangeError('It is nested too deeply');
  }
  page.above.add(value);
  if (Array.isArray(value)) writeList(value, page);
  else writeProperties(value, page);
  page.above.delete(value);
}

function writeList(list: readonly unknown[], page: Page): void {
  write('[', page);
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) write(',', page);
    if (isFull(page)) break;
    if (!writeValue(readProperty(list, index), page)) write('null', page);
  }
  write(']', page);
}

function writeProperties(value: object, page: Page): void {
  write('{', page);
  let isFirst = true;
  for (const name of Object.keys(value)) {
    // Also a property that is left out costs something: there may be a million of them.
    page.room -= 1;
    if (isFull(page)) break;
    const start = page.text.length;
    write(`${isFirst ? '' : ','}${printSimple(name, page.room)}:`, page);
    const member = readProperty(value, name);
    if (writeValue(page.shows(name, member) ? member : page.hidden, page)) {
      isFirst = false;
    } else {
      page.text.length = start;
    }
  }
  write('}', page);
}

/** Stands for a value that is not shown, unless told. */
const HIDDEN = '(not shown)';

function isFull(page: Page): boolean {
  if (page.room >= 0) return false;
  page.text.push('…');
  return true;
}

function write(text: string, page: Page): void {
  page.text.push(text);
  page.room -= text.length;
}
