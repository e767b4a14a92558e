import { isDate } from 'node:util/types';
import { readProperty } from './field';
import { printJson, type JsonOptions } from './print-json';

/** How a value is printed: without a limit, and all of it, unless told. */
export type PrintOptions = Partial<JsonOptions>;

/**
 * A value of a message as text for a reader: a list one item a line, a date in ISO 8601, a Buffer
 * as UTF-8, an object or a list in a list as JSON; nothing for null, undefined and what is no data.
 * Lists and objects end at the limit, so that no more is printed than is read.
 */
export function print(value: unknown, options: PrintOptions = {}): string {
  return Array.isArray(value) ? printList(value, options) : printItem(value, options);
}

function printList(value: readonly unknown[], options: PrintOptions): string {
  const lines: string[] = [];
  let room = options.limit ?? Infinity;
  for (let index = 0; index < value.length && room >= 0; index += 1) {
    const line = printItem(readProperty(value, index), { ...options, limit: room });
    lines.push(line);
    room -= line.length + 1;
  }
  return lines.join('\n');
}

function printItem(value: unknown, { limit = Infinity, ...options }: PrintOptions): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return printBuffer(value, limit);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (isDate(value)) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'object') return printObject(value, { limit, ...options });
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : '';
}

/** No character of UTF-8 has more than four bytes. */
function printBuffer(value: Buffer, limit: number): string {
  return value.toString('utf8', 0, Math.min(value.length, (limit + 1) * 4));
}

function printObject(value: object, options: JsonOptions): string {
  try {
    return printJson(value, options);
  } catch {
    // In itself, too deep, or its toJSON fails: it still is a value that somebody wanted to see.
    return '[object]';
  }
}
