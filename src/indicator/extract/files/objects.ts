import { readHashName } from '../../hash/names';
import { keyBefore } from './label';
import type { Files } from './one-file';

/** An object or a list of a text, `{…}` or `[…]`, or what is around all of them. */
export interface OpenObject {
  /** The field whose value it is; empty where it has none. */
  readonly key: string;
  readonly isList: boolean;
  /** Whether hashes in it are of something other than a file unless their own names say how they were made. */
  readonly isOther: boolean;
  /** Whether its number may be the hash of a file: what is around says nothing against it. */
  readonly isOfFile: boolean;
  /** Whether they are so whatever their names say, because of this object or one around it. */
  readonly isInOther: boolean;
  /** The files whose hashes were found in it so far: here, because a map of objects takes long. */
  files: Files | undefined;
}

/** Which objects are open where a text has been read to. */
export interface Objects {
  /** From the outermost to the innermost, of which there is always one. */
  readonly open: readonly OpenObject[];
  /** Reads on to `at`; places come in the order of the text. */
  readTo(at: number): void;
}

/** Farther back nothing is read, so that a text with little to find is not read twice. */
const FARTHEST = 8192;

/** More than anybody's; what is around the innermost ones is forgotten then. */
const MOST_OPEN = 64;

/** So many keys are remembered: the same ones come again and again. */
const MOST_KEYS = 1000;

const AROUND: OpenObject = {
  key: '',
  isList: false,
  isOther: false,
  isOfFile: true,
  isInOther: false,
  files: undefined,
};

/** Objects whose `id` may be that of a file. */
const OF_FILE =
  /^(?:data|attributes|file|sample|malware|hash|attachment|artifact|object|resource)s?$/i;

/** What the key of an object says. */
type Meaning = Pick<OpenObject, 'isOther' | 'isOfFile' | 'isInOther'>;

/** Begins to read which objects are open in a text, of which `codes` are the code units. */
export function readObjects(text: string, codes: Uint16Array): Objects {
  const open: OpenObject[] = [];
  const known = new Map<string, Meaning>();
  let done = 0;

  /** Nothing is known of what is around. */
  function begin(): void {
    open.length = 0;
    open.push({ ...AROUND });
  }

  function meaningOf(key: string): Meaning {
    if (key === '') return AROUND;
    const found = known.get(key);
    if (found) return found;
    const isOther = readHashName(key).kind === 'other';
    const isInOther = readHashName(`${key}.md5`).kind === 'other';
    const meaning = { isOther, isOfFile: OF_FILE.test(key), isInOther };
    if (known.size < MOST_KEYS) known.set(key, meaning);
    return meaning;
  }

  function enter(at: number, isList: boolean): void {
    const key = keyBefore(text, at)?.name ?? '';
    const { isOther, isOfFile, isInOther } = meaningOf(key);
    const isAround = open.at(-1)?.isInOther ?? false;
    if (open.length >= MOST_OPEN) open.shift();
    open.push({
      key,
      isList,
      isOther,
      isOfFile,
      isInOther: isInOther || isAround,
      files: undefined,
    });
  }

  function leave(): void {
    open.pop();
    if (open.length === 0) begin();
  }

  /** Where to begin: an object at the beginning of a line is the outermost one. */
  function startBefore(at: number): number {
    const from = Math.max(done, at - FARTHEST);
    for (let place = at - 1; place > from; place -= 1) {
      if (codes[place] === 0x7b && codes[place - 1] === 0x0a) return place;
    }
    return from;
  }

  begin();
  return {
    open,
    readTo(at) {
      if (at <= done) return;
      const from = startBefore(at);
      if (from > done) begin();
      for (let place = from; place < at; place += 1) {
        const code = codes[place] ?? 0;
        const bracket = code & EITHER;
        if (bracket === 0x5b) enter(place, code === 0x5b);
        else if (bracket === 0x5d) leave();
      }
      done = at;
    },
  };
}

/** Square brackets and curly ones differ in one bit. */
const EITHER = 0xffff ^ 0x20;
