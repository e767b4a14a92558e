import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'mocha';
import type { Node, NodeAPI } from 'node-red';
import { createDecision, type Decided } from '../../../nodes/raise/decision';
import { createKinds } from '../../../nodes/raise/kinds';
import { openLater, type Later } from '../../../nodes/raise/later';
import { readQuietSettings, readSettings } from '../../../nodes/raise/settings';
import { TAKEN_ALONE, type NodeKeeping } from '../../../nodes/shared/keeping';
import type { Message } from '../../../nodes/shared/run-node';
import { systemClock } from '../../../src/clock';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import { createResilientStore } from '../../../src/store/resilient/resilient';
import type { Store } from '../../../src/store/store';
import { quietNow } from '../../support/quiet-now';

interface Bench {
  /** From now on the disk is full. */
  readonly fill: () => void;
  /** Flows begin to stop. */
  readonly stop: () => void;
  readonly later: Later;
  readonly store: Store;
  readonly event: (severity: number) => Promise<Decided>;
}

async function sendNothing(): Promise<void> {
  assert.fail('Nothing is sent on');
}

/** A raise node in quiet hours, as far as it decides, on a store whose disk may be full. */
function setUp(): Bench {
  let isFull = false;
  let isStopping = false;
  const disk = createMemoryStore(systemClock);
  const spare = createMemoryStore(systemClock, { isPassing: true });
  const unlessFull = <Result>(write: () => Promise<Result>): Promise<Result> =>
    isFull ? Promise.reject(new StoreError('The disk is full')) : write();
  const failing: Store = {
    ...disk,
    claims: (name) => ({
      ...disk.claims(name),
      claim: (...given) => unlessFull(() => disk.claims(name).claim(...given)),
      absorb: (...given) => unlessFull(() => disk.claims(name).absorb(...given)),
    }),
  };
  const store = createResilientStore(failing, spare, () => undefined);
  let last = 0;
  const RED: NodeAPI = Object({
    events: new EventEmitter(),
    util: { generateId: () => `id-${(last += 1)}` },
  });
  const node: Node = Object({
    id: 'raise',
    on: () => undefined,
    error: (error: Error) => assert.fail(error),
  });
  const settings = readSettings({ detection: 'seen' });
  const kinds = createKinds(RED, store, settings);
  const quietHours = readQuietSettings({ ...quietNow(), urgentFrom: '8' });
  assert.ok(quietHours);
  const later = openLater({ RED, node, store, kinds, quietHours, settings, send: sendNothing });
  const keeping: NodeKeeping = Object({
    hold: (entry: object, id?: string) => ({ entry, id }),
    isStopping: () => isStopping,
    lasts: ({ id }: { readonly id?: string }) => id !== undefined && !id.startsWith('spare:'),
  });
  const decide = createDecision({ node, kinds, keeping, later, store, queue: 'raise raise' });
  return {
    fill: () => (isFull = true),
    stop: () => (isStopping = true),
    later,
    store,
    event(severity) {
      const msg: Message = { _msgid: 'msg' };
      return decide(msg, { subject: 'subject', severity, positives: 0 }, TAKEN_ALONE);
    },
  };
}

describe('a decision in quiet hours', () => {
  it('keeps what would be raised, and knows which of many that come at once', async () => {
    const { event, later, store } = setUp();
    const decided = await Promise.all([3, 3, 5, 4].map((severity) => event(severity)));
    assert.deepEqual(
      decided.map(({ alert, isKept = false }) => [alert.reason, isKept]),
      [
        ['held', true],
        ['held', false],
        ['held', true],
        ['held', false],
      ],
    );
    assert.equal(await store.queue(later.queue).waiting(), 1);
    assert.equal(later.all()[0]?.severity, 5);
  });

  it('raises at once, and says so, what would be lost with the process', async () => {
    const { event, fill, later, store } = setUp();
    fill();
    const { alert, custody, isKept } = await event(3);
    assert.deepEqual([alert.reason, isKept], ['unsuppressed', undefined]);
    assert.ok(custody);
    assert.deepEqual([later.all().length, await store.queue(later.queue).waiting()], [0, 0]);
    // All that come are counted in memory for as long as the process lives: no flood.
    assert.equal((await event(3)).alert.reason, 'suppressed');
  });

  it('keeps what is suppressed while flows are being stopped, as nobody may get it', async () => {
    const { event, stop } = setUp();
    await event(9);
    assert.equal((await event(9)).custody, undefined);
    stop();
    const { alert, custody } = await event(9);
    assert.equal(alert.reason, 'suppressed');
    assert.deepEqual(custody?.entry.msg['alert'], alert);
  });

  it('forgets what is kept once an urgent one tells of it', async () => {
    const { event, later, store } = setUp();
    await event(3);
    const { alert } = await event(9);
    assert.deepEqual([alert.reason, alert.suppressed], ['escalated', 1]);
    assert.deepEqual([later.all().length, await store.queue(later.queue).waiting()], [0, 0]);
  });
});
