import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AccountFigures, LookupNodeFigures } from '../../../nodes/shared/figures/figures';
import { cardsOf } from '../../../nodes/sidebar/accounts';
import type { Hour } from '../../../src/journal/journal';

const ACCOUNT: AccountFigures = {
  id: 'account',
  name: 'Public',
  api: 'v3',
  simulated: false,
  running: 1,
  waiting: 1,
};

function lookups(node: string, account: string, ...since: readonly number[]): LookupNodeFigures {
  return {
    node,
    name: '',
    account,
    messages: since.length,
    indicators: since.length,
    oldest: since.map((at) => ({
      indicator: { type: 'domain', value: `a${at}.example` },
      since: at,
      messages: 1,
      why: 'minute',
    })),
  };
}

const hour = (counts: Hour['lookups']): Hour => ({
  at: 0,
  lookups: counts,
  alerts: {},
  mails: {},
  verdicts: {},
});

describe('the accounts of the sidebar', () => {
  it('have what their lookup nodes have under way, the oldest first', () => {
    const [card] = cardsOf(
      [ACCOUNT],
      [
        lookups('one', 'account', 30, 10),
        lookups('two', 'account', 20),
        lookups('three', 'other', 5),
      ],
      [],
      (id) => `${id} in flows`,
    );
    assert.deepEqual(
      card?.lookups.map(({ indicator, node, since }) => [indicator, node, since]),
      [
        ['a10[.]example', 'one in flows', 10],
        ['a20[.]example', 'two in flows', 20],
        ['a30[.]example', 'one in flows', 30],
      ],
    );
    assert.equal(card.moreLookups, 0);
  });

  it('have twenty of them at most, and how many more there are', () => {
    const since = Array.from({ length: 100 }, (_, index) => index);
    const many = { ...lookups('one', 'account', ...since), indicators: 5000 };
    const [card] = cardsOf([ACCOUNT], [many], [], String);
    assert.deepEqual([card?.lookups.length, card?.moreLookups], [20, 4980]);
  });

  it('have what the hours of all stores counted', () => {
    const counts = { asked: 1, cache: 2, list: 3, failed: { quota: 1 } };
    const [card, other] = cardsOf(
      [ACCOUNT, { ...ACCOUNT, id: 'other' }],
      [],
      [
        hour({ account: counts }),
        hour({ account: { ...counts, failed: { quota: 2, network: 1 } } }),
      ],
      String,
    );
    assert.deepEqual(
      [card?.asked, card?.fromCache, card?.failed],
      [2, 4, { quota: 3, network: 1 }],
    );
    assert.deepEqual([other?.asked, other?.fromCache, other?.failed], [0, 0, {}]);
  });
});
