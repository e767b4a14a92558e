import type { Indicator } from '../../src/indicator/indicator';
import type { Answer } from '../../src/lookup/cache/answer';
import type { ApiName } from '../../src/lookup/service';
import { allowedVerdict } from '../../src/verdict/allowed';
import type { Verdict } from '../../src/verdict/verdict';

/** What the user's own list answers: that an indicator is known to be good. Nobody was asked. */
export interface AllowedAnswer {
  readonly outcome: 'allowed';
  readonly source: 'list';
  readonly api: ApiName;
  /** Milliseconds since the epoch, UTC. */
  readonly fetchedAt: number;
  readonly fetchedAtText: string;
  readonly stale?: undefined;
  readonly link?: undefined;
  condensed(): Verdict;
  text(): string;
}

/** What a lookup node writes into a message: what is known of an indicator, or that it is allowed. */
export type LookupAnswer = Answer<Verdict> | AllowedAnswer;

/** The answer of the list. It has no link: the indicator may be one that nobody else is to hear of. */
export function createAllowedAnswer(
  { type, value, id }: Indicator,
  api: ApiName,
  now: number,
): AllowedAnswer {
  const indicator = { type, value, id };
  return {
    outcome: 'allowed',
    source: 'list',
    api,
    fetchedAt: now,
    fetchedAtText: new Date(now).toISOString(),
    condensed: () => allowedVerdict(indicator),
    text: () => JSON.stringify({ allowed: true, indicator }),
  };
}
