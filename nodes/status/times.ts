/** ISO 8601 of a time in ms UTC. */
export function toText(time: number): string {
  return new Date(time).toISOString();
}
