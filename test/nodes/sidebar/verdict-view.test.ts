import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { VerdictRow } from '../../../nodes/sidebar/answers';
import { verdictView } from '../../../nodes/sidebar/editor/verdict-view';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;

const ROW: VerdictRow = {
  key: 'v',
  level: 'malicious',
  count: '52 / 70',
  shown: 'evil[.]example',
  link: 'https://www.virustotal.com/gui/domain/evil.example',
  simulated: false,
  last: 590_000,
  times: 1,
  node: 'verdict',
  account: 'account',
  mails: [],
};

const MAIL = { fate: 'delivered', last: 590_000, to: ['ann@example.com'], rejected: [] } as const;

const ROWS: readonly (readonly [
  what: string,
  row: Partial<VerdictRow>,
  tone: string,
  lines: string[],
])[] = [
  [
    'what nobody was told of',
    {},
    'bad',
    ['52 / 70 · <10 s ago> · Public', 'No alert about it: no raise node has had it'],
  ],
  [
    'how often it came',
    { level: 'clean', count: '0 / 70', times: 3 },
    'good',
    ['0 / 70 · <10 s ago> · 3 times · Public'],
  ],
  [
    'to whom it was mailed',
    { alert: { fate: 'raised', raisedAt: 580_000 }, mails: [MAIL] },
    'bad',
    ['52 / 70 · <10 s ago> · Public', 'Mailed to ann@example.com, <10 s ago>'],
  ],
  [
    'a mail without an alert',
    { level: 'suspicious', mails: [MAIL] },
    'doubtful',
    ['52 / 70 · <10 s ago> · Public', 'Mailed to ann@example.com, <10 s ago>'],
  ],
  [
    'why it was not mailed',
    { alert: { fate: 'suppressed', raisedAt: 60_000, quietUntil: 660_000 } },
    'bad',
    ['52 / 70 · <10 s ago> · Public', 'Not mailed: quiet after the alert of <1:00>, until <11:00>'],
  ],
  [
    'an alert that nobody took on',
    { alert: { fate: 'raised', raisedAt: 60_000 } },
    'bad',
    ['52 / 70 · <10 s ago> · Public', 'Raised at <1:00>; no notify node has made a mail of it'],
  ],
];

describe('a verdict in the sidebar', () => {
  for (const [what, row, tone, lines] of ROWS) {
    it(`tells ${what}`, () => {
      const view = verdictView(sidebarWords(NOW), { ...ROW, ...row }, 'Public');
      assert.deepEqual([view.tone, view.lines], [tone, lines]);
    });
  }

  it('has a title, a link and the node', () => {
    const { title, badge, link, node, actions } = verdictView(sidebarWords(NOW), ROW);
    assert.deepEqual(
      { title, badge, link, node, actions },
      { title: ROW.shown, badge: 'malicious', link: ROW.link, node: 'verdict', actions: [] },
    );
    assert.equal(verdictView(sidebarWords(NOW), { ...ROW, shown: '' }).title, 'no indicator');
  });
});
