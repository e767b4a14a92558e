import type {
  AlertNote,
  Hour,
  Journal,
  LookupCounts,
  MailNote,
  VerdictNote,
} from '../../../src/journal/journal';
import { eventLoopTurns } from '../../../src/in-pieces';

/** What has happened since a time, in all journals of a runtime. */
export interface Happened {
  /** From when on it is counted (ms UTC): the beginning of an hour. */
  readonly since: number;
  /** By the id of the account. */
  readonly lookups: ReadonlyMap<string, LookupCounts>;
  /** By level. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** By what became of them, as the journal calls it. */
  readonly alerts: ReadonlyMap<string, number>;
  readonly mails: ReadonlyMap<string, number>;
  /** The verdicts, the alerts by subject and the mails of that time, newest first. */
  readonly verdictNotes: readonly VerdictNote[];
  readonly alertNotes: readonly AlertNote[];
  readonly mailNotes: readonly MailNote[];
}

const HOUR = 3_600_000;

const NO_LOOKUPS: LookupCounts = { asked: 0, cache: 0, list: 0, failed: {} };

/** Reads what has happened since `since` (ms UTC); the hour in which that was counts as a whole. */
export async function readHappened(journals: readonly Journal[], since: number): Promise<Happened> {
  const start = Math.floor(since / HOUR) * HOUR;
  await Promise.all(journals.map((journal) => journal.loaded()));
  const hours: Hour[] = [];
  for (const journal of journals) {
    hours.push(...journal.hours(start));
    await eventLoopTurns.next();
  }
  const isRecent = ({ last }: { readonly last: number }): boolean => last >= start;
  const newest = <Note extends { readonly last: number }>(
    read: (journal: Journal) => readonly Note[],
  ): Note[] =>
    journals
      .flatMap((journal) => read(journal).filter(isRecent))
      .toSorted((one, other) => other.last - one.last);
  return {
    since: start,
    ...sumOf(hours),
    verdictNotes: newest((journal) => journal.verdicts()),
    alertNotes: newest((journal) => journal.alerts()),
    mailNotes: newest((journal) => journal.mails()),
  };
}

/** What the hours have counted together. */
function sumOf(
  hours: readonly Hour[],
): Pick<Happened, 'lookups' | 'verdicts' | 'alerts' | 'mails'> {
  const lookups = new Map<string, LookupCounts>();
  const verdicts = new Map<string, number>();
  const alerts = new Map<string, number>();
  const mails = new Map<string, number>();
  for (const hour of hours) {
    for (const [account, counts] of Object.entries(hour.lookups))
      lookups.set(account, addLookups(lookups.get(account) ?? NO_LOOKUPS, counts));
    addAll(verdicts, hour.verdicts);
    addAll(alerts, hour.alerts);
    addAll(mails, hour.mails);
  }
  return { lookups, verdicts, alerts, mails };
}

function addLookups(one: LookupCounts, other: LookupCounts): LookupCounts {
  const failed = new Map(Object.entries(one.failed));
  addAll(failed, other.failed);
  return {
    asked: one.asked + other.asked,
    cache: one.cache + other.cache,
    list: one.list + other.list,
    failed: Object.fromEntries(failed),
  };
}

function addAll(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
}
