import type { WindowFigures } from '../../shared/figures/figures';
import type { AccountCard, UnfinishedLookup } from '../answers';
import type { RowView, Tone, Words } from './views';

const WINDOWS = ['minute', 'day', 'month'] as const;

/** From which share of a quota on it is nearly gone. */
const NEARLY_GONE = 0.8;

/** How much of one window of the quota is used. */
export interface BarView {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** From 0 to 1; absent where there is no limit. */
  readonly share?: number;
  readonly tone: Tone;
}

export interface AccountView {
  readonly key: string;
  readonly title: string;
  readonly bars: readonly BarView[];
  readonly lines: readonly string[];
  readonly lookups: readonly RowView[];
  /** How many more of these there are; empty where that is all. */
  readonly more: string;
}

/** What an account has left, what it waits for, and what it could answer by itself. */
export function accountView(words: Words, card: AccountCard): AccountView {
  const { say } = words;
  const name = card.name === '' ? card.id : card.name;
  const { quota } = card;
  return {
    key: card.id,
    title: card.simulated ? say('row.demo', { text: name }) : name,
    bars: quota ? WINDOWS.map((key) => barView(words, key, quota[key])) : [],
    lines: accountLines(words, card),
    lookups: card.lookups.map((lookup) => lookupView(words, card, lookup)),
    more: card.moreLookups > 0 ? say('row.left', { number: card.moreLookups }) : '',
  };
}

function barView({ say }: Words, key: string, { used, limit, left = 0 }: WindowFigures): BarView {
  const label = say(`quota.${key}`);
  if (limit === undefined) {
    return { key, label, text: say('quota.unlimited', { used }), tone: 'good' };
  }
  const share = Math.min(1, used / limit);
  const text = say('quota.used', { used, limit, left });
  return { key, label, text, share, tone: toneOf(share) };
}

function toneOf(share: number): Tone {
  if (share >= 1) return 'bad';
  return share >= NEARLY_GONE ? 'doubtful' : 'good';
}

function accountLines(words: Words, card: AccountCard): readonly string[] {
  const { say, time } = words;
  const { problem, quota, nextAt, running, waiting, fromCache, asked } = card;
  const pausedUntil = quota?.pausedUntil;
  const answers = fromCache + asked;
  const percent = Math.round((100 * fromCache) / Math.max(1, answers));
  const failures = Object.entries(card.failed).map(([code, number]) =>
    say('quota.failure', { text: say(`failure.${code}`), number }),
  );
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(pausedUntil === undefined ? [] : [say('quota.paused', { time: time(pausedUntil) })]),
    ...(nextAt === undefined ? [] : [say('quota.next', { time: time(nextAt) })]),
    ...(running + waiting > 0 ? [say('quota.busy', { running, waiting })] : []),
    ...(answers > 0 ? [say('quota.cache', { percent, fromCache, answers })] : []),
    ...(failures.length > 0 ? [say('quota.failed', { failures: failures.join(', ') })] : []),
  ];
}

/** Why a lookup has no answer yet. */
function lookupView(words: Words, card: AccountCard, lookup: UnfinishedLookup): RowView {
  const { say, age, time } = words;
  const isAsked = lookup.why === 'answer';
  const isForQuota = WINDOWS.some((window) => window === lookup.why);
  const next =
    isForQuota && card.nextAt !== undefined ? [say('quota.next', { time: time(card.nextAt) })] : [];
  return {
    key: lookup.key,
    tone: isAsked ? 'good' : 'doubtful',
    badge: say(isAsked ? 'lookup.running' : 'lookup.waiting'),
    title: lookup.indicator,
    lines: [say('lookup.since', { age: age(lookup.since) }), say(`why.${lookup.why}`), ...next],
    node: lookup.node,
    actions: [],
  };
}
