import assert from 'node:assert/strict';
import { loadHouseCheck, type House, type HouseCheck, type Tree } from '../support/house';

const house: House = {
  rooms: [
    { folder: 'src', holds: 'time', imports: [] },
    { folder: 'src/indicator', holds: 'what may be asked', imports: ['src'] },
    { folder: 'src/lookup', holds: 'asking', imports: ['src', 'src/indicator'] },
    { folder: 'src/inbox', holds: 'a mail server to try with', imports: ['src'] },
  ],
  shared: ['nodes/shared', 'editor'],
  offered: { 'nodes/store/open-store.ts': 'the store of a node' },
  unshipped: ['src/inbox'],
  stillToCome: [],
};

const limits = {
  lines: { most: 3, files: /\.ts$/ },
  filesOfFolder: { most: 2, files: /\.ts$/ },
};

/** It keeps to the plan; each test adds what does not. */
const clean: Tree = {
  'src/clock.ts': '',
  'src/indicator/identify.ts': "import { now } from '../clock';",
  'src/lookup/lookup.ts': "import { identify } from '../indicator/identify';",
  'src/lookup/cache/memory.ts': "import type { Clock } from '../../clock';",
  'src/inbox/inbox.ts': "import { createServer } from 'node:net';",
  'nodes/shared/status.ts': "import type { Node } from 'node-red';",
  'nodes/store/open-store.ts': "import { status } from '../shared/status';",
  'nodes/store/files.ts': '',
  'nodes/raise/raise.ts': "import { openStore } from '../store/open-store';",
};

describe('the check of the house', () => {
  let check: HouseCheck;

  before(async () => {
    check = await loadHouseCheck();
  });

  const problems = (added: Tree, plan: Partial<House> = {}): string[] =>
    check.problemsOf({ ...clean, ...added }, { ...house, ...plan }, limits);

  it('has nothing to say about a tree that keeps to the plan', () => {
    assert.deepEqual(problems({}), []);
  });

  const table: [what: string, added: Tree, told: RegExp][] = [
    [
      'an import that runs back',
      { 'src/indicator/extract.ts': "import { ask } from '../lookup/lookup';" },
      /^src\/indicator\/extract\.ts imports src\/lookup\/lookup\.ts: src\/indicator may import src, not src\/lookup; move/,
    ],
    [
      'the same of a type',
      { 'src/indicator/extract.ts': "import type { Lookup } from '../lookup/lookup';" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same of a type within an expression',
      { 'src/indicator/extract.ts': "let lookup: typeof import('../lookup/lookup');" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same when something is loaded late',
      { 'src/indicator/extract.ts': "const lookup = await import(\n  '../lookup/lookup'\n);" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same by require',
      { 'src/indicator/extract.ts': "import lookup = require('../lookup/lookup');" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same by passing it on',
      { 'src/indicator/extract.ts': "export * from '../lookup/lookup';" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same for its effect',
      { 'src/indicator/extract.ts': "import '../lookup/lookup';" },
      /extract\.ts imports src\/lookup\/lookup\.ts/,
    ],
    [
      'the same from a folder within a room',
      { 'src/indicator/extract/url.ts': "import {\n  ask,\n} from '../../lookup/cache/memory';" },
      /extract\/url\.ts imports src\/lookup\/cache\/memory\.ts: src\/indicator may import/,
    ],
    [
      'a folder that the plan does not know',
      { 'src/other/one.ts': '' },
      /^src\/other is in no plan: give it a line/,
    ],
    [
      'a part of src that knows a node',
      { 'src/lookup/late.ts': "import { status } from '../../nodes/shared/status';" },
      /^src\/lookup\/late\.ts imports nodes\/shared\/status\.ts: src knows no node/,
    ],
    [
      'a part of src that knows Node-RED',
      { 'src/lookup/late.ts': "import type { Node } from 'node-red';" },
      /^src\/lookup\/late\.ts imports node-red: src does not know Node-RED/,
    ],
    [
      'a part of src that knows a part of Node-RED',
      { 'src/lookup/late.ts': "import { log } from '@node-red/util';" },
      /^src\/lookup\/late\.ts imports @node-red\/util: src does not know Node-RED/,
    ],
    [
      'a node that reaches past the door of another',
      { 'nodes/raise/keep.ts': "import { file } from '../store/files';" },
      /^nodes\/raise\/keep\.ts imports nodes\/store\/files\.ts, past the door of that node: import nodes\/store\/open-store\.ts instead/,
    ],
    [
      'a node that takes from one that offers nothing',
      { 'nodes/gate/gate.ts': "import { raise } from '../raise/raise';" },
      /^nodes\/gate\/gate\.ts imports nodes\/raise\/raise\.ts, past the door of that node: move it to nodes\/shared/,
    ],
    [
      'what nodes share that knows one of them',
      { 'nodes/shared/start.ts': "import type { Lease } from '../store/open-store';" },
      /^nodes\/shared\/start\.ts imports nodes\/store\/open-store\.ts: nodes\/shared knows no single node/,
    ],
    [
      'what pages share that knows one node',
      { 'editor/form.ts': "import { file } from '../nodes/store/files';" },
      /^editor\/form\.ts imports nodes\/store\/files\.ts: editor knows no single node/,
    ],
    [
      'a node that needs what is not published',
      { 'nodes/raise/try.ts': "import { inbox } from '../../src/inbox/inbox';" },
      /^nodes\/raise\/try\.ts imports src\/inbox\/inbox\.ts: src\/inbox is not in the published package/,
    ],
    [
      'an import of nothing',
      { 'src/lookup/late.ts': "import { gone } from './gone';" },
      /^src\/lookup\/late\.ts imports \.\/gone, which is not there/,
    ],
    [
      'a long file',
      { 'src/lookup/late.ts': '1\n2\n3\n4\n' },
      /^src\/lookup\/late\.ts has 4 lines, more than 3: divide it/,
    ],
    [
      'a full folder',
      { 'src/lookup/one.ts': '', 'src/lookup/two.ts': '' },
      /^src\/lookup has 3 files, more than 2: make rooms in it/,
    ],
  ];
  for (const [what, added, told] of table) {
    it(`finds ${what}`, () => {
      const found = problems(added);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', told);
    });
  }

  it('finds a circle of types within a room, and tells the shortest way round', () => {
    const found = problems({
      'src/indicator/identify.ts': "import type { B } from './b';",
      'src/indicator/b.ts': "import type { C } from '../indicator/kinds/c';\nimport './identify';",
      'src/indicator/kinds/c.ts': "export type { A } from '../identify';",
    });

    assert.deepEqual(found, [
      'Files import each other in a circle, ' +
        'src/indicator/identify.ts → src/indicator/b.ts → src/indicator/identify.ts: ' +
        'move what they share into a file of its own',
    ]);
  });

  it('finds nodes that need each other, though no file of them does', () => {
    const found = problems(
      {
        'nodes/store/files.ts': "import { raised } from '../raise/raised';",
        'nodes/raise/raised.ts': '',
      },
      { offered: { ...house.offered, 'nodes/raise/raised.ts': 'what was raised' } },
    );

    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', /^Rooms import each other in a circle, nodes\/(store|raise) → /);
  });

  it('finds a plan that runs back itself', () => {
    const rooms = house.rooms.toReversed();
    assert.ok(
      problems({}, { rooms }).includes(
        'scripts/house/allowed-imports.mjs lets src/lookup import src, which does not stand before it',
      ),
    );
  });

  it('finds a plan of rooms and offers that are gone', () => {
    assert.deepEqual(
      problems(
        {},
        {
          rooms: [...house.rooms, { folder: 'src/attic', holds: 'nothing', imports: [] }],
          offered: { ...house.offered, 'nodes/store/attic.ts': 'nothing' },
        },
      ),
      [
        'src/attic is empty: take its line out of scripts/house/allowed-imports.mjs',
        'nodes/store/attic.ts is offered to other nodes and is not there: mend scripts/house/allowed-imports.mjs',
      ],
    );
  });

  it('lets through what is known to go yet, and says when it has gone', () => {
    const stillToCome = ['src/indicator > src/lookup/lookup.ts'];
    const added = { 'src/indicator/extract.ts': "import { ask } from '../lookup/lookup';" };

    assert.deepEqual(problems(added, { stillToCome }), []);
    assert.deepEqual(problems({}, { stillToCome }), [
      'src/indicator > src/lookup/lookup.ts has gone: take it out of stillToCome in scripts/house/allowed-imports.mjs',
    ]);
  });

  it('takes no comment for an import', () => {
    const commented = "/** See\n * from '../lookup/lookup'\n */\n// import '../lookup/lookup'";
    assert.deepEqual(check.importsOf({ 'src/indicator/extract.ts': commented }), []);
  });

  it('sees an import behind a comment', () => {
    const text = "/* late */ import('../clock')";
    assert.equal(check.importsOf({ ...clean, 'src/indicator/a.ts': text })[0]?.to, 'src/clock.ts');
  });

  describe('draws', () => {
    it('which room imports which', () => {
      const drawn = check.drawHouse(clean, house);

      assert.ok(drawn.includes('  src_lookup --> src_indicator\n'), drawn);
      assert.ok(drawn.includes('  nodes_raise --> nodes_store\n'), drawn);
      assert.match(drawn, /\| `src\/lookup` +\| asking +\| `src`, `src\/indicator` +\|/);
      assert.match(drawn, /\| `nodes\/store\/open-store\.ts` \| the store of a node \|/);
    });

    it('it anew on a page, and leaves the rest', () => {
      const page =
        'Before.\n\n<!-- drawn by `npm run draw` -->\nold\n<!-- end of what is drawn -->\n\nAfter.\n';
      assert.equal(
        check.redraw(page, 'new'),
        'Before.\n\n<!-- drawn by `npm run draw` -->\n\nnew\n\n<!-- end of what is drawn -->\n\nAfter.\n',
      );
      assert.throws(() => check.redraw('No marks.', 'new'), /lacks its marks/);
    });
  });
});
