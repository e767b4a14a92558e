import { StoreError } from '../../errors';
import type { Argument } from '../caller';

/**
 * Writes a value as it stands in a statement, where whoever is called says the type. It holds whatever
 * the server's `standard_conforming_strings` is (postgresql.org/docs/15/sql-syntax-lexical.html).
 * @throws StoreError for a text that PostgreSQL cannot keep: one with NUL, or half a character.
 */
export function literal(value: Argument): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(checked(value));
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numeral(value);
  if (value instanceof Uint8Array) return `${bytes(value)}::bytea`;
  return list(value);
}

/** Writes a name, whatever is in it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function list(values: readonly (string | number | Uint8Array)[]): string {
  const [first] = values;
  if (first === undefined) return "'{}'";
  if (typeof first === 'number')
    return `'{${values.map((value) => spelled(Number(value))).join()}}'`;
  const type = typeof first === 'string' ? 'text' : 'bytea';
  return `ARRAY[${values.map(literal).join()}]::${type}[]`;
}

/** A number without a type is taken for any kind of number. */
function numeral(value: number): string {
  return Number.isFinite(value) ? spelled(value) : `'${spelled(value)}'::float8`;
}

/** PostgreSQL spells all numbers as JavaScript does. */
function spelled(value: number): string {
  return String(value);
}

function bytes(value: Uint8Array): string {
  const view = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return `E'\\\\x${view.toString('hex')}'`;
}

function quoted(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', String.raw`\\`)}'` : `'${doubled}'`;
}

function checked(text: string): string {
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
    throw new StoreError('PostgreSQL keeps no text with a NUL or half a character in it.');
  }
  return text;
}
