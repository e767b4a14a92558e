import assert from 'node:assert/strict';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { tellStoreTurn } from '../../../../nodes/shared/figures/store-turns';
import { beginWhenOpen } from '../../../../nodes/shared/opening/opening';
import { runNode } from '../../../../nodes/shared/run-node';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { systemClock } from '../../../../src/clock';
import { StoreError } from '../../../../src/store/errors';
import type { Shared } from '../../../../src/store/shared';
import { createDeferred } from '../../../support/deferred';
import { startFlow, type FlowNode } from '../../../support/flow';

const unused = (): never => assert.fail('only the opening is looked at');

const nobody: Shared = {
  instance: 'one',
  place: unused,
  leases: { take: unused },
  tell: unused,
  hear: unused,
  instances: unused,
  describe: unused,
  away: () => undefined,
  windows: {
    open: unused,
    count: unused,
    top: unused,
    look: unused,
    due: unused,
    tell: unused,
    sift: unused,
    clear: unused,
  },
};

/** A store of which only its opening matters. */
function openable(): { open: () => void; ready: () => Promise<void>; shared: Shared } {
  const opening = createDeferred<void>();
  return { open: () => opening.resolve(), ready: () => opening.promise, shared: nobody };
}

/** A type of node that passes messages on, and whose stores are `stores`, one for each life. */
function passing(lives: (() => Parameters<typeof beginWhenOpen>[1])[]) {
  return (RED: NodeAPI): void => {
    RED.nodes.registerType('passing', function create(this: Node, def: NodeDef) {
      RED.nodes.createNode(this, def);
      runNode(RED, this, { outputs: 1 }, () => {
        const store = (lives.shift() ?? ((): never => assert.fail('one life too many')))();
        beginWhenOpen(this, store);
        return (msg, desk) => {
          desk.emit(0, msg);
          return undefined;
        };
      });
    });
  };
}

const flow = (version: string): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'node', type: 'passing', z: 'tab', version, wires: [['sink']] },
  { id: 'sink', type: 'helper', z: 'tab' },
];

describe('a node whose store takes time to open', () => {
  it('says so, and has messages wait in their order', async () => {
    const store = openable();
    const running = await startFlow([passing([() => store])], flow('1'));
    try {
      for (let number = 1; number <= 50; number += 1) running.receive('node', { payload: number });
      await running.shows('node', /openin/i);
      assert.equal(running.unread('sink'), 0);
      store.open();
      for (let number = 1; number <= 50; number += 1) {
        assert.equal((await running.next('sink'))['payload'], number);
      }
    } finally {
      await running.stop();
    }
  });

  it('says why it cannot be opened, and that messages wait for it', async () => {
    let away: StoreError | undefined;
    let turn: () => void = unused;
    const store = { ...openable(), shared: { ...nobody, away: () => away } };
    const register = (RED: NodeAPI): void => {
      turn = () => tellStoreTurn(RED);
      passing([() => store])(RED);
    };
    const running = await startFlow([register], flow('1'));
    try {
      await running.shows('node', /openin/i);
      away = new StoreError('Wrong password', { trouble: 'sign-in' });
      turn();
      await running.shows('node', 'away.sign-in');
      running.receive('node', { payload: 1 });
      const { fill } = await running.shows('node', 'away.waiting');
      assert.equal(fill, 'red');
      store.open();
      assert.equal((await running.next('sink'))['payload'], 1);
    } finally {
      await running.stop();
    }
  });

  it('has what waits come again in its next life, also where that has a store that is open', async () => {
    const memory = createMemoryStore(systemClock);
    const running = await startFlow([passing([() => openable(), () => memory])], flow('1'));
    try {
      running.receive('node', { payload: 'first' });
      running.receive('node', { payload: 'second' });
      await running.shows('node', /openin/i);
      await running.redeploy(flow('2'));
      assert.equal((await running.next('sink'))['payload'], 'first');
      assert.equal((await running.next('sink'))['payload'], 'second');
    } finally {
      await running.stop();
    }
  });
});
