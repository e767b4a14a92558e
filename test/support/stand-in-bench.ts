import type { SharedBench } from '../store/contract-shared-bench';
import { createFakeClock, type FakeClock } from './fake-clock';
import { createSharedStores, pass } from './shared-stores';

/** Processes that share a stand-in for a database. */
export function openStandIn(): Promise<SharedBench> {
  const clock = createFakeClock();
  const clocks: FakeClock[] = [clock];
  const stores = createSharedStores(clock);
  const bench: SharedBench = {
    clock,
    async open(name, host) {
      const opened = stores.open(name, host);
      await opened.store.ready();
      return opened;
    },
    pass: (milliseconds) => pass(milliseconds, ...clocks),
    hostClock(ahead) {
      const host = createFakeClock(clock.now() + ahead);
      clocks.push(host);
      return host;
    },
    loseNotices: () => stores.loseNotices(true),
    close: () => stores.closeAll(),
  };
  return Promise.resolve(bench);
}
