/** In how many ways a part of an expression can match, for the length of a text. */
type Ways = (length: number) => number;

/** A group, or the whole expression, as far as it is read. */
interface Group {
  /** The ways of the alternatives before the last. */
  earlier: Ways | undefined;
  /** The ways of the alternative that is read, without those of `last`. */
  product: Ways;
  /** What a quantifier would apply to. */
  last: { readonly ways: Ways; readonly isGroup: boolean } | undefined;
}

const ONE: Ways = () => 1;

/** A lookaround, a modifier, a back reference and a class of sets are none of these. */
const TOKEN =
  /(?<open>\((?:\?:|\?<(?![=!])[^>]+>)?)|(?<close>\))|(?<bar>\|)|(?<quantifier>(?:[*+?]|\{(?<least>\d+)(?<comma>,)?(?<most>\d*)\})\??)|(?<atom>\[(?:\\.|[^\]\\])*\]|\\[^1-9k]|[^\\()|*+?[])/sy;

/** With the flag `u`, what is in braces is the name of one character or of a set of them. */
const NAMED = /\\(?:[pPu]\{[^}]*\}|[^])/g;

/**
 * An upper bound on the steps that a backtracking engine takes to try an expression on one text, as
 * a function of the length of the text. `undefined` for an expression that this does not try to
 * bound: one with a repeated group, a lookaround, a back reference, a modifier or the flag `v`.
 *
 * An attempt is a tree: each quantifier and each alternative multiplies its branches by the number
 * of ways it can be taken, no branch has more steps than the expression has characters and counted
 * repetitions, and there is one attempt for each place in the text.
 */
export function estimateSteps({ source, flags }: RegExp): Ways | undefined {
  if (flags.includes('v')) return undefined;
  const read = readWays(flags.includes('u') ? withoutNames(source) : source);
  if (!read) return undefined;
  const { ways, size } = read;
  return (length) => (length + 1) * size * ways(length);
}

function withoutNames(source: string): string {
  return source.replaceAll(NAMED, (escape) => (escape.length > 2 ? 'x' : escape));
}

function readWays(source: string): { readonly ways: Ways; readonly size: number } | undefined {
  const outer: Group[] = [];
  let group = newGroup();
  let size = source.length;
  let position = 0;
  while (position < source.length) {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(source);
    if (!token?.groups) return undefined;
    position = TOKEN.lastIndex;
    const { open, close, bar, quantifier, least, comma, most } = token.groups;
    if (open !== undefined) {
      outer.push(group);
      group = newGroup();
    } else if (close !== undefined) {
      const ways = waysOf(group);
      group = next(outer.pop() ?? newGroup(), ways, true);
    } else if (bar !== undefined) {
      group = { ...newGroup(), earlier: waysOf(group) };
    } else if (quantifier === undefined) {
      group = next(group, ONE, false);
    } else {
      const bounds = boundsOf(quantifier, least, comma, most);
      const ways = group.last && repeat(group.last, bounds);
      if (!ways) return undefined;
      group = { ...group, product: times(group.product, ways), last: undefined };
      size += Number.isFinite(bounds.most) ? bounds.most : bounds.least;
    }
  }
  return { ways: waysOf(group), size };
}

function newGroup(): Group {
  return { earlier: undefined, product: ONE, last: undefined };
}

function next(group: Group, ways: Ways, isGroup: boolean): Group {
  const product = group.last ? times(group.product, group.last.ways) : group.product;
  return { ...group, product, last: { ways, isGroup } };
}

function waysOf({ earlier, product, last }: Group): Ways {
  const ways = last ? times(product, last.ways) : product;
  return earlier ? (length) => earlier(length) + ways(length) : ways;
}

/** Most parts of an expression match in one way only, and need not be asked with each text. */
function times(one: Ways, other: Ways): Ways {
  if (one === ONE) return other;
  if (other === ONE) return one;
  return (length) => one(length) * other(length);
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function boundsOf(
  quantifier: string,
  least: string | undefined,
  comma: string | undefined,
  most: string | undefined,
): Bounds {
  if (least !== undefined) {
    const open = most ? Number(most) : Infinity;
    return { least: Number(least), most: comma === undefined ? Number(least) : open };
  }
  if (quantifier.startsWith('?')) return { least: 0, most: 1 };
  return { least: quantifier.startsWith('+') ? 1 : 0, most: Infinity };
}

/** A group that is repeated is not bounded here; one that may be left out is. */
function repeat(
  { ways, isGroup }: NonNullable<Group['last']>,
  { least, most }: Bounds,
): Ways | undefined {
  if (isGroup) return least === 0 && most === 1 ? (length) => ways(length) + 1 : undefined;
  const choices = most - least;
  return choices === 0 ? ONE : (length) => Math.min(choices, length) + 1;
}
