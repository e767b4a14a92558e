import type { Pieces } from '../../in-pieces';
import type { Written, WrittenChunk, WrittenRepeat } from '../chunk';
import { markOf, type Item, type ItemsByKind, type Kind } from '../item';
import type { Shelf } from '../shelf';
import { createShelves, keyOfItem } from '../shelves';

/** What stands in a ring that another process writes. */
export interface RingView {
  /** That of the newest chunk that was read. */
  sequence(): number;
  /** Takes up what was written up to the chunk `newest`, in the order in which it was. */
  add(newest: number, chunks: readonly WrittenChunk[]): Pieces<void>;
  items(): ItemsByKind;
}

export function createRingView(): RingView {
  /** By its mark, a verdict of which the count alone may be written. */
  const marked = new Map<string, Item<'verdict'>>();
  const shelves = createShelves((item) => void marked.delete(markOf(item.name)));
  let sequence = 0;

  function count({ mark, times, last }: WrittenRepeat): void {
    const item = marked.get(mark);
    if (item) item.note = { ...item.note, times, last };
  }

  function* addChunk({ verdict, alert, mail, hour, repeats }: WrittenChunk): Pieces<void> {
    for (const each of verdict) {
      const item = put(shelves.verdictsOf(each.note), 'verdict', each);
      marked.set(markOf(item.name), item);
      yield;
    }
    for (const each of alert) put(shelves.alerts, 'alert', each);
    yield;
    for (const each of mail) put(shelves.mails, 'mail', each);
    yield;
    for (const each of hour) put(shelves.hours, 'hour', each);
    repeats.forEach(count);
    yield;
  }

  return {
    sequence: () => sequence,
    *add(newest, chunks) {
      for (const chunk of chunks) yield* addChunk(chunk);
      sequence = newest;
    },
    items: () => shelves.all(),
  };
}

function put<Of extends Kind>(shelf: Shelf<Of>, kind: Of, { name, note }: Written<Of>): Item<Of> {
  const item = { kind, name, note };
  shelf.add(keyOfItem(item), item);
  return item;
}
