import type { InLine, WaitingLine } from './waiting-line';

/** Who came to a line: which number everybody has, who may stay, and who was counted already. */
export interface Arrivals<Item extends InLine> {
  /** The number of who comes now, from 1. */
  next(): number;
  /**
   * Takes out of the line those for whom there is no place, the last one first. Who has a place keeps
   * it: more may wait than there are places, because those that were started may come back.
   * `starting` is how many of those in the line are about to leave it, `undefined` when nothing is
   * being decided: then all who are left have a place.
   */
  turnAway(starting: number | undefined): Item[];
  /** How many of those in the line were not counted before. */
  countNew(): number;
}

/** Makes the arrivals of a line with so many places. */
export function createArrivals<Item extends InLine>(
  line: WaitingLine<Item>,
  places: number,
): Arrivals<Item> {
  let arrived = 0;
  /** Up to this number, everybody has a place that nobody takes. */
  let accepted = 0;
  /** Up to this number, everybody was counted. */
  let counted = 0;

  return {
    next: () => (arrived += 1),
    turnAway(starting) {
      const turnedAway: Item[] = [];
      while (line.length() > places + (starting ?? 0)) {
        const last = line.takeLastAfter(accepted);
        if (!last) break;
        turnedAway.push(last);
      }
      if (starting === undefined) accepted = arrived;
      return turnedAway;
    },
    countNew() {
      const count = line.countAfter(counted);
      counted = arrived;
      return count;
    },
  };
}
