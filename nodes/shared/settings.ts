import { isCount } from '../../src/count';
import { parseDuration } from '../../src/duration';
import { itemsOf } from '../../src/text/items';
import { printable } from '../../src/text/printable';
import { ConfigurationError } from './configuration-error';

/** The properties of a node as Node-RED hands them over, with environment variables filled in. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * The name of the environment variable that a value still asks for. Node-RED fills `${NAME}` in
 * when it starts a node and leaves it as it is where there is no such variable.
 */
export function unsetVariable(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^\$\{(\w+)\}$/.exec(value)?.[1] ?? /^\$\((\w+)\)$/.exec(value)?.[1];
}

function read(properties: Properties, name: string): unknown {
  const value = properties[name];
  const variable = unsetVariable(value);
  if (variable === undefined) return value;
  throw new ConfigurationError(name, `the environment variable ${variable} is not set`);
}

/** A text; `fallback` where the property is missing. */
export function readText(properties: Properties, name: string, fallback = ''): string {
  const value = read(properties, name) ?? fallback;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ConfigurationError(name, 'text is expected');
}

/** The lines of a text, or a list of texts, trimmed and without empty ones. Commas separate too. */
export function readList(properties: Properties, name: string): string[] {
  const value = read(properties, name) ?? '';
  const items: unknown[] = Array.isArray(value) ? value : [readText(properties, name)];
  return items.flatMap((item) => (typeof item === 'string' ? itemsOf(item) : []));
}

/** A whole number from `minimum` on; `fallback` where the property is missing or empty. */
export function readCount(
  properties: Properties,
  name: string,
  fallback: number,
  minimum = 0,
): number {
  const value = read(properties, name) ?? '';
  const isEmpty = typeof value === 'string' && value.trim() === '';
  const count = isEmpty ? fallback : Number(value);
  if (isCount(count, minimum)) return count;
  throw new ConfigurationError(name, `a whole number from ${minimum} on is expected`);
}

/** Yes or no; `fallback` where the property is missing or empty. */
export function readSwitch(properties: Properties, name: string, fallback: boolean): boolean {
  const value = read(properties, name) ?? '';
  if (value === '') return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ConfigurationError(name, 'true or false is expected');
}

/** One of `choices`; the first where the property is missing or empty. */
export function readChoice<Choice extends string>(
  properties: Properties,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = read(properties, name) ?? '';
  if (value === '') return choices[0];
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new ConfigurationError(name, `${choices.join(', ')} is expected`);
}

/**
 * A duration in milliseconds; `fallback` where the property is missing, `undefined` where it is
 * empty, which means off.
 */
export function readDuration(
  properties: Properties,
  name: string,
  fallback: string,
): number | undefined {
  const text = readText(properties, name, fallback).trim();
  if (text === '') return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new ConfigurationError(
    name,
    `"${printable(text)}" is no duration such as 30s, 10m or 1h30m`,
  );
}
