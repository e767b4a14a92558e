import type {
  AlertFate,
  Journal,
  LookupEnd,
  MailFate,
  NewAlert,
  NewMail,
  NewVerdict,
} from '../../../src/journal/journal';
import type { Runtime } from '../flow-events';

/** What has happened since this Node-RED was started. It only grows. */
export interface Totals {
  /** By the id of the account. */
  readonly lookups: Map<string, LookupTotals>;
  /** By level. */
  readonly verdicts: Map<string, number>;
  readonly alerts: Map<AlertFate, number>;
  readonly mails: Map<MailFate, number>;
}

interface LookupTotals {
  readonly ends: Map<'asked' | 'cache' | 'list', number>;
  /** By code. */
  readonly failed: Map<string, number>;
}

const runtimes = new WeakMap<object, Totals>();

export function totalsOf(RED: Runtime): Totals {
  const known = runtimes.get(RED.events);
  if (known) return known;
  const made: Totals = {
    lookups: new Map(),
    verdicts: new Map(),
    alerts: new Map(),
    mails: new Map(),
  };
  runtimes.set(RED.events, made);
  return made;
}

/** The same journal; what is written into it is counted too. */
export function countingTotals(RED: Runtime, journal: Journal): Journal {
  const { lookups, verdicts, alerts, mails } = totalsOf(RED);

  function countLookup(account: string, end: LookupEnd): void {
    let its = lookups.get(account);
    if (!its) lookups.set(account, (its = { ends: new Map(), failed: new Map() }));
    if (typeof end === 'string') count(its.ends, end);
    else count(its.failed, end.failed);
  }

  return {
    ...journal,
    lookup(account, end, verdict) {
      countLookup(account, end);
      if (verdict) count(verdicts, verdict.level);
      journal.lookup(account, end, verdict);
    },
    verdict(note: NewVerdict) {
      count(verdicts, note.level);
      journal.verdict(note);
    },
    alert(note: NewAlert) {
      count(alerts, note.fate);
      journal.alert(note);
    },
    mail(note: NewMail) {
      count(mails, note.fate);
      journal.mail(note);
    },
  };
}

function count<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
