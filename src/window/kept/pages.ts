import { promisify } from 'node:util';
import { constants, deflate, inflateSync } from 'node:zlib';
import { own } from '../../plain-object';
import { NONE } from '../records';
import { beginOf, isStillTold, type Grid, type Slot } from '../slots';
import type { Window } from '../window';

/** A part of a slot, as it is written down. What several pages of a slot say is added up. */
export interface Page {
  readonly slot: number;
  readonly events: number;
  readonly lost: number;
  /** When the last tick was. */
  readonly ticked: number;
  /** Id, key, value and sample of each indicator of which no page that is kept tells yet. */
  readonly known: readonly (readonly [number, string, string, string])[];
  readonly counts: Counts;
}

/** A part of the changes in a slot, as it is written down. */
export interface ChangesPage extends Page {
  /** Tells whoever wrote it from those before and after, by a number that nobody else has. */
  readonly writer: number;
  /** Who wrote the page before. A page that follows another one is of changes that were given up. */
  readonly follows: number;
}

/**
 * Records, one list for each of their properties: so they pack best, as most numbers are small.
 */
type Counts = Readonly<Record<(typeof COUNTS)[number], readonly number[]>>;

/**
 * Id of the indicator, number of events, time of the first one since that of the record before (of
 * the first record: since the slot began), and of the last one since the first.
 */
const COUNTS = ['ids', 'amounts', 'firsts', 'spans'] as const;

/** A record as it is read. Times are those of the window. */
interface ReadCount {
  readonly id: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Records in one page of a whole slot, which takes a millisecond or two to make. */
const RECORDS_IN_PAGE = 1000;

/** The newest slot's changes since the last that was sealed. */
export function changesOf(window: Window, slot: Slot, ticked: number): Page {
  const { known, counts } = partOf(
    window,
    slot,
    window.changed,
    (toldIn, written) => written === 0 && !isStillTold(toldIn, slot.number),
  );
  const events = slot.events - slot.writtenEvents;
  const lost = slot.lost - slot.writtenLost;
  return { slot: slot.number, events, lost, ticked, known, counts };
}

/** What the last page of changes says will not be written again: the next says what comes after. */
export function seal(window: Window, slot: Slot): void {
  for (const record of window.changed) {
    window.records.changed.set(record, 0);
    window.records.written.set(record, window.records.count.get(record));
  }
  window.changed.length = 0;
  slot.writtenEvents = slot.events;
  slot.writtenUpdates = slot.updates;
  slot.writtenLost = slot.lost;
}

/** No page that is written counts any more: the next ones tell of all indicators again. */
export function forgetTold({ indicators }: Window): void {
  for (const row of indicators.rows()) indicators.toldIn.set(row, Number.NaN);
}

/**
 * All that there is of a slot, page by page; each is to be written before the next is asked for.
 * What is changed while that goes on lies in the pages of changes that follow.
 */
export function* pagesOf(window: Window, slot: Slot, ticked: number): Generator<Page> {
  const { indicators, records } = window;
  const { number, events, lost } = slot;
  slot.writtenEvents = events;
  slot.writtenUpdates = slot.updates;
  slot.writtenLost = lost;
  for (let place = 0; place === 0 || place < slot.size; place += RECORDS_IN_PAGE) {
    const length = Math.min(RECORDS_IN_PAGE, slot.size - place);
    const rows = Array.from({ length }, (_, index) => slot.records.get(place + index)).filter(
      (record) => records.slot.get(record) === number,
    );
    for (const record of rows) records.written.set(record, 0);
    const { known, counts, told } = partOf(
      window,
      slot,
      rows,
      (toldIn) => toldIn === number || !isStillTold(toldIn, number),
    );
    for (const record of rows) records.written.set(record, records.count.get(record));
    const head = place === 0 ? { events, lost } : { events: 0, lost: 0 };
    yield { slot: number, ...head, ticked, known, counts };
    for (const [row, id] of told) {
      // Another one may be in its row by now.
      if (indicators.id.get(row) === id) indicators.toldIn.set(row, number);
    }
  }
}

interface Part {
  readonly known: [number, string, string, string][];
  readonly counts: Counts;
  /** Row and id of those of which `known` tells. */
  readonly told: readonly (readonly [number, number])[];
}

function partOf(
  { grid, indicators, records }: Window,
  slot: Slot,
  rows: readonly number[],
  mustTell: (toldIn: number, written: number) => boolean,
): Part {
  const known: [number, string, string, string][] = [];
  const told: [number, number][] = [];
  const [ids, amounts, firsts, spans]: [number[], number[], number[], number[]] = [[], [], [], []];
  let before = beginOf(grid, slot.number);
  for (const record of rows) {
    const row = records.indicator.get(record);
    const written = records.written.get(record);
    const amount = records.count.get(record) - written;
    if (row === NONE || amount === 0) continue;
    const id = indicators.id.get(row);
    if (mustTell(indicators.toldIn.get(row), written)) {
      const each = indicators.known(row);
      if (!each) continue;
      known.push([id, each.key, each.value, each.sample]);
      told.push([row, id]);
    }
    const first = records.first.get(record);
    ids.push(id);
    amounts.push(amount);
    firsts.push(first - before);
    spans.push(records.last.get(record) - first);
    before = first;
  }
  return { known, told, counts: { ids, amounts, firsts, spans } };
}

/** The records in a page. */
export function* countsOf(grid: Grid, { slot, counts }: Page): Generator<ReadCount> {
  let first = beginOf(grid, slot);
  for (const [place, id] of counts.ids.entries()) {
    first += counts.firsts[place] ?? 0;
    const last = first + (counts.spans[place] ?? 0);
    yield { id, count: counts.amounts[place] ?? 0, first, last };
  }
}

export function writePage(page: Page | ChangesPage): Uint8Array {
  return Buffer.from(JSON.stringify(page));
}

/** What is written in a page; `undefined` where that is no page. */
function readPage(page: unknown): Page | undefined {
  const [known, counts] = [own(page, 'known'), own(page, 'counts')];
  if (!Array.isArray(known) || !known.every(isKnown) || !isCounts(counts)) return undefined;
  const [slot, events, lost, ticked] = ['slot', 'events', 'lost', 'ticked'].map((name) =>
    Number(own(page, name)),
  );
  if (slot === undefined || events === undefined || lost === undefined || ticked === undefined) {
    return undefined;
  }
  return { slot, events, lost, ticked, known, counts };
}

/** A page of changes that was written down; `undefined` where it cannot be read. */
export function readChanges(bytes: Uint8Array): ChangesPage | undefined {
  const written = readJson(bytes);
  const page = readPage(written);
  const [writer, follows] = [own(written, 'writer'), own(written, 'follows')];
  if (!page || typeof writer !== 'number' || typeof follows !== 'number') return undefined;
  return { ...page, writer, follows };
}

const deflateSoon = promisify(deflate);

/** The same in little space, for a page that is written once; off the main thread. */
export async function packPage(page: Page): Promise<Uint8Array> {
  return await deflateSoon(writePage(page), { level: constants.Z_BEST_SPEED });
}

/** A page that was packed; `undefined` where it cannot be read. */
export function unpackPage(bytes: Uint8Array): Page | undefined {
  try {
    return readPage(readJson(inflateSync(bytes)));
  } catch {
    return undefined;
  }
}

/** JSON that was written down; `undefined` where it is none. */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isKnown(value: unknown): value is [number, string, string, string] {
  if (!Array.isArray(value)) return false;
  const [id, ...texts]: unknown[] = value;
  return (
    typeof id === 'number' && texts.length === 3 && texts.every((text) => typeof text === 'string')
  );
}

function isCounts(value: unknown): value is Counts {
  return COUNTS.every((name) => {
    const list = own(value, name);
    return Array.isArray(list) && list.every((each) => typeof each === 'number');
  });
}
