/** When the ticks are: `every` milliseconds after `ticked`, and so on. */
export interface Schedule {
  /** The last tick that is over, or when the schedule began. */
  readonly ticked: number;
  readonly every: number;
}

/** When the next tick is, also when that is over: what came before it has not been told yet. */
export function nextTick({ ticked, every }: Schedule): number {
  return ticked + every;
}

/** The last tick up to `now`: those that were missed come as one. */
export function lastTick({ ticked, every }: Schedule, now: number): number {
  return ticked + Math.max(0, Math.floor((now - ticked) / every)) * every;
}
