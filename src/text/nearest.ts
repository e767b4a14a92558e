/** Characters of a name that is compared. */
const LONGEST = 60;

/** One wrong character in so many is taken for a slip. */
const CHARACTERS_A_SLIP = 3;

/**
 * The one of `names` that somebody may have meant who wrote `name`: the same but for case, spaces and
 * marks, or else the one with the fewest slips (a character wrong, missing, too many, or two of them
 * swapped), one in three characters at the most. `undefined` where none is that near.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const wanted = lettersOf(name);
  if (wanted === '' || wanted.length > LONGEST) return undefined;
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / CHARACTERS_A_SLIP)) + 1;
  for (const each of names) {
    const letters = lettersOf(each);
    if (Math.abs(letters.length - wanted.length) >= fewest) continue;
    const slips = slipsBetween(wanted, letters);
    if (slips >= fewest) continue;
    fewest = slips;
    nearest = each;
  }
  return nearest;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** How many slips make one of the other: the optimal string alignment distance. */
function slipsBetween(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, index) => index),
  ];
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + Number(!isSame),
          isSwapped ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
