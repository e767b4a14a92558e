import type { Noted } from './change';
import type { AlertFate, AlertNote, NewAlert } from './journal';
import { LONGEST_SUBJECT, shortText } from './short-text';

/** What became of the alerts about a subject, after one more. */
export function afterAlert(
  before: AlertNote | undefined,
  alert: NewAlert,
  now: number,
): Noted<AlertNote> {
  const { id, fate, severity = before?.severity ?? 0, quietUntil, node } = alert;
  const times = { ...before?.counts, [fate]: (before?.counts[fate] ?? 0) + 1 };
  const raisedAt = fate === 'raised' ? now : before?.raisedAt;
  const noted = before?.id === id ? before.id : shortText(id);
  const raisedId = fate === 'raised' ? noted : lastRaised(before);
  const note = {
    ...(before ? nameOf(before) : shortName(alert)),
    node: before?.node === node ? before.node : shortText(node),
    id: noted,
    severity,
    fate,
    last: now,
    ...(raisedAt !== undefined && { raisedAt }),
    ...(raisedId !== undefined && raisedId !== noted && { raisedId }),
    ...(quietUntil !== undefined && { quietUntil }),
    counts: times,
  };
  const isSame = before?.fate === fate && before.id === id;
  // One more of what is suppressed anyway.
  return { note, change: isSame || fate === 'suppressed' ? 'changed' : 'new' };
}

/** The id of the alert that was raised last; `undefined` where none is known. */
function lastRaised(note: AlertNote | undefined): string | undefined {
  if (note?.raisedAt === undefined) return undefined;
  return note.raisedId ?? note.id;
}

type Name = Pick<AlertNote, 'module' | 'detection' | 'subject' | 'simulated' | 'shortened'>;

function nameOf({ module, detection, subject, simulated, shortened }: Name): Name {
  return { module, detection, subject, simulated, ...(shortened && { shortened }) };
}

function shortName({ module, detection, subject, simulated }: NewAlert): Name {
  const short = shortText(subject, LONGEST_SUBJECT);
  return {
    module: shortText(module),
    detection: shortText(detection),
    subject: short,
    simulated,
    ...(short !== subject && { shortened: true }),
  };
}

/** What is known of a subject from an earlier life and from this one. */
export function bothAlerts(earlier: AlertNote, later: AlertNote): AlertNote {
  const raisedAt = later.raisedAt ?? earlier.raisedAt;
  const raisedId = lastRaised(later) ?? lastRaised(earlier);
  return {
    ...later,
    ...(raisedAt !== undefined && { raisedAt }),
    ...(raisedId !== undefined && raisedId !== later.id && { raisedId }),
    counts: addCounts(earlier.counts, later.counts),
  };
}

type Counts = AlertNote['counts'];

function addCounts(one: Counts, other: Counts): Counts {
  const sum: Partial<Record<AlertFate, number>> = { ...one };
  for (const fate of ALERT_FATES) {
    const count = (one[fate] ?? 0) + (other[fate] ?? 0);
    if (count > 0) sum[fate] = count;
  }
  return sum;
}

export const ALERT_FATES: readonly AlertFate[] = [
  'raised',
  'suppressed',
  'silenced',
  'acknowledged',
  'held',
  'released',
];
