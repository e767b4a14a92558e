import type { NodeAPI } from 'node-red';
import { bufferOf, hashInPieces, isBytes } from '../../src/indicator/inside/bytes';
import { NotAnIndicatorError } from '../../src/indicator/errors';
import type { Indicator, IndicatorType } from '../../src/indicator/indicator';
import { findInside, type FoundInside } from '../../src/indicator/inside/inside-event';
import type { Pieces } from '../../src/in-pieces';
import type { Message } from '../shared/run-node';
import { createCopies, isTooLarge } from './copies';
import { createExcerpts, isLong, lineAround } from './excerpt';
import { foundValue, type NothingFound } from './wanted';

/** One message of a sequence, and what is looked up for it. */
export interface Element {
  readonly value: unknown;
  readonly msg: Message;
}

/** What a message of a sequence is to hold, before there is one. */
export interface Plan {
  readonly value: unknown;
  /** What stands in the property that was read; absent where the message stays as it is. */
  readonly held?: () => unknown;
  /** How many that were found beside it are left out. */
  readonly skipped?: number;
}

/** Bytes of a file's content that are hashed without a turn for others. */
const SMALL_CONTENT = 1024 * 1024;

/** Whether a value is the content of a file that takes more than a moment to be hashed. */
export function isLargeContent(value: unknown): value is Parameters<typeof bufferOf>[0] {
  return typeof value === 'object' && isBytes(value) && value.byteLength > SMALL_CONTENT;
}

/** A message of its own for each element of an array. Throws `NotAnIndicatorError` for an empty one. */
export function* elementsOf(values: readonly unknown[]): Pieces<Plan[]> {
  if (values.length === 0) throw new NotAnIndicatorError('The array is empty');
  const plans: Plan[] = [];
  for (const each of values) {
    yield;
    plans.push({
      value: isLargeContent(each) ? yield* hashInPieces(each) : each,
      held: () => each,
    });
  }
  return plans;
}

/** Where something was found. */
interface Sighting {
  readonly event: unknown;
  readonly found: FoundInside;
}

/** What is looked for inside an event. */
export interface Search {
  readonly find: ReadonlySet<IndicatorType>;
  /** Whether what was found is looked up, where something else was found beside it. */
  readonly isWanted: (indicator: Indicator) => boolean;
}

/**
 * A message of its own for each indicator inside an event; of an array, each element is one. Where
 * nothing that was found is wanted, the first is looked up all the same: its failure says why.
 */
export function* foundIn(RED: NodeAPI, value: unknown, { find, isWanted }: Search): Pieces<Plan[]> {
  const sightings = new Map<string, Sighting>();
  for (const event of Array.isArray(value) ? value : [value]) {
    yield;
    for (const found of yield* findInside(event, find)) {
      yield;
      const { key } = found.indicator;
      if (!sightings.has(key)) sightings.set(key, { event, found });
    }
  }
  const [first] = sightings.values();
  if (!first) return [nothingFound(value, find)];
  const wanted: Sighting[] = [];
  for (const each of sightings.values()) {
    yield;
    if (isWanted(each.found.indicator)) wanted.push(each);
  }
  const looked = wanted.length > 0 ? wanted : [first];
  const skipped = sightings.size - looked.length;
  const hold = createHolder(RED, looked.length);
  return looked.map((each) => ({
    value: foundValue(each.found.indicator),
    held: () => hold(each),
    skipped,
  }));
}

function nothingFound(value: unknown, find: ReadonlySet<IndicatorType>): Plan {
  const nothing: NothingFound = { nothing: whyNothing(value, find) };
  return { value: nothing };
}

const NAMES: Readonly<Record<IndicatorType, string>> = {
  url: 'URL',
  file: 'file hash',
  domain: 'domain',
  ip: 'IP address',
};

function whyNothing(value: unknown, find: ReadonlySet<IndicatorType>): string {
  if (value === undefined || value === null) return 'There is no event: the property is missing';
  if (typeof value !== 'string' && typeof value !== 'object') {
    return `Expected a text or an object to look inside, got a ${typeof value}`;
  }
  const names = Array.from(find, (type) => NAMES[type]);
  const [last = ''] = names.splice(-1);
  return `No ${names.length > 0 ? `${names.join(', ')} or ${last}` : last} was found inside the event`;
}

/** What of an event stays with what was found in it: all, unless that is too much for each of them. */
function createHolder(RED: NodeAPI, count: number): (sighting: Sighting) => unknown {
  const excerpt = createExcerpts();
  return ({ event, found }) => {
    if (typeof event === 'string') return isLong(event) ? lineAround(found) : event;
    if (isBytes(event))
      return isLong(found.text) ? lineAround(found) : Buffer.from(bufferOf(event));
    if (typeof event !== 'object' || event === null) return event;
    if (isTooLarge(event, count)) return excerpt(event, found);
    return RED.util.cloneMessage({ _msgid: '', event }).event;
  };
}

/**
 * Makes the messages of a sequence out of the one that came, as they are asked for. `path` is where in
 * that message the value lies that was read, if it lies there: copied with each, it would take the
 * square of its size.
 */
export function* messagesOf(
  RED: NodeAPI,
  plans: readonly Plan[],
  msg: Message,
  path: string | undefined,
): Generator<Element, void> {
  const parts = { id: RED.util.generateId(), type: 'array', count: plans.length, len: 1 };
  const outer = msg.parts === undefined ? {} : { parts: msg.parts };
  const isOpened = path !== undefined && plans.some(({ held }) => held);
  if (isOpened) RED.util.setMessageProperty(msg, path, null);
  const copy = createCopies(RED, msg, plans.length, isOpened ? path : undefined);
  for (const [index, { value, held, skipped }] of plans.entries()) {
    const each = copy();
    Object.assign(each, { parts: { ...parts, index, ...outer } }, skipped ? { skipped } : {});
    if (isOpened) RED.util.setMessageProperty(each, path, held?.());
    yield { value, msg: each };
  }
}
