import assert from 'node:assert/strict';
import { instanceViews } from '../../../nodes/sidebar/editor/instance-view';
import type { RowView } from '../../../nodes/sidebar/editor/views';
import type { InstanceFigures } from '../../../nodes/shared/figures/figures';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;
const STORE = 'db.example:5432/alerts, schema virustotal';

const ONE: InstanceFigures = {
  id: 'one',
  name: 'red-1:1880',
  store: STORE,
  since: 60_000,
  seen: 598_000,
  isThis: true,
  isGone: false,
  doing: { waiting: 12, running: 4, mails: 3, kept: 1 },
};
const IDLE = { waiting: 0, running: 0, mails: 0, kept: 0 };
const TWO: InstanceFigures = { ...ONE, id: 'two', name: 'red-2:1880', isThis: false, doing: IDLE };
const THREE: InstanceFigures = {
  ...TWO,
  id: 'three',
  name: 'red-3:1880',
  seen: 300_000,
  isGone: true,
};

const shown = (views: readonly RowView[]): unknown[] =>
  views.map(({ tone, badge, title, lines }) => [tone, badge, title, ...lines]);

describe('the Node-REDs that share a store, in the sidebar', () => {
  it('are told with what each does, which is this one, and which is gone', () => {
    assert.deepEqual(shown(instanceViews(sidebarWords(NOW), [ONE, TWO, THREE], NOW)), [
      [
        'good',
        'this one',
        'red-1:1880',
        'Runs since <1:00>',
        'Requests under way: 4',
        'Messages waiting: 12',
        'Mails waiting: 3',
        'Alerts kept: 1',
        'Last sign of life <2 s ago>',
      ],
      [
        'good',
        'runs',
        'red-2:1880',
        'Runs since <1:00>',
        'Has nothing to do',
        'Last sign of life <2 s ago>',
      ],
      ['doubtful', 'gone', 'red-3:1880', 'Last sign of life <300 s ago>'],
    ]);
  });

  it('name their store where there are several', () => {
    const other = { ...TWO, store: 'other.example:5432/alerts, schema virustotal' };
    const [one, two] = instanceViews(sidebarWords(NOW), [ONE, other], NOW);
    assert.equal(one?.lines.at(-1), `On ${STORE}`);
    assert.equal(two?.lines.at(-1), `On ${other.store}`);
  });

  it('are doubtful while nobody can tell of them', () => {
    const views = instanceViews(sidebarWords(NOW), [ONE, TWO], NOW + 60_000);
    assert.deepEqual(
      views.map(({ tone }) => tone),
      ['doubtful', 'doubtful'],
    );
  });

  it('are told in German', () => {
    const [one, two, three] = instanceViews(sidebarWords(NOW, 'de'), [ONE, TWO, THREE], NOW);
    assert.deepEqual([one?.badge, two?.badge, three?.badge], ['hier', 'läuft', 'weg']);
    assert.equal(two?.lines[1], 'Hat nichts zu tun');
  });
});
