/** What was thrown, as an error: anything can be thrown, and everything has to be told. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
