/**
 * Where arrows lead back to where they began.
 * @param {ReadonlyMap<string, ReadonlySet<string>>} arrows - from each to those it points at
 * @returns {string[][]} one circle for each knot, as short as possible; its first is its last
 */
export function circlesIn(arrows) {
  /** @type {string[][]} */
  const circles = [];
  const told = new Set();
  for (const start of arrows.keys()) {
    if (told.has(start)) continue;
    const circle = shortestWay(arrows, start, start);
    if (!circle) continue;
    circles.push(circle);
    for (const each of arrows.keys()) {
      if (shortestWay(arrows, start, each) && shortestWay(arrows, each, start)) told.add(each);
    }
  }
  return circles;
}

/**
 * @param {ReadonlyMap<string, ReadonlySet<string>>} arrows
 * @param {string} from
 * @param {string} to
 * @returns {string[] | undefined} from the first to the last, over at least one arrow
 */
function shortestWay(arrows, from, to) {
  /** @type {Map<string, string>} */
  const cameFrom = new Map();
  const waiting = [from];
  for (const here of waiting) {
    for (const next of arrows.get(here) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, here);
      if (next === to) return wayBack(cameFrom, from, to);
      waiting.push(next);
    }
  }
  return undefined;
}

/**
 * @param {ReadonlyMap<string, string>} cameFrom
 * @param {string} from
 * @param {string} to
 */
function wayBack(cameFrom, from, to) {
  const way = [to];
  let here = to;
  do {
    here = cameFrom.get(here) ?? from;
    way.unshift(here);
  } while (here !== from);
  return way;
}
