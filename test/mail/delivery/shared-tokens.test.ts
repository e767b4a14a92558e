import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { createRefreshTokens, type RefreshTokens } from '../../../src/mail/delivery/refresh-token';
import { StoreError } from '../../../src/store/errors';
import type { Values } from '../../../src/store/store';
import type { SharedBench } from '../../store/contract-shared-bench';
import { createDeferred } from '../../support/deferred';
import { openStandIn } from '../../support/stand-in-bench';

const client = {
  tokenUrl: 'https://login.example.com/token',
  clientId: 'client',
  clientSecret: 'secret',
};

async function begin(bench: SharedBench, changes: Partial<Values> = {}): Promise<RefreshTokens> {
  const { store, clock } = await bench.open();
  return createRefreshTokens({
    client,
    given: 'given',
    values: { ...store.values, ...changes },
    shared: { leases: store.shared.leases, clock },
    trouble: () => undefined,
  });
}

/** A token server that takes each refresh token once, and gives the next one for it. */
function createRotation(): (tokens: RefreshTokens) => Promise<void> {
  let valid = 'given';
  let last = 0;
  return (tokens) =>
    tokens.alone(async () => {
      const token = await tokens.current();
      await nextTurn();
      assert.equal(token, valid);
      valid = `new ${(last += 1)}`;
      await nextTurn();
      await tokens.keep(valid);
    }, new AbortController().signal);
}

describe('refresh tokens of several processes', () => {
  it('are used up by one at a time, each with what the one before has got', async () => {
    const bench = await openStandIn();
    const all = [await begin(bench), await begin(bench), await begin(bench)];
    const use = createRotation();
    const uses = Promise.all([...all, ...all].map((tokens) => use(tokens)));
    await bench.pass(10_000);
    await uses;
    await bench.close();
  });

  it('are waited for no longer by one that is stopped', async () => {
    const bench = await openStandIn();
    const [one, other] = [await begin(bench), await begin(bench)];
    const over = createDeferred<void>();
    const stop = new AbortController();
    const using = one.alone(() => over.promise, stop.signal);
    await nextTurn();
    let hasUsed = false;
    const waiting = other.alone(async () => void (hasUsed = true), stop.signal);
    await bench.pass(1000);
    assert.equal(hasUsed, false);
    stop.abort();
    await bench.pass(500);
    assert.equal(hasUsed, true);
    over.resolve();
    await Promise.all([using, waiting]);
    await bench.close();
  });

  it('are not older ones again where a new one could not be kept', async () => {
    const bench = await openStandIn();
    let isFull = false;
    const tokens = await begin(bench);
    const use = createRotation();
    const { store } = await bench.open();
    const failing = await begin(bench, {
      set: (...given) =>
        isFull ? Promise.reject(new StoreError('full')) : store.values.set(...given),
    });
    await use(tokens);
    await use(failing);
    isFull = true;
    await use(failing);
    await use(failing);
    await bench.close();
  });
});
