import { parseDuration } from '../../src/duration';
import { textOf, validator } from './validator';

/** A number with no unit behind it, at the end or alone. */
const LACKS_UNIT = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|[smhd])\s*)*\d+(?:\.\d+)?\s*$/;

/** Milliseconds of what stands in a field, or `undefined` where that is no duration. */
export function read(value: unknown): number | undefined {
  return parseDuration(String(value));
}

/** The property is a duration of `least` milliseconds or more; `error` is the key of the reason. */
export function atLeast(least: number, error: string): Validator<Translating> {
  return validator((node, value) => check(node, value, least, error));
}

/** The same, or empty. */
export function emptyOrAtLeast(least: number, error: string): Validator<Translating> {
  return validator((node, value) => textOf(value) === '' || check(node, value, least, error));
}

function check(node: Translating, value: unknown, least: number, error: string): Validity {
  if (LACKS_UNIT.test(String(value))) return node._('error.unit');
  const length = read(value);
  return (length !== undefined && length >= least) || node._(error);
}

export { printDuration as write } from '../../src/duration';
