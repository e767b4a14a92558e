import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import type { FakeClock } from '../support/fake-clock';
import { createBench } from '../support/lookup-bench';
import { allowNoUnhandledRejection } from '../support/unhandled-rejections';
import { foundV3 } from '../support/virustotal-replies';

const SECOND = 1000;

const domain = identify('www.example.com', 'domain');

/** A store behind which the process stands still once, right after a reservation was granted. */
function standingStill(clock: FakeClock, milliseconds: number): Store {
  const store = createMemoryStore(clock);
  let isFirst = true;
  return {
    ...store,
    quotas: {
      ...store.quotas,
      async reserve(...given) {
        const reservation = await store.quotas.reserve(...given);
        if (isFirst) clock.advance(milliseconds);
        isFirst = false;
        return reservation;
      },
    },
  };
}

describe('a reservation after which the process stood still', () => {
  allowNoUnhandledRejection();

  it('is made anew where it is older than the time of a request', async () => {
    const { lookups, ledger, transport } = createBench(() => foundV3(domain), {
      store: (clock) => standingStill(clock, 40 * SECOND),
      allowance: { perMinute: 4 },
    });
    assert.equal((await lookups.lookup(domain, false)).outcome, 'found');
    assert.equal(transport.requests.length, 1);
    assert.equal((await ledger.usage()).minute, 2);
  });

  it('waits for the quota where that has no room for another one', async () => {
    const { lookups, transport, pass } = createBench(() => foundV3(domain), {
      store: (clock) => standingStill(clock, 40 * SECOND),
      allowance: { perMinute: 1 },
    });
    const looking = lookups.lookup(domain, false);
    await pass(SECOND);
    assert.equal(transport.requests.length, 0);
    await pass(60 * SECOND);
    assert.equal((await looking).outcome, 'found');
    assert.equal(transport.requests.length, 1);
  });

  it('is used where it is no older', async () => {
    const { lookups, ledger } = createBench(() => foundV3(domain), {
      store: (clock) => standingStill(clock, 14 * SECOND),
      allowance: { perMinute: 4 },
    });
    await lookups.lookup(domain, false);
    assert.equal((await ledger.usage()).minute, 1);
  });
});
