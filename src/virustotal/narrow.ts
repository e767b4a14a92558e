import { isPlainObject, type PlainObject } from '../plain-object';
import type { Report } from './report';

/** A text that says something, or nothing. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list, or nothing when there is none. */
export function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.filter((each): each is string => text(each) !== undefined);
  return list.length > 0 ? list : undefined;
}

/** A whole number from 0 on, as engines are counted. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Any finite number. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The entries of an object whose values are texts. */
export function textEntries(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => text(entry[1]) !== undefined,
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The given facts without those that are absent. */
export function present<Facts extends object>(
  facts: Facts,
): { [Name in keyof Facts]?: NonNullable<Facts[Name]> };
export function present(facts: object): object {
  return Object.fromEntries(Object.entries(facts).filter((entry) => entry[1] !== undefined));
}

/** The hashes of a file, which both versions of the API name alike, or nothing when there is none. */
export function hashes(value: PlainObject): Report['hashes'] {
  const known = present({
    md5: text(value.md5),
    sha1: text(value.sha1),
    sha256: text(value.sha256),
  });
  return Object.keys(known).length > 0 ? known : undefined;
}
