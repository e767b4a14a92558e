import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NodeMails } from '../../../nodes/notify/listed-mails';
import type { MailRow } from '../../../nodes/sidebar/answers';
import { mailViews, type Wanted } from '../../../nodes/sidebar/editor/mail-view';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;
const ALL: Wanted = { find: '', fate: '' };

const mail = (id: string, subject: string, more: object = {}): NodeMails['dead'][number] => ({
  id,
  subject,
  to: ['ann@example.com'],
  since: new Date(540_000).toISOString(),
  attempts: 2,
  ...more,
});

const OUTBOX: NodeMails = {
  node: 'mail',
  name: 'desk',
  unfinished: 1,
  nextTry: new Date(660_000).toISOString(),
  waiting: [mail('1', 'waits', { lastError: '451 Try later' })],
  dead: [mail('2', 'dead', { lastError: '554 Spam' })],
};

const recorded = (id: string, subject: string, more: Partial<MailRow> = {}): MailRow => ({
  id,
  node: 'mail',
  subject,
  fate: 'delivered',
  last: 590_000,
  to: ['bob@example.com'],
  rejected: [],
  ...more,
});

function viewsOf(
  outboxes: readonly NodeMails[],
  rows: readonly MailRow[],
  wanted = ALL,
  mayWrite = true,
): ReturnType<typeof mailViews> {
  return mailViews(sidebarWords(NOW), outboxes, rows, wanted, mayWrite);
}

describe('the mails in the sidebar', () => {
  it('begin with those that were given up, to be sent again or forgotten', () => {
    const [dead, waiting, delivered] = viewsOf([OUTBOX], [recorded('3', 'arrived')]);
    assert.deepEqual(
      [dead?.badge, dead?.title, dead?.lines, dead?.actions.map(({ name }) => name)],
      [
        'given up',
        'dead',
        ['Not there yet: ann@example.com', 'Came <60 s ago>, tries: 2', '554 Spam'],
        ['send', 'forget'],
      ],
    );
    assert.deepEqual(
      [waiting?.badge, waiting?.lines, waiting?.actions],
      [
        'waiting',
        [
          'Not there yet: ann@example.com',
          'Came <60 s ago>, tries: 2',
          '451 Try later',
          'Next try at <11:00>',
        ],
        [],
      ],
    );
    assert.deepEqual(delivered?.lines, ['Mailed to bob@example.com, <10 s ago>']);
  });

  it('have no buttons for who may only read', () => {
    assert.deepEqual(
      viewsOf([OUTBOX], [], ALL, false).flatMap(({ actions }) => actions),
      [],
    );
  });

  it('say what every mail of a server would meet', () => {
    const [, waiting] = viewsOf([{ ...OUTBOX, failure: 'cannot be reached' }], []);
    assert.equal(waiting?.lines[2], 'cannot be reached');
  });

  it('offer only to forget what cannot be read', () => {
    const unreadable = { ...OUTBOX, dead: [mail('9', '', { unreadable: true, to: [] })] };
    const [dead] = viewsOf([unreadable], []);
    assert.equal(dead?.title, 'cannot be read');
    assert.deepEqual(
      dead.actions.map(({ name }) => name),
      ['forget'],
    );
  });

  it('are shown once, though outbox and record both have them', () => {
    const rows = [
      recorded('a', 'dead', { fate: 'given-up' }),
      recorded('b', 'dead', { fate: 'given-up' }),
      recorded('c', 'waits', { fate: 'waiting' }),
      recorded('d', 'dead', { fate: 'given-up', node: 'other' }),
      recorded('e', 'dead'),
    ];
    assert.deepEqual(
      viewsOf([OUTBOX], rows).map(({ key }) => key),
      ['outbox mail 2', 'outbox mail 1', 'mail b', 'other d', 'mail e'],
    );
  });

  const WANTED: readonly (readonly [wanted: Partial<Wanted>, keys: string[]])[] = [
    [{ find: 'DEAD' }, ['outbox mail 2']],
    [{ find: ' ann@ ' }, ['outbox mail 2', 'outbox mail 1']],
    [{ fate: 'waiting' }, ['outbox mail 1']],
    [{ fate: 'given-up' }, ['outbox mail 2']],
    [{ fate: 'delivered' }, []],
  ];
  for (const [wanted, keys] of WANTED) {
    it(`of outboxes are found by ${JSON.stringify(wanted)}`, () => {
      assert.deepEqual(
        viewsOf([OUTBOX], [], { ...ALL, ...wanted }).map(({ key }) => key),
        keys,
      );
    });
  }
});
