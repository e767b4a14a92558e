import { codeAt } from '../characters';
import { keyBefore } from './label';

/** An object or a list of a text, `{…}` or `[…]`, or what is around all of them. */
export interface OpenObject {
  /** The field whose value it is; empty where it has none. */
  readonly key: string;
  readonly isList: boolean;
}

/** Which objects are open where a text has been read to. */
export interface Objects {
  /** From the outermost to the innermost, of which there is always one. */
  readonly open: readonly OpenObject[];
  /** Reads on to `at`; places come in the order of the text. */
  readTo(at: number): void;
}

/** Farther back nothing is read, so that a text with little to find is not read twice. */
const FARTHEST = 2048;

/** More than anybody's; what is around the innermost ones is forgotten then. */
const MOST_OPEN = 64;

/** Begins to read which objects are open in a text. */
export function readObjects(text: string): Objects {
  const open: OpenObject[] = [];
  let done = 0;

  /** What is around: nothing is known of it. */
  function begin(): void {
    open.length = 0;
    open.push({ key: '', isList: false });
  }

  function enter(at: number, isList: boolean): void {
    const key = keyBefore(text, at)?.name ?? '';
    if (open.length >= MOST_OPEN) open.shift();
    open.push({ key, isList });
  }

  function leave(): void {
    open.pop();
    if (open.length === 0) begin();
  }

  begin();
  return {
    open,
    readTo(at) {
      if (at - done > FARTHEST) begin();
      for (let place = Math.max(done, at - FARTHEST); place < at; place += 1) {
        const code = codeAt(text, place);
        if (code === 0x7b || code === 0x5b) enter(place, code === 0x5b);
        else if (code === 0x7d || code === 0x5d) leave();
      }
      done = Math.max(done, at);
    },
  };
}
