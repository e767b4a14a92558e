import { isPlainObject, put, type PlainObject } from '../plain-object';
import type { Report } from './report';

/** An object while it is put together. */
export type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** More engines than VirusTotal could have: a count above it is none. */
const MOST_ENGINES = 100_000;

/**
 * Texts of one list that are read, and entries of one object: far more than any report has, and so few
 * that nobody waits for a list that is made to take long.
 */
export const MOST_READ = 10_000;

/** A number as JSON writes it, with spaces around it or none. */
const NUMBER = /^\s{0,20}-?\d{1,20}(?:\.\d{1,20})?\s{0,20}$/;

/** A text that says something, or nothing. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list, the first 10,000 of them, or nothing when there is none. */
export function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.slice(0, MOST_READ).filter((each): each is string => text(each) !== undefined);
  return list.length > 0 ? list : undefined;
}

/** A whole number from 0 on; some clients write it as text. */
export function count(value: unknown): number | undefined {
  const read = number(value);
  return Number.isSafeInteger(read) && read !== undefined && read >= 0 ? read : undefined;
}

/** A whole number from 0 on, as engines are counted. */
export function engineCount(value: unknown): number | undefined {
  const counted = count(value);
  return counted !== undefined && counted <= MOST_ENGINES ? counted : undefined;
}

/** Any finite number, also where it is written as text, such as `"5"`. */
export function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** The entries of an object whose values are texts, among its first 10,000. */
export function textEntries(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isPlainObject(value)) return undefined;
  let entries: Record<string, string> | undefined;
  for (const name of Object.keys(value).slice(0, MOST_READ)) {
    const entry = text(value[name]);
    if (entry === undefined) continue;
    entries ??= {};
    put(entries, name, entry);
  }
  return entries;
}

/** The hashes of a file, which both versions of the API name alike, or nothing when there is none. */
export function hashes(value: PlainObject): Report['hashes'] {
  const md5 = text(value.md5);
  const sha1 = text(value.sha1);
  const sha256 = text(value.sha256);
  if (md5 === undefined && sha1 === undefined && sha256 === undefined) return undefined;
  const known: Writable<NonNullable<Report['hashes']>> = {};
  if (md5 !== undefined) known.md5 = md5;
  if (sha1 !== undefined) known.sha1 = sha1;
  if (sha256 !== undefined) known.sha256 = sha256;
  return known;
}
