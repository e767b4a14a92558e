import { own, put } from '../plain-object';
import type { Hour, LookupCounts, LookupEnd } from './journal';

const HOUR = 3_600_000;

/** Different names that are counted in one hour; whatever goes by more of them is not counted. */
const MOST_NAMES = 200;

/** The beginning of the hour of a time. */
export function hourOf(now: number): number {
  return now - (now % HOUR);
}

type Counts = Record<string, number>;

/** An hour that is counted in. */
export interface OpenHour extends Hour {
  readonly lookups: Record<string, OpenLookups>;
  readonly alerts: Counts;
  readonly mails: Counts;
  readonly verdicts: Counts;
}

interface OpenLookups extends LookupCounts {
  asked: number;
  cache: number;
  list: number;
  readonly failed: Counts;
}

export function newHour(at: number): OpenHour {
  return { at, lookups: noNames(), alerts: noNames(), mails: noNames(), verdicts: noNames() };
}

/** A record without a prototype, in which `__proto__` is a name as any other. */
function noNames<Value>(): Record<string, Value> {
  const record: Record<string, Value> = {};
  Object.setPrototypeOf(record, null);
  return record;
}

/** Counts `more` of what goes by a name. */
export function countOne(counts: Counts, name: string, more = 1): void {
  const before = counts[name];
  if (before !== undefined) counts[name] = before + more;
  else if (hasRoom(counts)) counts[name] = more;
}

function hasRoom(record: object): boolean {
  return Object.keys(record).length < MOST_NAMES;
}

export function countLookup(hour: OpenHour, account: string, end: LookupEnd): void {
  const counts = lookupsOf(hour, account);
  if (!counts) return;
  if (typeof end === 'string') counts[end] += 1;
  else countOne(counts.failed, end.failed);
}

function lookupsOf({ lookups }: OpenHour, account: string): OpenLookups | undefined {
  const known = lookups[account];
  if (known) return known;
  if (!hasRoom(lookups)) return undefined;
  return (lookups[account] = { asked: 0, cache: 0, list: 0, failed: noNames() });
}

/** Adds what an earlier life has counted in the same hour. */
export function addHour(hour: OpenHour, { lookups, ...rest }: Hour): void {
  for (const [account, { asked, cache, list, failed }] of Object.entries(lookups)) {
    const counts = lookupsOf(hour, account);
    if (!counts) continue;
    counts.asked += asked;
    counts.cache += cache;
    counts.list += list;
    addCounts(counts.failed, failed);
  }
  addCounts(hour.alerts, rest.alerts);
  addCounts(hour.mails, rest.mails);
  addCounts(hour.verdicts, rest.verdicts);
}

function addCounts(counts: Counts, others: Readonly<Partial<Counts>>): void {
  for (const [name, count] of Object.entries(others)) countOne(counts, name, count);
}

/** An hour as it is now, whatever is counted later. */
export function copyHour({ at, lookups, alerts, mails, verdicts }: OpenHour): Hour {
  const copied = Object.entries(lookups).map(
    ([account, counts]) => [account, { ...counts, failed: copy(counts.failed) }] as const,
  );
  return {
    at,
    lookups: recordOf(copied),
    alerts: copy(alerts),
    mails: copy(mails),
    verdicts: copy(verdicts),
  };
}

function copy(counts: Counts): Counts {
  return recordOf(Object.entries(counts));
}

function recordOf<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  const made: Record<string, Value> = {};
  for (const [name, value] of entries) put(made, name, value);
  return made;
}

/** An hour as it was written down; `undefined` for what is none. */
export function readHour(value: unknown): OpenHour | undefined {
  const at = own(value, 'at');
  if (typeof at !== 'number' || hourOf(at) !== at) return undefined;
  const hour = newHour(at);
  for (const [account, counts] of entriesOf(own(value, 'lookups'))) {
    const read = lookupsOf(hour, account);
    if (!read) continue;
    read.asked = countIn(counts, 'asked');
    read.cache = countIn(counts, 'cache');
    read.list = countIn(counts, 'list');
    readCounts(read.failed, own(counts, 'failed'));
  }
  for (const what of ['alerts', 'mails', 'verdicts'] as const)
    readCounts(hour[what], own(value, what));
  return hour;
}

function readCounts(counts: Counts, value: unknown): void {
  for (const [name] of entriesOf(value)) countOne(counts, name, countIn(value, name));
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function countIn(value: unknown, name: string): number {
  const count = own(value, name);
  return typeof count === 'number' && count >= 0 ? count : 0;
}
