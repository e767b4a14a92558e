import { describeStore } from '../store/contract';
import { describeSharedStore } from '../store/contract-shared';
import { createFakeClock, type FakeClock } from './fake-clock';
import { createSharedStores, pass } from './shared-stores';

describeStore('shared stand-in', (clock) => createSharedStores(clock).open().store);

describeSharedStore('the stand-in', async () => {
  const clock = createFakeClock();
  const clocks: FakeClock[] = [clock];
  const stores = createSharedStores(clock);
  return {
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
});
