import { CodedError } from '../../src/coded-error';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify, type Kind } from '../../src/indicator/identify';
import type { Indicator, IndicatorType } from '../../src/indicator/indicator';
import { own } from '../../src/plain-object';
import { TYPES } from '../shared/kinds';

/** What an indicator may be said to be. */
export const KINDS: readonly [Kind, ...Kind[]] = ['auto', 'file', 'url', 'domain', 'ip'];

/** An indicator that was found inside an event, as it waits with its message. */
interface FoundValue {
  readonly found: IndicatorType;
  readonly value: string;
  readonly wrapper?: string;
}

/** What stands for an event in which nothing was found. */
export interface NothingFound {
  readonly nothing: string;
}

/** What is written down of an indicator that was found. */
export function foundValue({ type, value, wrapper }: Indicator): FoundValue {
  return { found: type, value, ...(wrapper !== undefined && { wrapper }) };
}

/**
 * The indicator that a message wants to have looked up: what stands in its property, or was found
 * there. Throws `NotAnIndicatorError`.
 */
export function readWanted(value: unknown, kind: Kind): Indicator {
  if (typeof value === 'string') return identify(value, kind);
  const nothing = own(value, 'nothing');
  if (typeof nothing === 'string') throw new NotAnIndicatorError(nothing);
  const type = TYPES.find((each) => each === own(value, 'found'));
  if (type === undefined) return identify(value, kind);
  const indicator = identify(own(value, 'value'), type);
  const wrapper = own(value, 'wrapper');
  return typeof wrapper === 'string' ? { ...indicator, wrapper } : indicator;
}

/** Whether an account lets an indicator, or what it asks in its place, leave. */
export function mayLeave(indicator: Indicator, permit: (indicator: Indicator) => unknown): boolean {
  try {
    permit(indicator);
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}
