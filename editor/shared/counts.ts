import { isCount } from '../../src/count';
import { textOf, validator } from './validator';

/** The property is a whole number, `minimum` or more; `error` is the key of the reason. */
export function countFrom(minimum: number, error: string): Validator<Translating> {
  return validator((node, value) => isCountText(value, minimum) || node._(error));
}

/** Whether what stands in a field is a whole number, `minimum` or more. */
export function isCountText(value: unknown, minimum: number): boolean {
  const text = textOf(value);
  return /^\d+(?:\.0+)?$/.test(text) && isCount(Number(text), minimum);
}

/** As it is saved: a number where it is one, else what was typed, such as a variable. */
export function asSaved(value: unknown): number | string {
  const text = String(value);
  return /^\d+$/.test(text) ? Number(text) : text;
}
