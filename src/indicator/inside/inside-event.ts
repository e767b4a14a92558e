import type { Pieces } from '../../in-pieces';
import { isSecretName } from '../../secrets/judge';
import { NotAnIndicatorError } from '../errors';
import { extractInPieces, type Found } from '../extract';
import { identify } from '../identify';
import type { Indicator, IndicatorType } from '../indicator';
import { passagesOf, type EventPath, type FieldText, type Passage } from './passages';

/** An indicator in an event, and where it was found first. */
export interface FoundInside {
  readonly indicator: Indicator;
  /** The field in which it is; empty where the event is a text. */
  readonly path: EventPath;
  /** The text of that field. */
  readonly text: string;
  /** Where in that text it begins and ends (UTF-16 code units; the end is not part of it). */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the indicators of some types in an event: a text, bytes as UTF-8, or the text fields of an
 * object or list, whose names are not searched. Each comes once, in the order in which they stand
 * there. Nothing for what has no text, such as a number.
 */
export function* findInside(
  event: unknown,
  find: ReadonlySet<IndicatorType>,
): Pieces<FoundInside[]> {
  const found = new Map<string, FoundInside>();
  for (const passage of passagesOf(event)) {
    yield;
    if (passage) yield* searchPassage(passage, find, found);
  }
  return [...found.values()];
}

/** Adds what is new in a passage to `known`, by the key of the indicator. */
function* searchPassage(
  { text, fields }: Passage,
  find: ReadonlySet<IndicatorType>,
  known: Map<string, FoundInside>,
): Pieces<void> {
  let place = 0;
  for (const found of yield* extractInPieces(text, find)) {
    yield;
    while ((fields[place + 1]?.start ?? Number.POSITIVE_INFINITY) <= found.start) place += 1;
    const field = fields[place];
    const indicator = field && isOf(field, found) ? tryToIdentify(found) : undefined;
    if (!field || !indicator || known.has(indicator.key)) continue;
    const { path, text: fieldText, start } = field;
    known.set(indicator.key, {
      indicator,
      path,
      text: fieldText,
      start: found.start - start,
      end: found.end - start,
    });
  }
}

/** What is found in a name, or reaches into one, is no part of the event; a hash that is a secret is no file. */
function isOf({ name, start, text }: FieldText, found: Found): boolean {
  const isInside = found.start >= start && found.end <= start + text.length;
  return isInside && !(found.type === 'file' && isSecretName(name));
}

/** What extraction takes for an indicator may still be none. */
function tryToIdentify({ type, value, wrapper }: Found): Indicator | undefined {
  try {
    const indicator = identify(value, type);
    return wrapper === undefined ? indicator : { ...indicator, wrapper };
  } catch (error) {
    if (error instanceof NotAnIndicatorError) return undefined;
    throw error;
  }
}
