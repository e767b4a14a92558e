import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  badView,
  silenceView,
  unwiredView,
  type Silence,
} from '../../../nodes/sidebar/editor/other-views';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;
const words = sidebarWords(NOW);

describe('what is wrong, in the sidebar', () => {
  it('says what, since when, and until when', () => {
    const condition = {
      what: 'account',
      id: 'account',
      name: 'Public',
      code: 'day',
      message: 'The quota of the day is gone',
      since: 540_000,
      until: 660_000,
    } as const;
    const { badge, title, lines, node } = badView(words, condition);
    assert.deepEqual(
      { badge, title, lines, node },
      {
        badge: 'account',
        title: 'Public',
        lines: ['The quota of the day is gone', 'Began <60 s ago>', 'Until <11:00>'],
        node: 'account',
      },
    );
  });
});

describe('an output that leads nowhere, in the sidebar', () => {
  const OUTPUT = { node: 'mail', name: '', type: 'virustotal-notify', output: 2, loses: true };

  it('says which, and whether something is lost', () => {
    const { badge, title, tone, lines } = unwiredView(words, OUTPUT);
    assert.deepEqual(
      { badge, title, tone, lines },
      { badge: 'output 2', title: 'notify', tone: 'bad', lines: ['What leaves by it is lost.'] },
    );
    const counted = unwiredView(words, { ...OUTPUT, name: 'desk', loses: false });
    assert.deepEqual([counted.title, counted.tone], ['desk', 'quiet']);
  });
});

describe('a silence in the sidebar', () => {
  const UNTIL = { until: new Date(660_000).toISOString() };
  const TITLES: readonly (readonly [silence: Silence, title: string])[] = [
    [UNTIL, 'all alerts'],
    [{ ...UNTIL, module: 'proxy' }, 'module proxy'],
    [{ ...UNTIL, subject: 'http://evil.example/' }, 'hxxp[:]//evil[.]example/'],
    [{ ...UNTIL, subject: 'a.example', module: 'proxy' }, 'a[.]example, module proxy'],
    [{ ...UNTIL, simulated: true }, 'demo: all alerts'],
  ];
  for (const [silence, title] of TITLES) {
    it(`is of ${title}`, () => {
      const view = silenceView(words, silence, true);
      assert.deepEqual([view.title, view.lines], [title, ['until <11:00>']]);
      assert.deepEqual(
        view.actions.map(({ name }) => name),
        ['unsilence'],
      );
    });
  }

  it('is ended by nobody who may only read', () => {
    assert.deepEqual(silenceView(words, UNTIL, false).actions, []);
  });
});
