/**
 * Numbers in [0, 1) that look random and are the same for the same seed (a 32-bit linear
 * congruential generator with the multiplier of "Numerical Recipes"), so that a failure comes back.
 */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
