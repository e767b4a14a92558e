/** Cold lookups of an account, and the bare loop, in turn. See `./cold`. */
import { makeTemporaryFolder } from '../support/temporary-folder';
import { bareLoop } from './bare-loop';
import type { ColdRound, ColdWork } from './cold';
import { openEngine } from './engine';

async function measure({ url, indicators, connections, rounds }: ColdWork): Promise<ColdRound[]> {
  const folder = makeTemporaryFolder();
  const measured: ColdRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await bareLoop({ url, indicators, connections });
    const engine = openEngine(url, folder, `${round}.sqlite`);
    const lookups = await engine.lookUp(0, indicators, connections);
    await engine.close();
    measured.push({ bare, lookups });
  }
  return measured;
}

const work: ColdWork = JSON.parse(process.argv[2] ?? '');
void measure(work).then((rounds) =>
  process.stdout.write(JSON.stringify(rounds), () => process.exit()),
);
