import type { Pieces } from '../in-pieces';
import type { WrittenChunk } from './chunk';
import { lastOf, markOf, nameOf, type Item, type Kind, type Notes } from './item';
import { KEPT, SLOTS } from './ring';

/** What earlier lives have written, of each kind oldest first. */
export type Earlier = { readonly [Of in Kind]: readonly Item<Of>[] };

/** Puts together what is in the chunks of earlier lives; of two notes of one name the newer is right. */
export function* putTogether(chunks: readonly WrittenChunk[], now: number): Pieces<Earlier> {
  const verdicts = new Map<string, Item<'verdict'>>();
  const marks = new Map<string, Item<'verdict'>>();
  const alerts = new Map<string, Item<'alert'>>();
  const mails = new Map<string, Item<'mail'>>();
  const hours = new Map<string, Item<'hour'>>();
  for (const chunk of chunks.toSorted((one, other) => one.sequence - other.sequence)) {
    const place = { whole: chunk.sequence % SLOTS, writtenAt: chunk.at };
    yield* takeUp(alerts, 'alert', chunk.alert, place);
    yield* takeUp(mails, 'mail', chunk.mail, place);
    yield* takeUp(hours, 'hour', chunk.hour, place);
    for (const item of yield* takeUp(verdicts, 'verdict', chunk.verdict, place)) {
      marks.set(markOf(item.name), item);
      yield;
    }
    for (const { mark, times, last } of chunk.repeats) {
      const item = marks.get(mark);
      if (!item) continue;
      item.note = { ...item.note, times, last };
      item.repeat = place.whole;
      yield;
    }
  }
  const all = <Of extends Kind>(items: ReadonlyMap<string, Item<Of>>): Item<Of>[] =>
    [...items.values()]
      .filter((item) => lastOf(item) > now - KEPT)
      .toSorted((one, other) => lastOf(one) - lastOf(other));
  return { verdict: all(verdicts), alert: all(alerts), mail: all(mails), hour: all(hours) };
}

function* takeUp<Of extends Kind>(
  items: Map<string, Item<Of>>,
  kind: Of,
  notes: readonly Notes[Of][],
  place: Pick<Item, 'whole' | 'writtenAt'>,
): Pieces<Item<Of>[]> {
  const taken: Item<Of>[] = [];
  for (const note of notes) {
    const item = { kind, name: nameOf(kind, note), note, ...place };
    items.set(item.name, item);
    taken.push(item);
    yield;
  }
  return taken;
}
