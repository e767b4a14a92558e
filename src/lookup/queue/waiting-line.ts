/** What can stand in a line. */
export interface InLine {
  /** Counted up in the order of arrival. */
  readonly number: number;
  urgent: boolean;
}

/** What waits: urgent ones go before the others, and of each kind the lower number goes first. */
export interface WaitingLine<Item extends InLine> {
  length(): number;
  /** Puts an item where its number places it: before whatever came later. */
  add(item: Item): void;
  /** Makes an item urgent, whether it waits at the moment or only comes back later. */
  hurry(item: Item): void;
  /** Takes an item out of its turn, if it is there. */
  take(item: Item): void;
  /** Takes the item whose turn is next. */
  takeNext(): Item | undefined;
  /** Takes the item that came last, unless it came no later than `number`. */
  takeLastAfter(number: number): Item | undefined;
  takeAll(): Item[];
  /** Takes all for which `isMeant` is true. */
  takeWhere(isMeant: (item: Item) => boolean): Item[];
  /** How many came later than `number`. */
  countAfter(number: number): number;
}

/** Makes a line in which nothing waits. */
export function createWaitingLine<Item extends InLine>(): WaitingLine<Item> {
  const urgentOnes: Item[] = [];
  const others: Item[] = [];

  return {
    length: () => urgentOnes.length + others.length,
    add: (item) => put(item.urgent ? urgentOnes : others, item),
    hurry(item) {
      item.urgent = true;
      const place = others.indexOf(item);
      if (place < 0) return;
      others.splice(place, 1);
      put(urgentOnes, item);
    },
    take(item) {
      for (const queue of [urgentOnes, others]) {
        const place = queue.indexOf(item);
        if (place >= 0) queue.splice(place, 1);
      }
    },
    takeNext: () => urgentOnes.shift() ?? others.shift(),
    takeLastAfter(number) {
      const queue = lastNumber(urgentOnes) > lastNumber(others) ? urgentOnes : others;
      return lastNumber(queue) > number ? queue.pop() : undefined;
    },
    takeAll: () => [...urgentOnes.splice(0), ...others.splice(0)],
    takeWhere: (isMeant) => [urgentOnes, others].flatMap((queue) => takeWhere(queue, isMeant)),
    countAfter: (number) => countAfter(urgentOnes, number) + countAfter(others, number),
  };
}

function takeWhere<Item>(queue: Item[], isMeant: (item: Item) => boolean): Item[] {
  const taken = queue.filter(isMeant);
  if (taken.length > 0) queue.splice(0, queue.length, ...queue.filter((item) => !isMeant(item)));
  return taken;
}

function put<Item extends InLine>(queue: Item[], item: Item): void {
  queue.splice(queue.length - countAfter(queue, item.number), 0, item);
}

function countAfter(queue: readonly InLine[], number: number): number {
  let count = 0;
  while (count < queue.length && (queue.at(-1 - count)?.number ?? 0) > number) count += 1;
  return count;
}

function lastNumber(queue: readonly InLine[]): number {
  return queue.at(-1)?.number ?? 0;
}
