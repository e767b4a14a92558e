import path from 'node:path';
import { createRaises } from '../../src/alert/raise';
import { systemClock } from '../../src/clock';
import { createMemoryStore } from '../../src/store/memory';
import { openSqliteStore } from '../../src/store/sqlite';
import type { Store } from '../../src/store/store';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { show, type Finding } from './figure';

const RAISES = 1_000_000;
const SUBJECTS = 10_000;

/** Raises that are decided about at the same time. */
const AT_ONCE = 1000;

const TARGET = 10;

/** What it takes to decide about an alert, in memory and in a file. */
export async function raise(): Promise<Finding> {
  const memory = createMemoryStore(systemClock);
  const inMemory = await cost(memory);
  await memory.close();
  const folder = makeTemporaryFolder();
  const { store } = openSqliteStore(path.join(folder, 'state.sqlite'), systemClock);
  const inFile = await cost(store);
  await store.close();
  removeTemporaryFolder(folder);
  const figure = `${show(RAISES)} raises over ${show(SUBJECTS)} subjects, each`;
  const row = (where: string, microseconds: number): Finding['rows'][number] => ({
    figure: `${figure}, ${where}`,
    target: `≤ ${TARGET} µs`,
    measured: `${show(microseconds)} µs`,
    met: microseconds <= TARGET,
  });
  return {
    rows: [row('in memory', inMemory), row('in the embedded store', inFile)],
    raw: { inMemory, inFile },
  };
}

/** Microseconds for each raise. */
async function cost(store: Store): Promise<number> {
  let last = 0;
  const settings = { module: 'bench', detection: 'raise', quiet: 600_000, escalates: true };
  const raises = createRaises(store, systemClock, settings, () => String((last += 1)));
  const startedAt = performance.now();
  let raised = 0;
  for (let done = 0; done < RAISES; done += AT_ONCE) {
    const alerts = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        raises.raise(`http://evil.example/${(done + index) % SUBJECTS}`, 3, 5),
      ),
    );
    raised += alerts.filter(({ reason }) => reason === 'first').length;
  }
  if (raised !== SUBJECTS) throw new Error(`${raised} were raised, not ${SUBJECTS}`);
  return ((performance.now() - startedAt) * 1000) / RAISES;
}
