/** What kept answers take on disk and in memory. See `./size`. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/clock';
import { identify } from '../../src/indicator/identify';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import { CONDENSED_VERDICT } from '../../src/verdict/condensed';
import { createAnswerCache } from '../../src/lookup/cache/answer-cache';
import { guiLink } from '../../src/virustotal/links';
import { parseReport } from '../../src/virustotal/parse-report';
import { createVirusTotalV3 } from '../../src/virustotal/v3/service';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { openEngine } from './engine';
import { collectGarbage } from './garbage';
import { realReports } from './real-reports';
import { indicatorOf, reportText } from './reports';
import type { MemoryDifference, SizeWork, Sizes } from './size';

const LIFETIME = 86_400_000;

/** Looked up before the memory is looked at, so that what is loaded once does not count. */
const WARM_UP = 600;

const folder = makeTemporaryFolder();

async function measure({ url, reports, entries }: SizeWork): Promise<Sizes> {
  const made = Array.from({ length: reports }, (_, each) => ({
    name: indicatorOf(each),
    text: reportText(each),
  }));
  const real = realReports();
  return {
    disk: await diskOf(made),
    meanText: made.reduce((sum, { text }) => sum + text.length, 0) / made.length,
    ...(real.length > 0 && { real: { disk: await diskOf(copies(real)), reports: real.length } }),
    memory: await memoryOf(url, entries),
  };
}

/** Each of a few files often enough that whole pages of the file do not matter. */
function copies(texts: readonly string[]): { name: string; text: string }[] {
  return texts.flatMap((text, number) =>
    Array.from({ length: 20 }, (_, copy) => ({ name: indicatorOf(20 * number + copy), text })),
  );
}

let files = 0;

/** Bytes by which the file grows for each report, after the log is carried over into it. */
async function diskOf(reports: readonly { name: string; text: string }[]): Promise<number> {
  const file = path.join(folder, `disk-${(files += 1)}.sqlite`);
  await openSqliteStore(file, systemClock).store.close();
  const before = statSync(file).size;
  const { store } = openSqliteStore(file, systemClock);
  const cache = createAnswerCache({
    service: createVirusTotalV3(''),
    store,
    clock: systemClock,
    scope: 'https://www.virustotal.com v3',
    bytes: { answers: 1024 * 1024, texts: 1024 * 1024 },
    condensed: CONDENSED_VERDICT,
  });
  for (const { name, text } of reports) {
    const report = parseReport(text);
    const { outcome } = report;
    const link = guiLink('file', name);
    const finding = { outcome, api: 3, fetchedAt: Date.now(), link, text } as const;
    await cache.keep(identify(name, 'file'), finding, report, LIFETIME);
  }
  await cache.written();
  await store.close();
  return (statSync(file).size - before) / reports.length;
}

/** By itself, so that nothing of it is held when the memory is looked at. */
async function warmUp(url: string): Promise<void> {
  const engine = openEngine(url, folder, 'other.sqlite');
  await engine.lookUp(0, WARM_UP, 20);
  await engine.close();
}

/** Bytes of memory for each answer that an account has in its cache. */
async function memoryOf(url: string, entries: number): Promise<MemoryDifference> {
  await warmUp(url);
  const engine = openEngine(url, folder, 'memory.sqlite');
  await engine.lookUp(0, 1, 1);
  await engine.lookups.written();
  const before = await memory();
  await engine.lookUp(1, entries, 20);
  await engine.lookups.written();
  const after = await memory();
  for (let each = 1; each <= entries; each += 1) {
    if (!engine.lookups.peek(identify(indicatorOf(each), 'file'))) {
      throw new Error('Not all that was looked up is in memory');
    }
  }
  await engine.close();
  return {
    heapUsed: (after.heapUsed - before.heapUsed) / entries,
    external: (after.external - before.external) / entries,
    arrayBuffers: (after.arrayBuffers - before.arrayBuffers) / entries,
  };
}

/** Once connections have nothing left to read, and all is collected that only that held. */
async function memory(): Promise<NodeJS.MemoryUsage> {
  for (let round = 0; round < 8; round += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    collectGarbage();
  }
  return process.memoryUsage();
}

const work: SizeWork = JSON.parse(process.argv[2] ?? '');
void measure(work).then((sizes) =>
  process.stdout.write(JSON.stringify(sizes), () => process.exit()),
);
