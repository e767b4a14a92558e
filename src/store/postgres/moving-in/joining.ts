import type { MovedWindow } from '../../moved-window';
import type { Spot } from './spot';

/** A window as it is here. */
export interface KnownWindow {
  readonly id: number;
  readonly origin: number;
  readonly every: number;
  readonly ticked: number;
  /** Its newest and its oldest part; there may be none. */
  readonly part: number;
  readonly firstPart: number | null;
  /** The tick that is due and not told yet, 0: none; the last part that it tells, and how many it has told. */
  readonly cutAt: number;
  readonly cutPart: number;
  readonly told: number;
  /** What was lost since ever, and before the oldest part that is not over. */
  readonly lost: number;
  readonly lostBefore: number | null;
}

/** How what comes joins it. */
export interface Joining {
  readonly origin: number;
  readonly ticked: number;
  /** The number of the first part that comes, and of the newest one then. */
  readonly parts: number;
  readonly part: number;
  readonly lostBefore: number;
  /** The tick that is told now. */
  readonly cut?: { readonly at: number; readonly part: number };
}

/**
 * A window that has never ticked here goes on with the ticks of the one that comes; of others, the tick
 * that is due first is the next. A tick that was missed there is told now, by itself: so its parts come
 * before all that are here. Where one is due here too, it is told with that; where that one is being told
 * by now, what comes is told with the next.
 */
export function joinWindow(
  known: KnownWindow,
  { origin, every, ticked, slots }: Pick<MovedWindow, 'origin' | 'every' | 'ticked' | 'slots'>,
  { shift, now }: Pick<Spot, 'shift' | 'now'>,
): Joining {
  const { cutAt, told, cutPart } = known;
  const before = (known.firstPart ?? known.part + 1) - 1;
  const ticks = every > 0 && known.every > 0;
  const due = ticked + shift + known.every;
  const isMissed = ticks && due <= now;
  const isNew = known.ticked === known.origin;
  const first = ticks ? Math.min(known.ticked, ticked + shift) : known.ticked;
  const common = {
    origin: known.firstPart === null ? origin + shift : known.origin,
    ticked: isMissed && !isNew ? known.ticked : first,
    lostBefore: known.lostBefore ?? known.lost,
  };
  if (!isMissed || (cutAt > 0 && told > 0)) {
    return { ...common, parts: known.part + 1, part: known.part + slots.length };
  }
  const last = cutAt > 0 ? Math.min(before, cutPart) : before;
  // Whoever is about to tell the tick that is due here finds that it is another one by now.
  const cut = cutAt > 0 ? { at: Math.min(due, cutAt - 1), part: cutPart } : { at: due, part: last };
  return { ...common, parts: last - slots.length + 1, part: known.part, cut };
}
