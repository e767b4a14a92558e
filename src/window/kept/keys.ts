/** Numbers of the first and the last page of a slot. */
export type Range = readonly [number, number];

/** How the keys of all that is kept of windows begin. */
export const START = 'collect ';

/** Where in the store what is known of a window besides its slots lies. */
export const headKey = (name: string): string => `${START}${name}`;

/** Whose `headKey` a key that begins so is; `undefined` where it is that of a page. */
export function nameIn(key: string): string | undefined {
  return / (?:changes|slot) \d+$/.test(key) ? undefined : key.slice(START.length);
}

/** Where a page of changes lies. */
export const changesKey = (name: string, page: number): string =>
  `${headKey(name)} changes ${page}`;

/** Where a page of a slot that is written as a whole lies. */
export const slotKey = (name: string, page: number): string => `${headKey(name)} slot ${page}`;

/** Where the pages of a slot lie; nowhere without one. */
export function slotKeys(name: string, range: Range | undefined): string[] {
  if (!range) return [];
  const [first, last] = range;
  return numbers(first, last).map((page) => slotKey(name, page));
}

/** Where pages of changes lie, from the first to the last. */
export function changesKeys(name: string, first: number, last: number): string[] {
  return numbers(first, last).map((page) => changesKey(name, page));
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last + 1 - first }, (_, index) => first + index);
}
