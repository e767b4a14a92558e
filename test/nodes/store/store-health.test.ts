import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { conditionsOf } from '../../../nodes/shared/figures/conditions';
import { sourcesOf } from '../../../nodes/shared/figures/sources';
import { offerStore, type NewStore } from '../../../nodes/store/store-health';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { passOn } from '../../support/pass-on';

const USER_DIR = '/data';
const FILE = '/data/virustotal/state.sqlite';
const SECOND = 1000;
const HOUR = 3_600_000;

describe('how a store fares', () => {
  let clock: FakeClock;
  let RED: NodeAPI;
  let end: () => void;
  let works: boolean;
  let writes: number;
  let tellTrouble: (sentence: string) => void;
  let tellMishap: (sentence: string) => void;

  function open(changes: Partial<NewStore> = {}): void {
    const memory = createMemoryStore(clock);
    const values: Store['values'] = {
      get: (key) => memory.values.get(key),
      set(key, value, lifetime) {
        writes += 1;
        if (!works) return Promise.resolve(false);
        return memory.values.set(key, value, lifetime).then(() => true);
      },
      remove: (key) => memory.values.remove(key),
    };
    const opened: NewStore = {
      kind: 'embedded',
      file: FILE,
      store: { ...memory, values },
      warnings: [],
      onTrouble: (listener) => void (tellTrouble = listener),
      onMishap: (listener) => void (tellMishap = listener),
      ...changes,
    };
    end = offerStore(RED, opened, clock);
  }

  const bad = (): unknown[] =>
    conditionsOf(RED)
      .bad()
      .map(({ name, code, message }) => [name, code, message]);
  const stores = (): unknown[] => [...sourcesOf(RED).stores].map((tell) => tell());

  beforeEach(() => {
    clock = createFakeClock();
    works = true;
    writes = 0;
    const made = { events: new EventEmitter(), settings: { userDir: USER_DIR } };
    RED = Object.assign(Object.create(null), made);
  });

  it('is told with its place from the user directory on, until it is closed', () => {
    open();
    assert.deepEqual(stores(), [
      { kind: 'embedded', place: 'virustotal/state.sqlite', durable: false },
    ]);
    assert.deepEqual(bad(), []);
    end();
    assert.deepEqual(stores(), []);
  });

  it('is told with its whole place where it lies elsewhere, and none where it is in memory', () => {
    open({ file: '/mnt/nas/state.sqlite' });
    open({ kind: 'memory', file: '' });
    assert.deepEqual(
      [...sourcesOf(RED).stores].map((tell) => tell().place),
      ['/mnt/nas/state.sqlite', ''],
    );
  });

  for (const [inShort, code] of [
    ['storeInMemory', 'in-memory'],
    ['storeDamaged', 'damaged'],
  ] as const) {
    it(`is bad where it is opened as ${inShort}, and good once it is opened well`, () => {
      open({ inShort, warnings: [`${FILE} is not what it was`] });
      assert.deepEqual(bad(), [
        ['virustotal/state.sqlite', code, 'virustotal/state.sqlite is not what it was'],
      ]);
      end();
      open();
      assert.deepEqual(bad(), []);
    });
  }

  it('is bad while it cannot be written to, however long nobody else writes', async () => {
    open();
    works = false;
    tellTrouble(`${FILE}: the disk is full`);
    tellTrouble(`${FILE}: the disk is full`);
    const full = [
      ['virustotal/state.sqlite', 'fails', 'virustotal/state.sqlite: the disk is full'],
    ];
    clock.advance(30 * SECOND);
    await passOn();
    assert.deepEqual(bad(), full);
    works = true;
    clock.advance(30 * SECOND);
    await passOn();
    assert.deepEqual(bad(), []);
  });

  it('is tried no more once it is closed, though it fails meanwhile', async () => {
    open();
    works = false;
    end();
    tellTrouble(`${FILE}: the disk is full`);
    clock.advance(30 * SECOND);
    await passOn();
    assert.equal(writes, 0);
  });

  it('is bad for an hour after something has happened to its file', () => {
    open();
    tellMishap('The store was gone');
    clock.advance(HOUR - SECOND);
    tellMishap('The log was gone');
    clock.advance(HOUR - SECOND);
    assert.deepEqual(bad(), [['virustotal/state.sqlite', 'mishap', 'The log was gone']]);
    clock.advance(SECOND);
    assert.deepEqual(bad(), []);
  });
});
