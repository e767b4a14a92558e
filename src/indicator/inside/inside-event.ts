import type { Pieces } from '../../in-pieces';
import { isSecretName } from '../../secrets/judge';
import { NotAnIndicatorError } from '../errors';
import { extract } from '../extract';
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
    if (!passage) continue;
    for (const each of insidePassage(passage, find)) {
      yield;
      const { key } = each.indicator;
      if (!found.has(key)) found.set(key, each);
    }
  }
  return [...found.values()];
}

function* insidePassage(
  { text, fields }: Passage,
  find: ReadonlySet<IndicatorType>,
): Generator<FoundInside, void> {
  let place = 0;
  for (const { type, value, start, end } of extract(text, find)) {
    while (place + 1 < fields.length && (fields[place + 1]?.start ?? 0) <= start) place += 1;
    const field = fields[place];
    if (!field || !isIn(field, start, end) || (type === 'file' && isSecretName(field.name)))
      continue;
    const indicator = tryToIdentify(value, type);
    if (!indicator) continue;
    const { path, text: fieldText } = field;
    yield {
      indicator,
      path,
      text: fieldText,
      start: start - field.start,
      end: end - field.start,
    };
  }
}

/** What is found in a name, or reaches into one, is no part of the event. */
function isIn({ start, text }: FieldText, from: number, to: number): boolean {
  return from >= start && to <= start + text.length;
}

/** What extraction takes for an indicator may still be none. */
function tryToIdentify(value: string, type: IndicatorType): Indicator | undefined {
  try {
    return identify(value, type);
  } catch (error) {
    if (error instanceof NotAnIndicatorError) return undefined;
    throw error;
  }
}
