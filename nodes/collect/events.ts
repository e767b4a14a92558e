import { isAnyArrayBuffer } from 'node:util/types';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import { extract } from '../../src/indicator/extract';
import { identify } from '../../src/indicator/identify';
import type { Indicator, IndicatorType } from '../../src/indicator/indicator';
import { clip } from '../../src/text/clip';
import { print } from '../../src/text/print';
import { compact } from '../../src/window/indicators';
import type { FoundIndicator } from '../../src/window/window';

/** An event, with what was found in it. */
interface CollectEvent {
  readonly found: readonly FoundIndicator[];
  /** What it says, in short. */
  readonly sample: () => string;
}

/** How events are read. */
export type EventReader = (event: unknown) => CollectEvent;

/** Characters of a sample; what is cut off is marked. */
const SAMPLE = 1000;

/** Fields within fields that are searched; deeper ones are hardly part of an event. */
const DEEPEST = 20;

/** Finds indicators inside a text, a Buffer or the text fields of an object. */
export function searchingReader(find: ReadonlySet<IndicatorType>): EventReader {
  return (event) => {
    if (event === undefined || event === null) {
      throw new NotAnIndicatorError('There is no event: the property is missing');
    }
    const found = new Map<string, FoundIndicator>();
    for (const text of textsOf(event, DEEPEST)) {
      for (const { type, value } of extract(text, find)) {
        const indicator = tryToIdentify(value, type);
        if (indicator && !found.has(indicator.key)) found.set(indicator.key, indicator);
      }
    }
    return { found: [...found.values()], sample: () => sampleOf(event) };
  };
}

/** Takes the event for an indicator. */
export function identifyingReader(find: ReadonlySet<IndicatorType>): EventReader {
  const [only, ...others] = find;
  const kind = only !== undefined && others.length === 0 ? only : 'auto';
  return (event) => {
    const indicator = identify(event, kind);
    if (!find.has(indicator.type)) {
      throw new NotAnIndicatorError(`Nothing of type ${indicator.type} is collected here`);
    }
    const isText = typeof event === 'string';
    return { found: [indicator], sample: () => (isText ? sampleOf(event) : indicator.value) };
  };
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

/** The texts in an event; the names of its fields are none of them. */
function* textsOf(event: unknown, depth: number): Generator<string> {
  if (typeof event === 'string') yield event;
  else if (isBinary(event)) yield textOf(event);
  else if (typeof event === 'object' && event !== null && depth > 0) {
    for (const field of Object.values(event)) yield* textsOf(field, depth - 1);
  }
}

type Binary = NodeJS.ArrayBufferView | ArrayBufferLike;

function isBinary(value: unknown): value is Binary {
  return ArrayBuffer.isView(value) || isAnyArrayBuffer(value);
}

function textOf(bytes: Binary): string {
  return bufferOf(bytes).toString('utf8');
}

function bufferOf(bytes: Binary): Buffer {
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}

function sampleOf(event: unknown): string {
  const text = print(isBinary(event) ? bufferOf(event) : event, { limit: SAMPLE });
  return compact(text.length > SAMPLE ? `${clip(text, SAMPLE - 1)}…` : text);
}
