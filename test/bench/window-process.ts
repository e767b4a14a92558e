/** What a window of many indicators takes on disk, and its start. See `./collect`. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Collector } from '../../src/window/collector';
import { openCollector } from '../../src/window/open-collector';
import { compact } from '../../src/text/compact';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import type { Store } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { makeTemporaryFolder } from '../support/temporary-folder';
import type { KeptWindow, WindowWork } from './collect';
import { lineOf } from './reports';

const HOUR = 3_600_000;
const SLOTS = 60;

/** Events that are written together, as when a log is read in. */
const AT_ONCE = 1000;

async function measure({ indicators }: WindowWork): Promise<KeptWindow> {
  const clock = createFakeClock();
  const file = path.join(makeTemporaryFolder(), 'window.sqlite');
  const first = openSqliteStore(file, clock).store;
  await fill(await open(first, clock), clock, indicators);
  await first.close();
  const bytes = statSync(file).size;
  const again = openSqliteStore(file, clock).store;
  const start = performance.now();
  const collector = await open(again, clock);
  const seconds = (performance.now() - start) / 1000;
  if (collector.state().events !== SLOTS * indicators) throw new Error('Not all of it is there');
  await collector.close();
  await again.close();
  return { bytes, seconds };
}

async function open(store: Store, clock: FakeClock): Promise<Collector> {
  return await openCollector({
    clock,
    values: store.values,
    name: 'window',
    length: HOUR,
    limit: 0,
    maxDistinct: 100_000,
    random: Math.random,
    send: () => undefined,
    fail(error) {
      throw error;
    },
  });
}

/** Each indicator in an event of each slot; the last of them in the newest. */
async function fill(collector: Collector, clock: FakeClock, indicators: number): Promise<void> {
  const events = Array.from({ length: indicators }, (_, number) => {
    const line = compact(lineOf(number));
    const value = /http:\S+/.exec(line)?.[0] ?? '';
    return { found: [{ key: `url:${value}`, value }], sample: () => line };
  });
  for (let slot = 0; slot < SLOTS; slot += 1) {
    for (let begin = 0; begin < indicators; begin += AT_ONCE) {
      const some = events.slice(begin, begin + AT_ONCE);
      await Promise.all(some.map(({ found, sample }) => collector.add(found, sample)));
    }
    clock.advance(HOUR / SLOTS);
  }
  await collector.close();
}

const work: WindowWork = JSON.parse(process.argv[2] ?? '');
void measure(work).then((kept) => process.stdout.write(JSON.stringify(kept), () => process.exit()));
