/** Numbers of the first and the last page of a slot. */
export type Range = readonly [number, number];

/** Where in the store what is known of a window besides its slots lies. */
export const headKey = (name: string): string => `collect ${name}`;

/** Where a page of changes lies. */
export const changesKey = (name: string, page: number): string => `collect ${name} changes ${page}`;

/** Where a page of a slot that is written as a whole lies. */
export const slotKey = (name: string, page: number): string => `collect ${name} slot ${page}`;

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
