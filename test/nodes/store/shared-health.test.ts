import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { conditionsOf } from '../../../nodes/shared/figures/conditions';
import { sourcesOf } from '../../../nodes/shared/figures/sources';
import { coverWhileAway } from '../../../nodes/store/away';
import { offerShared } from '../../../nodes/store/shared-health';
import { StoreError } from '../../../src/store/errors';
import type { Instance, InstanceDoing, Shared } from '../../../src/store/shared';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { passOn } from '../../support/pass-on';

const SERVER = 'db.example:5432/alerts, schema virustotal';
const SECOND = 1000;
/** How much the clock of this machine is ahead of the store's. */
const AHEAD = 300 * SECOND;
const NOTHING = { waiting: 0, running: 0, mails: 0, kept: 0 };

function instance(id: string, doing: InstanceDoing = {}): Instance {
  return { id, place: 0, name: `${id}:1880`, since: 1, seen: 2, doing };
}

describe('how a store fares that several Node-REDs share', () => {
  let clock: FakeClock;
  let RED: NodeAPI;
  let end: () => void;
  let away: StoreError | undefined;
  let log: string[];
  let living: Instance[];
  let describeDoing: () => InstanceDoing;
  let shared: Shared;

  const bad = (): unknown[] =>
    conditionsOf(RED)
      .bad()
      .map(({ name, code, message }) => [name, code, message]);
  const instances = async (): Promise<string[]> => {
    const all = await Promise.all([...sourcesOf(RED).instances].map((tell) => tell()));
    return all
      .flat()
      .map(({ name, isThis, isGone }) => `${name}${isThis ? ' this' : ''}${isGone ? ' gone' : ''}`);
  };

  beforeEach(() => {
    clock = createFakeClock();
    away = undefined;
    log = [];
    living = [instance('one'), instance('two')];
    const tell = (line: string): void => void log.push(line);
    const made = {
      events: new EventEmitter(),
      log: { warn: tell, info: tell },
      _: (key: string) => key,
    };
    RED = Object.assign(Object.create(null), made);
    shared = Object.assign(Object.create(null), {
      instance: 'one',
      away: () => away,
      instances: () => Promise.resolve(living),
      describe: (doing: () => InstanceDoing) => void (describeDoing = doing),
    });
    const store = { shared, now: () => clock.now() - AHEAD };
    end = offerShared(RED, store, { what: 'store', id: SERVER, name: SERVER }, clock);
  });

  afterEach(() => end());

  it('is told when its server is away and why, and when it is back, once each', () => {
    assert.deepEqual(bad(), []);
    away = new StoreError('The server can only be read', { trouble: 'read-only' });
    clock.advance(5 * SECOND);
    assert.deepEqual(bad(), [[SERVER, 'read-only', 'The server can only be read']]);
    away = undefined;
    clock.advance(5 * SECOND);
    assert.deepEqual(bad(), []);
    assert.deepEqual(log, ['The server can only be read', `${SERVER}: the store works again`]);
  });

  it('is not away while it is being opened', () => {
    away = new StoreError('It is being opened', { trouble: 'opening' });
    clock.advance(5 * SECOND);
    assert.deepEqual([bad(), log], [[], []]);
  });

  it('covers the status of those who use it, and then shows what they showed last', async () => {
    const shown: unknown[] = [];
    const node: Pick<Node, 'status' | 'on'> = Object.assign(Object.create(null), {
      status: (status: unknown) => void shown.push(status),
      on: () => undefined,
    });
    coverWhileAway(RED, node, { shared });
    await new Promise(setImmediate);
    node.status({ text: 'before' });
    away = new StoreError('Nobody listens there', { trouble: 'unreachable' });
    clock.advance(2 * SECOND);
    node.status({ text: 'meanwhile' });
    away = undefined;
    clock.advance(2 * SECOND);
    assert.deepEqual(shown, [
      { text: 'before' },
      { fill: 'red', shape: 'ring', text: 'away.unreachable' },
      { text: 'meanwhile' },
    ]);
  });

  it('is told with those who use it, and those who are gone for an hour', async () => {
    assert.deepEqual(await instances(), ['one:1880 this', 'two:1880']);
    living = [instance('one'), instance('three')];
    clock.advance(10 * SECOND);
    await passOn();
    assert.deepEqual(await instances(), ['one:1880 this', 'three:1880', 'two:1880 gone']);
    clock.advance(3600 * SECOND);
    await passOn();
    assert.deepEqual(await instances(), ['one:1880 this', 'three:1880']);
  });

  it('is told of those who use it by the clock of this machine', async () => {
    const [tell] = sourcesOf(RED).instances;
    const [first] = (await tell?.()) ?? [];
    assert.deepEqual([first?.since, first?.seen], [AHEAD + 1, AHEAD + 2]);
  });

  it('forgets one that is gone when its Node-RED was started again', async () => {
    await instances();
    living = [instance('one')];
    clock.advance(10 * SECOND);
    await passOn();
    assert.deepEqual(await instances(), ['one:1880 this', 'two:1880 gone']);
    living = [instance('one'), { ...instance('again'), name: 'two:1880', since: 3 }];
    clock.advance(10 * SECOND);
    await passOn();
    assert.deepEqual(await instances(), ['one:1880 this', 'two:1880']);
  });

  it('tells the others what this one does', () => {
    assert.deepEqual(describeDoing(), NOTHING);
    const { doing } = sourcesOf(RED);
    doing.add(() => ({ waiting: 2, running: 1 }));
    doing.add(() => ({ waiting: 3, mails: 4, kept: 5 }));
    assert.deepEqual(describeDoing(), { waiting: 5, running: 1, mails: 4, kept: 5 });
  });
});
