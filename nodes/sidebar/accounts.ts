import type { Hour } from '../../src/journal/journal';
import type { AccountFigures, LookupNodeFigures } from '../shared/figures/figures';
import type { AccountCard, UnfinishedLookup } from './answers';
import { harmless } from './recorded';

/** Lookups that are shown of one account. */
const MOST_LOOKUPS = 20;

type Counts = Pick<AccountCard, 'fromCache' | 'asked' | 'failed'>;

/** What each account has left, with what its lookup nodes have under way and what `hours` counted. */
export function cardsOf(
  accounts: readonly AccountFigures[],
  lookupNodes: readonly LookupNodeFigures[],
  hours: readonly Hour[],
  idInFlows: (id: string) => string,
): readonly AccountCard[] {
  return accounts.map((account) => {
    const nodes = lookupNodes.filter((node) => node.account === account.id);
    const all = nodes
      .flatMap((node) => unfinishedOf(node, idInFlows(node.node)))
      .toSorted((one, other) => one.since - other.since);
    const lookups = all.slice(0, MOST_LOOKUPS);
    const indicators = nodes.reduce((sum, node) => sum + node.indicators, 0);
    const moreLookups = Math.max(0, indicators - lookups.length);
    return { ...account, ...countsOf(account.id, hours), lookups, moreLookups };
  });
}

function unfinishedOf({ oldest, node: id }: LookupNodeFigures, node: string): UnfinishedLookup[] {
  return oldest.map(({ indicator: { type, value }, since, why }) => ({
    // What was a secret is left out of the value: two may look alike.
    key: [id, type, value, since].join(' '),
    indicator: harmless(value),
    node,
    since,
    why,
  }));
}

function countsOf(account: string, hours: readonly Hour[]): Counts {
  const failed: Record<string, number> = {};
  let fromCache = 0;
  let asked = 0;
  for (const { lookups } of hours) {
    const counts = lookups[account];
    if (!counts) continue;
    fromCache += counts.cache;
    asked += counts.asked;
    for (const [code, number] of Object.entries(counts.failed)) {
      failed[code] = (failed[code] ?? 0) + number;
    }
  }
  return { fromCache, asked, failed };
}
