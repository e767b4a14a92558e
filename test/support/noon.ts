import { after, before } from 'mocha';

const HALF_A_DAY = 43_200_000;

/**
 * Lets it be noon, UTC, for the tests of a suite that spend a day's quota by the clock of the
 * machine: shortly before midnight nobody refuses what the next day allows.
 */
export function atNoon(): void {
  const real = Date.now;

  before(() => {
    const shift = HALF_A_DAY - (real() % (2 * HALF_A_DAY));
    Date.now = () => real() + shift;
  });

  after(() => {
    Date.now = real;
  });
}

/** The same for a script of its own process. */
export const AT_NOON = `{
  const real = Date.now;
  const shift = ${HALF_A_DAY} - (real() % ${2 * HALF_A_DAY});
  Date.now = () => real() + shift;
}`;
