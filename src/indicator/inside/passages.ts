import { isMap, isSet } from 'node:util/types';
import { readProperty } from '../../text/field';
import { bufferOf, isBytes } from './bytes';

/** Where in an event a text lies: the names of fields and the places in lists that lead to it. */
export type EventPath = readonly (string | number)[];

/** The text of one field, and where it lies in a passage. */
export interface FieldText {
  readonly path: EventPath;
  /** What it goes by: the name of the field or of the list that it is in; empty for a mere text. */
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

/** A text to be searched at once. What is found outside of `fields` is no part of the event. */
export interface Passage {
  readonly text: string;
  /** In the order of their `start`. */
  readonly fields: readonly FieldText[];
}

/** Fields within fields that are searched; deeper ones are hardly part of an event. */
const DEEPEST = 20;

/** Characters after which a passage ends with the field that it has come to. */
const PASSAGE = 32 * 1024;

/** A longer name says no more about what goes by it. */
const LONGEST_NAME = 100;

/**
 * The texts of an event, those in maps and sets too, with `undefined` now and then where others may have their turn. A text is one
 * passage, and so are bytes, read as UTF-8. Of an object each text field stands behind its name, as in
 * JSON but not escaped: what a name says of its value (that it is a secret, a version, one of several
 * hashes of a file) then holds as it does in a line of a log.
 */
export function* passagesOf(event: unknown): Generator<Passage | undefined, void> {
  const plain = plainText(event);
  if (plain !== undefined) {
    yield { text: plain, fields: [{ path: [], name: '', text: plain, start: 0 }] };
  } else if (typeof event === 'object' && event !== null) yield* passagesOfObject(event);
}

/** The text of what is one: a string, or bytes in UTF-8. */
function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isBytes(value) ? bufferOf(value).toString('utf8') : undefined;
}

/** An object whose fields are being gone through. */
interface Open {
  readonly path: EventPath;
  readonly name: string;
  readonly value: object;
  readonly keys: Iterator<string | number>;
}

function* passagesOfObject(event: object): Generator<Passage | undefined, void> {
  const seen = new Set<object>([event]);
  const open: Open[] = [openAt([], '', event)];
  let draft = createDraft();
  for (let each = open.at(-1); each; each = open.at(-1)) {
    yield undefined;
    const key = each.keys.next();
    if (key.done) {
      open.pop();
      draft.leave();
      continue;
    }
    const path = [...each.path, key.value];
    const name = nameOf(each, key.value);
    const value = readProperty(each.value, key.value);
    const text = plainText(value);
    if (text !== undefined) draft.add({ path, name, text }, key.value);
    else if (typeof value === 'object' && value !== null) {
      if (seen.has(value) || path.length >= DEEPEST) continue;
      seen.add(value);
      open.push(openAt(path, name, value));
      draft.enter(name, key.value, Array.isArray(value) || isSet(value));
    }
    if (draft.length < PASSAGE) continue;
    yield draft.passage();
    draft = createDraft();
  }
  yield draft.passage();
}

function openAt(path: EventPath, name: string, held: object): Open {
  const value = plainObject(held);
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value).values();
  return { path, name, value, keys };
}

/** A map as an object, a set as a list; those of a function node come from another realm. */
function plainObject(value: object): object {
  if (isMap(value)) {
    return Object.fromEntries(Array.from(value, ([key, each]) => [String(key), each]));
  }
  return isSet(value) ? Array.from(value) : value;
}

/** Names of fields that say what the field `value` beside them holds, as in a list of headers. */
const NAMING = ['name', 'key', 'header'];

/** What goes by the name of its list, or by the name that is given in the field beside it. */
function nameOf({ name, value }: Open, key: string | number): string {
  if (typeof key === 'number') return name;
  if (key.toLowerCase() !== 'value') return key;
  const given = NAMING.map((each) => readProperty(value, each));
  return given.find((each): each is string => typeof each === 'string') ?? key;
}

interface Draft {
  readonly length: number;
  add(field: Omit<FieldText, 'start'>, key: string | number): void;
  enter(name: string, key: string | number, isList: boolean): void;
  leave(): void;
  passage(): Passage;
}

/** A passage that is being written. In a list only the list has a name. */
function createDraft(): Draft {
  const texts: string[] = [];
  const fields: FieldText[] = [];
  let length = 0;

  function write(text: string): void {
    texts.push(text);
    length += text.length;
  }

  function writeName(name: string, key: string | number): void {
    if (typeof key === 'string') write(`"${plainName(name)}":`);
  }

  return {
    get length() {
      return length;
    },
    add(field, key) {
      writeName(field.name, key);
      write('"');
      fields.push({ ...field, start: length });
      write(field.text);
      write('",');
    },
    enter(name, key, isList) {
      writeName(name, key);
      write(isList ? '[' : '{');
    },
    leave: () => write('},'),
    passage: () => ({ text: texts.join(''), fields }),
  };
}

/** Nothing in a name ends it before its end. */
function plainName(name: string): string {
  return name.slice(0, LONGEST_NAME).replaceAll(/["\p{Cc}]/gu, ' ');
}
