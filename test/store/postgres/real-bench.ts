import type { Connection } from '../../../src/store/postgres/caller';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { passing } from '../../support/shared-stores';
import { startProcess, type SharingProcess } from '../../support/shared-stores/process';
import type { SharedBench } from '../contract-shared-bench';
import { serverTime, type SchemaOfTests } from './real-connection';

/** Processes on a real server, through `url`. `hears`: notices come through. */
export async function setUpProcesses(
  { connect, empty, schema }: SchemaOfTests,
  url: string,
  hears: boolean,
): Promise<SharedBench> {
  const clock = createFakeClock();
  const clocks: FakeClock[] = [clock];
  const processes: SharingProcess[] = [];
  const now = serverTime(clock);
  const emptied = empty();

  return {
    clock,
    async open(name = 'test', host = clock) {
      const connection = connect(url, now, emptied, host);
      const listens = hears ? listening(connection) : Promise.resolve();
      const opened = startProcess({ connection, schema, name, clock: host });
      processes.push(opened);
      await Promise.all([opened.store.ready(), listens]);
      return opened;
    },
    pass: (milliseconds) =>
      passing(milliseconds, clocks, () => Promise.all(processes.map((each) => each.settled()))),
    hostClock(ahead) {
      const host = createFakeClock(clock.now() + ahead);
      clocks.push(host);
      return host;
    },
    loseNotices: () => processes.forEach((each) => each.loseNotices(true)),
    close: async () => void (await Promise.all(processes.map((each) => each.close()))),
  };
}

/** Once something may have been missed it is open, once more and it hears. */
function listening(connection: Connection): Promise<void> {
  let times = 0;
  return new Promise((resolve) => {
    connection.onNotice((payload) => {
      if (payload !== undefined) return;
      times += 1;
      if (times === 2) resolve();
    });
  });
}
