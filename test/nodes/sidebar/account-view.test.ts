import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AccountCard } from '../../../nodes/sidebar/answers';
import { accountView } from '../../../nodes/sidebar/editor/account-view';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;

const CARD: AccountCard = {
  id: 'account',
  name: 'Public',
  api: 'v3',
  simulated: false,
  quota: {
    minute: { used: 4, limit: 4, left: 0 },
    day: { used: 400, limit: 500, left: 100 },
    month: { used: 1000 },
  },
  nextAt: 640_000,
  running: 1,
  waiting: 2,
  lookups: [
    { key: 'a', indicator: 'a[.]example', node: 'lookup', since: 540_000, why: 'minute' },
    { key: 'b', indicator: 'b[.]example', node: 'lookup', since: 590_000, why: 'answer' },
    { key: 'c', indicator: 'c[.]example', node: 'lookup', since: 595_000, why: 'turn' },
  ],
  moreLookups: 4,
  fromCache: 30,
  asked: 10,
  failed: { quota: 2, network: 1 },
};

describe('an account in the sidebar', () => {
  const view = accountView(sidebarWords(NOW), CARD);

  it('has a bar for each window, with numbers', () => {
    assert.deepEqual(view.bars, [
      { key: 'minute', label: 'Minute', text: '4 of 4, 0 left', share: 1, tone: 'bad' },
      { key: 'day', label: 'Day', text: '400 of 500, 100 left', share: 0.8, tone: 'doubtful' },
      { key: 'month', label: 'Month', text: '1000, no limit', tone: 'good' },
    ]);
  });

  it('says when the next may go, what it is about, and what came from the cache', () => {
    assert.deepEqual(view.lines, [
      'The next may go at <10:40>',
      'Running: 1, waiting: 2',
      'From the cache: 75 % (30 of 40 in a day)',
      'Failed in a day: quota spent (2), no connection (1)',
    ]);
    assert.equal(view.more, 'and 4 more');
  });

  it('says why each lookup has no answer yet', () => {
    assert.deepEqual(
      view.lookups.map(({ badge, title, lines }) => [badge, title, ...lines]),
      [
        [
          'waiting',
          'a[.]example',
          'Came <60 s ago>',
          'Waits: the quota of the minute is used up',
          'The next may go at <10:40>',
        ],
        ['running', 'b[.]example', 'Came <10 s ago>', 'VirusTotal is being asked'],
        [
          'waiting',
          'c[.]example',
          'Came <5 s ago>',
          'Waits: others are being asked, as many as may be at a time',
        ],
      ],
    );
  });

  it('says why it does not work, and is known by its id where it has no name', () => {
    const { quota: _quota, nextAt: _nextAt, ...rest } = CARD;
    const broken = { ...rest, name: '', simulated: true, problem: 'The API key is missing' };
    const { title, bars, lines } = accountView(sidebarWords(NOW), broken);
    assert.deepEqual([title, bars, lines[0]], ['demo: account', [], 'The API key is missing']);
  });

  it('says until when the service refuses', () => {
    const quota = {
      minute: { used: 1 },
      day: { used: 1 },
      month: { used: 1 },
      pausedUntil: 660_000,
    };
    const { lines } = accountView(sidebarWords(NOW), { ...CARD, quota });
    assert.equal(lines[0], 'VirusTotal refuses until <11:00>');
  });
});
