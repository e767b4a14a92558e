import type { Pieces } from '../in-pieces';
import { sortedInPieces } from '../sorted-in-pieces';
import type { Written, WrittenChunk, WrittenRepeat } from './chunk';
import { lastOf, markOf, type Item, type ItemsByKind, type Kind } from './item';
import { KEPT, SLOTS } from './ring';

/** Where a note was found first, going back: what is older is out of date. */
interface Found<Of extends Kind> {
  readonly sequence: number;
  readonly item: Item<Of>;
}

/**
 * Puts together what is in the chunks of earlier lives, of each kind oldest first; of two notes of one name
 * the newer is right.
 */
export function* putTogether(chunks: readonly WrittenChunk[], now: number): Pieces<ItemsByKind> {
  const verdicts = new Map<string, Found<'verdict'>>();
  const alerts = new Map<string, Found<'alert'>>();
  const mails = new Map<string, Found<'mail'>>();
  const hours = new Map<string, Found<'hour'>>();
  const repeats = new Map<string, WrittenRepeat & Pick<WrittenChunk, 'sequence'>>();
  for (const chunk of chunks.toSorted((one, other) => other.sequence - one.sequence)) {
    const { sequence } = chunk;
    takeUp(verdicts, 'verdict', chunk.verdict, chunk);
    takeUp(alerts, 'alert', chunk.alert, chunk);
    takeUp(mails, 'mail', chunk.mail, chunk);
    takeUp(hours, 'hour', chunk.hour, chunk);
    for (const repeat of chunk.repeats) {
      if (!repeats.has(repeat.mark)) repeats.set(repeat.mark, { ...repeat, sequence });
    }
    yield;
  }
  for (const { item, sequence } of verdicts.values()) {
    const repeat = repeats.get(markOf(item.name));
    if (!repeat || repeat.sequence <= sequence) continue;
    item.note = { ...item.note, times: repeat.times, last: repeat.last };
    item.repeat = repeat.sequence % SLOTS;
    yield;
  }
  return {
    verdict: yield* inOrder(verdicts, now),
    alert: yield* inOrder(alerts, now),
    mail: yield* inOrder(mails, now),
    hour: yield* inOrder(hours, now),
  };
}

function takeUp<Of extends Kind>(
  found: Map<string, Found<Of>>,
  kind: Of,
  notes: readonly Written<Of>[],
  { sequence, at }: WrittenChunk,
): void {
  const place = { whole: sequence % SLOTS, writtenAt: at };
  for (const { name, note } of notes) {
    if (!found.has(name)) found.set(name, { sequence, item: { kind, name, note, ...place } });
  }
}

/** Oldest first, without what is too old to be kept. */
function* inOrder<Of extends Kind>(
  found: ReadonlyMap<string, Found<Of>>,
  now: number,
): Pieces<Item<Of>[]> {
  const items = [...found.values()].map(({ item }) => item);
  const kept = items.filter((item) => lastOf(item) > now - KEPT);
  return yield* sortedInPieces(kept, (one, other) => lastOf(one) - lastOf(other));
}
