import type { LookupCounts } from '../../src/journal/journal';
import type { Condition } from '../shared/figures/conditions';
import type {
  AccountFigures,
  Figures,
  LookupNodeFigures,
  MailFigures,
} from '../shared/figures/figures';
import type { Happened } from '../shared/figures/happened';
import { toText } from './times';

/** Notes of each kind in an answer: those of the sidebar are all there are. */
const MOST_NOTES = 100;

/** Whatever `Timed` has as ms UTC is ISO 8601 in an answer. */
type Told = Readonly<Record<string, unknown>>;

/** The answer in the format `object`: how things stand, and what has happened since a time. */
export function answerOf(figures: Figures, happened: Happened): Told {
  const { at, accounts, lookups, mails, stores, instances, unwired, bad } = figures;
  const { verdicts, alerts } = happened;
  return {
    at: toText(at),
    since: toText(happened.since),
    accounts: accounts.map((account) => tellAccount(account, happened.lookups.get(account.id))),
    lookups: lookups.map(tellLookups),
    verdicts: {
      ...Object.fromEntries(verdicts),
      last: happened.verdictNotes.slice(0, MOST_NOTES).map(withTimes),
    },
    alerts: {
      ...Object.fromEntries(alerts),
      subjects: happened.alertNotes.slice(0, MOST_NOTES).map(withTimes),
    },
    mails: {
      ...Object.fromEntries(happened.mails),
      waiting: sum(mails, ({ waiting }) => waiting),
      dead: sum(mails, ({ dead }) => dead),
      nodes: mails.map(withTimes),
      last: happened.mailNotes.slice(0, MOST_NOTES).map(withTimes),
    },
    stores,
    ...(instances.length > 0 && { instances: instances.map(withTimes) }),
    unwired,
    bad: bad.map((condition: Condition) => withTimes(condition)),
  };
}

function tellAccount(
  { quota, since, ...account }: AccountFigures,
  counts: LookupCounts | undefined,
): Told {
  return {
    ...withTimes(account),
    ...(quota && { quota: withTimes(quota) }),
    ...(since && { requests: since }),
    ...(counts && { answers: { ...counts, fromCache: shareOfCache(counts) } }),
  };
}

/** How many of the answers cost no request, from 0 to 1. */
export function shareOfCache({ asked, cache, list }: LookupCounts): number {
  const answers = asked + cache + list;
  return answers === 0 ? 0 : (cache + list) / answers;
}

function tellLookups({ oldest, ...node }: LookupNodeFigures): Told {
  return { ...node, oldest: oldest.map(withTimes) };
}

function sum(mails: readonly MailFigures[], read: (mail: MailFigures) => number): number {
  return mails.reduce((total, mail) => total + read(mail), 0);
}

/** Which fields of figures and notes are times. */
const TIMES: ReadonlySet<string> = new Set([
  'first',
  'last',
  'nextAt',
  'nextTry',
  'pausedUntil',
  'quietUntil',
  'raisedAt',
  'seen',
  'since',
  'until',
]);

function withTimes(facts: object): Told {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      TIMES.has(name) && typeof value === 'number' ? toText(value) : value,
    ]),
  );
}
