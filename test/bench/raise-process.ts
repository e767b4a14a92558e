/** Raises in memory and in a file. See `./raise`. */
import path from 'node:path';
import { createRaises } from '../../src/alert/raise';
import { systemClock } from '../../src/clock';
import { createMemoryStore } from '../../src/store/memory/memory';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import type { Store } from '../../src/store/store';
import { makeTemporaryFolder } from '../support/temporary-folder';
import type { RaiseCosts, RaiseWork } from './raise';

/** Raises that are decided about at the same time. */
const AT_ONCE = 1000;

/** Microseconds for each raise. */
async function cost(store: Store, { count, subjects }: RaiseWork): Promise<number> {
  let last = 0;
  const settings = { module: 'bench', detection: 'raise', quiet: 600_000, escalates: true };
  const raises = createRaises(store, systemClock, settings, () => String((last += 1)));
  const startedAt = performance.now();
  let raised = 0;
  for (let done = 0; done < count; done += AT_ONCE) {
    const alerts = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        raises.raise(`http://evil.example/${(done + index) % subjects}`, 3, 5),
      ),
    );
    raised += alerts.filter(({ reason }) => reason === 'first').length;
  }
  if (raised !== subjects) throw new Error(`${raised} were raised, not ${subjects}`);
  const taken = performance.now() - startedAt;
  await store.close();
  return (taken * 1000) / count;
}

async function measure(work: RaiseWork): Promise<RaiseCosts> {
  const inMemory = await cost(createMemoryStore(systemClock), work);
  const file = path.join(makeTemporaryFolder(), 'state.sqlite');
  return { inMemory, inFile: await cost(openSqliteStore(file, systemClock).store, work) };
}

const work: RaiseWork = JSON.parse(process.argv[2] ?? '');
void measure(work).then((costs) =>
  process.stdout.write(JSON.stringify(costs), () => process.exit()),
);
