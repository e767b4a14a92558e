/** Whether a number counts something: it is whole, exact, and `minimum` or more. */
export function isCount(number: number, minimum: number): boolean {
  return Number.isSafeInteger(number) && number >= minimum;
}
