import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FencedError } from '../../../src/mail/fence';
import type { Deliver } from '../../../src/mail/outbox/attempts';
import { encodeEntry } from '../../../src/mail/outbox/entry';
import { createOutbox, type Outbox } from '../../../src/mail/outbox/outbox';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { WorkQueue } from '../../../src/store/store';
import { createDeferred } from '../../support/deferred';
import { createFakeClock } from '../../support/fake-clock';
import { mailNumber } from '../../support/mails';

const ended = (): Promise<void> => Promise.resolve();

interface Opened {
  readonly outbox: Outbox;
  readonly queue: WorkQueue;
  /** Resolves with the subject of the first mail that has ended. */
  readonly first: Promise<string>;
  /** Another process has left something, and a moment passes. */
  readonly left: () => void;
}

/** An outbox that others use, too; `changes` to what its queue knows of them. */
function open(deliver: Deliver, changes: Partial<WorkQueue> = {}): Opened {
  const clock = createFakeClock();
  const store = createMemoryStore(clock);
  const queue = store.queue('outbox');
  const first = createDeferred<string>();
  let tell: (() => void) | undefined;
  const onLeft = (listener: () => void): (() => void) => {
    tell = listener;
    return () => undefined;
  };
  const outbox = createOutbox({
    queue: { ...queue, onLeft, ...changes },
    clock,
    elapsed: () => store.elapsed(),
    isShared: true,
    random: () => 0,
    giveUpAfter: () => Number.POSITIVE_INFINITY,
    deliver,
    onEnd: (end) => Promise.resolve(first.resolve(end.entry.mail.subject)),
    changed: () => undefined,
    trouble: (error) => first.reject(error),
  });
  const left = (): void => {
    tell?.();
    clock.advance(1000);
  };
  return { outbox, queue, first: first.promise, left };
}

const taken: Deliver = (_mail, recipients) =>
  Promise.resolve({ accepted: [...recipients], refused: [], deferred: [] });

describe('an outbox that several processes share', () => {
  it('lets a mail go that another process has, without sending it', async () => {
    let tried = 0;
    const { outbox } = open(
      (...given) => {
        tried += 1;
        return taken(...given);
      },
      { holds: () => false, regain: () => Promise.resolve(false) },
    );
    await outbox.start();
    const lost = createDeferred<string>();
    const id = await outbox.add(mailNumber(1), {}, ended, undefined, (each) => lost.resolve(each));
    assert.equal(await lost.promise, id);
    assert.equal(tried, 0);
    await outbox.close(true);
  });

  it('tries a mail again that was broken off and is still its own', async () => {
    let tried = 0;
    const { outbox } = open((...given) => {
      tried += 1;
      return tried === 1 ? Promise.reject(new FencedError()) : taken(...given);
    });
    await outbox.start();
    const end = createDeferred<void>();
    await outbox.add(mailNumber(1), {}, () => Promise.resolve(end.resolve()));
    await end.promise;
    assert.equal(tried, 2);
    assert.equal(outbox.serverWorks(), true);
    await outbox.close(true);
  });

  it('delivers what another process has left', async () => {
    const { outbox, queue, first, left } = open(taken);
    await outbox.start();
    const mail = mailNumber(1);
    const entry = { mail, since: 0, attempts: 0, accepted: [], refused: [] };
    await queue.put({ payload: encodeEntry(entry), priority: 0 }, 10);
    left();
    assert.equal(await first, mail.subject);
    await outbox.close(true);
  });
});
