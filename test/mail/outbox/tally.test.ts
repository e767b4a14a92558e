import assert from 'node:assert/strict';
import { createTally } from '../../../src/mail/outbox/tally';
import { createDeferred } from '../../support/deferred';

function queueOf(waiting: number | Promise<number>) {
  return { waiting: () => Promise.resolve(waiting) };
}

const nobody = (): boolean => false;

describe('the tally of an outbox', () => {
  it('counts what waits in the queue and what was taken out of it and has no end yet', async () => {
    const tally = createTally(queueOf(5), nobody, () => undefined);
    tally.take('a');
    tally.take('b');
    tally.settle('a');
    await tally.recount();
    assert.equal(tally.waiting(), 6);
  });

  it('is told of every change, and never falls below nothing', () => {
    let told = 0;
    const tally = createTally(queueOf(0), nobody, () => (told += 1));
    tally.change(1);
    tally.change(-1);
    tally.change(-1);
    assert.deepEqual([tally.waiting(), told], [0, 3]);
  });

  it('does not take over a count during which something has changed', async () => {
    const counted = createDeferred<number>();
    const tally = createTally(queueOf(counted.promise), nobody, () => undefined);
    tally.change(3);
    const counting = tally.recount();
    tally.change(1);
    counted.resolve(3);
    await counting;
    assert.equal(tally.waiting(), 4);
  });

  it('does not take over a count while a mail is on its way in', async () => {
    const tally = createTally(
      queueOf(7),
      () => true,
      () => undefined,
    );
    tally.change(1);
    await tally.recount();
    assert.equal(tally.waiting(), 1);
  });
});
