import { isPlainObject, own, type PlainObject } from '../../plain-object';
import { engineCount } from '../narrow';
import type { FlaggedNearby } from '../report';

/** The lists of a reply about a domain or an address, and what they are lists of. */
const LISTS = {
  detected_urls: 'urls',
  detected_downloaded_samples: 'downloaded',
  detected_communicating_samples: 'communicating',
  detected_referrer_samples: 'referring',
} as const;

/** What engines flag on or near a domain or an address, as API v2 tells it in place of votes. */
export function readNearby(reply: PlainObject): FlaggedNearby[] {
  return Object.entries(LISTS).flatMap(([name, what]) => {
    const list = own(reply, name);
    const votes = Array.isArray(list) ? list.map(votesOf).filter(isFlagged) : [];
    const [first] = votes;
    if (first === undefined) return [];
    const worst = votes.reduce(
      (one, other) => (other.positives > one.positives ? other : one),
      first,
    );
    return [{ what, flagged: votes.length, worst }];
  });
}

function votesOf(entry: unknown): { positives: number; total: number } | undefined {
  if (!isPlainObject(entry)) return undefined;
  const positives = engineCount(entry.positives);
  const total = engineCount(entry.total);
  if (positives === undefined || total === undefined || positives > total) return undefined;
  return { positives, total };
}

function isFlagged(
  votes: { positives: number; total: number } | undefined,
): votes is { positives: number; total: number } {
  return votes !== undefined && votes.positives > 0;
}
