import { isTopLevel } from '../extract/top-level';

/** A few words and their commas, behind which a path or a port follows. */
const NAME = /[a-z\d-]{1,63}(?:,[a-z\d-]{1,63}){1,4}(?=[/:])/iy;

/**
 * Where the name ends that begins at `start`, right behind a scheme, and has a comma for each dot:
 * `http://evil,example/`. -1 if it is none: the last word has to be a top-level domain.
 */
export function commaNameEnd(text: string, start: number): number {
  NAME.lastIndex = start;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || !isTopLevel(name.slice(name.lastIndexOf(',') + 1))) return -1;
  return start + name.length;
}
