import type { Pieces } from './in-pieces';
import { put } from './plain-object';

/** From so many characters on, `JSON.parse` may hold the event loop for too long on a small machine. */
export const LONG_JSON = 512 * 1024;

/** Values that are read at one go: a millisecond or less. */
const AT_ONE_GO = 1000;

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const QUOTE = '"';
const BACKSLASH = 92;

/** An array or an object that is not read to its end, and the key that is next. */
interface Open {
  readonly value: unknown[] | Record<string, unknown>;
  readonly closing: ']' | '}';
  key: string;
}

/** What `JSON.parse` makes of a text, in pieces. Throws a `SyntaxError` for what is no JSON. */
export function* parseInPieces(text: string): Pieces<unknown> {
  const scan = createScanner(text);
  const open: Open[] = [];
  let read = 0;
  for (;;) {
    read += 1;
    if (read % AT_ONE_GO === 0) yield;
    const outer = open.at(-1);
    if (outer?.closing === '}') outer.key = scan.key();
    const begun = scan.begin();
    if (begun && !scan.takes(begun.closing)) {
      open.push(begun);
      continue;
    }
    let value: unknown = begun ? begun.value : scan.scalar();
    for (let around = open.at(-1); ; around = open.at(-1)) {
      if (!around) {
        scan.end();
        return value;
      }
      add(around, value);
      if (scan.takes(',')) break;
      scan.expect(around.closing);
      ({ value } = around);
      open.pop();
      read += 1;
      if (read % AT_ONE_GO === 0) yield;
    }
  }
}

function add({ value: container, key }: Open, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else put(container, key, value);
}

/** Reads a text from its beginning on, piece by piece. */
interface Scanner {
  /** A container that begins here. */
  begin(): Open | undefined;
  /** The key of a member, and its colon. */
  key(): string;
  /** A string, a number, `true`, `false` or `null`. */
  scalar(): unknown;
  /** Goes beyond a sign, if it is here. */
  takes(sign: string): boolean;
  expect(sign: string): void;
  /** Nothing comes any more. */
  end(): void;
}

function createScanner(text: string): Scanner {
  let at = 0;

  function fail(): never {
    throw new SyntaxError(`This is no JSON at ${at}`);
  }

  function skipSpace(): void {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
  }

  function takes(sign: string): boolean {
    skipSpace();
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  }

  function expect(sign: string): void {
    if (!takes(sign)) fail();
  }

  function string(): string {
    const start = at;
    do {
      at = text.indexOf(QUOTE, at + 1);
      if (at < 0) fail();
    } while (isEscaped(text, at));
    at += 1;
    return JSON.parse(text.slice(start, at));
  }

  return {
    takes,
    expect,
    begin() {
      if (takes('{')) return { value: {}, closing: '}', key: '' };
      return takes('[') ? { value: [], closing: ']', key: '' } : undefined;
    },
    key() {
      skipSpace();
      if (text[at] !== QUOTE) fail();
      const key = string();
      expect(':');
      return key;
    },
    scalar() {
      if (text[at] === QUOTE) return string();
      SCALAR.lastIndex = at;
      const [token] = SCALAR.exec(text) ?? fail();
      at += token.length;
      return JSON.parse(token);
    },
    end() {
      skipSpace();
      if (at < text.length) fail();
    },
  };
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, place: number): boolean {
  let before = place - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (place - before) % 2 === 0;
}
