/**
 * A time (ISO 8601, or ms UTC) by the clock of this machine, as the language of the editor writes it:
 * the browser may speak another.
 */
export function showTime(node: Translating, at: string | number): string {
  return new Date(at).toLocaleString(node._('language'));
}

/** The same without the day. */
export function showTimeOfDay(node: Translating, at: string | number): string {
  return new Date(at).toLocaleTimeString(node._('language'));
}
