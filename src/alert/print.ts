import { isDate } from 'node:util/types';

/**
 * A value of a message as text for a reader: a list one item a line, a date in ISO 8601, a Buffer
 * as UTF-8, an object or a list in a list as JSON; nothing for null, undefined and what is no data.
 */
export function print(value: unknown): string {
  if (Array.isArray(value)) return value.map(printItem).join('\n');
  return printItem(value);
}

function printItem(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (isDate(value)) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'object') return printObject(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : '';
}

function printObject(value: object): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Circular, too deep or with a BigInt in it: it still is a value that somebody wanted to see.
    return '[object]';
  }
}
