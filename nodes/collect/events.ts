import type { Pieces } from '../../src/in-pieces';
import { bufferOf, isBytes } from '../../src/indicator/inside/bytes';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import type { Indicator, IndicatorType } from '../../src/indicator/indicator';
import { findInside } from '../../src/indicator/inside/inside-event';
import { linesIn } from '../../src/indicator/inside/lines';
import { clip } from '../../src/text/clip';
import { print } from '../../src/text/print';
import { compact } from '../../src/text/compact';

/** An event, with what was found in it. */
interface CollectEvent {
  /** In the order in which they stand there. */
  readonly found: readonly Indicator[];
  /** What it says, in short. */
  readonly sample: () => string;
}

/** How events are read. */
export interface EventReader {
  /** The events in a message: the elements of an array, each line of a text where that is wanted. */
  eventsIn(value: unknown): Iterable<unknown>;
  /** Reads one event, little by little. Throws `NotAnIndicatorError` for what is none. */
  read(event: unknown): Pieces<CollectEvent>;
}

/** Characters of a sample; what is cut off is marked. */
const SAMPLE = 1000;

/** Finds indicators inside a text, a Buffer or the text fields of an object. */
export function searchingReader(find: ReadonlySet<IndicatorType>, hasLines: boolean): EventReader {
  return {
    *eventsIn(value) {
      for (const each of listOf(value)) {
        if (!hasLines) yield each;
        else if (typeof each === 'string') yield* linesIn(each);
        else if (isBytes(each)) yield* linesIn(bufferOf(each));
        else yield each;
      }
    },
    *read(event) {
      if (event === undefined || event === null) {
        throw new NotAnIndicatorError('There is no event: the property is missing');
      }
      const found = yield* findInside(event, find);
      return { found: found.map(({ indicator }) => indicator), sample: () => sampleOf(event) };
    },
  };
}

/** Takes the event for an indicator; bytes are a file, whatever lines are in it. */
export function identifyingReader(
  find: ReadonlySet<IndicatorType>,
  hasLines: boolean,
): EventReader {
  const [only, ...others] = find;
  const kind = only !== undefined && others.length === 0 ? only : 'auto';
  return {
    *eventsIn(value) {
      for (const each of listOf(value)) {
        if (hasLines && typeof each === 'string' && each.includes('\n')) yield* linesIn(each);
        else yield each;
      }
    },
    // oxlint-disable-next-line require-yield
    *read(event) {
      const indicator = identify(event, kind);
      if (!find.has(indicator.type)) {
        throw new NotAnIndicatorError(`Nothing of type ${indicator.type} is collected here`);
      }
      const isText = typeof event === 'string';
      return { found: [indicator], sample: () => (isText ? sampleOf(event) : indicator.value) };
    },
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function sampleOf(event: unknown): string {
  const text = print(isBytes(event) ? bufferOf(event) : event, { limit: SAMPLE });
  return compact(text.length > SAMPLE ? `${clip(text, SAMPLE - 1)}…` : text);
}
