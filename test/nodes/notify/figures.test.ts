import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { watchMailServer } from '../../../nodes/notify/figures';
import { conditionsOf } from '../../../nodes/shared/figures/conditions';
import { DeliveryError, type DeliveryCause } from '../../../src/mail/errors';
import type { OutboxLoad } from '../../../src/mail/outbox/outbox';

describe('whether a mail server works', () => {
  let RED: NodeAPI;
  let load: OutboxLoad;
  let works: boolean | undefined;
  let look: () => void;

  function start(): Node {
    const node: Node = Object.assign(Object.create(new EventEmitter()), { id: 'notify' });
    works = undefined;
    load = { waiting: 0 };
    look = watchMailServer(RED, node, 'mailer', {
      load: () => load,
      serverWorks: () => works,
    });
    return node;
  }

  function fail(reason: DeliveryCause): void {
    works = false;
    load = { waiting: 1, failure: new DeliveryError('It fails', reason) };
    look();
  }

  function deliver(): void {
    works = true;
    load = { waiting: 0 };
    look();
  }

  const bad = (): unknown[] =>
    conditionsOf(RED)
      .bad()
      .map(({ name, code }) => [name, code]);

  beforeEach(() => {
    const nodes = { getNode: () => ({ name: 'Mail' }) };
    RED = Object.assign(Object.create(null), { events: new EventEmitter(), nodes });
    start();
  });

  for (const [reason, code] of [
    ['unreachable', 'unreachable'],
    ['security', 'security'],
    ['credentials', 'sign-in'],
    ['busy', 'failing'],
    ['reluctant', 'failing'],
    ['connection', 'failing'],
  ] as const) {
    it(`is told where it fails so: ${reason}, until a mail is delivered`, () => {
      fail(reason);
      assert.deepEqual(bad(), [['Mail', code]]);
      deliver();
      assert.deepEqual(bad(), []);
    });
  }

  it('is not known where it was stopped, as in each deploy', () => {
    fail('stopped');
    assert.deepEqual(bad(), []);
  });

  it('still fails after a deploy, until a mail is delivered', () => {
    const node = start();
    fail('unreachable');
    node.emit('close');
    start();
    look();
    assert.deepEqual(bad(), [['Mail', 'unreachable']]);
    deliver();
    assert.deepEqual(bad(), []);
  });
});
