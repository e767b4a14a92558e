/** What a journal writes, and how it is read. See `./journal`. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createJournal } from '../../src/journal/create-journal';
import type { Journal } from '../../src/journal/journal';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import type { LoneStore } from '../../src/store/kinds';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import type { JournalBytes, JournalWork } from './journal';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** All that this process has handed to the system to be written: proc(5), `/proc/pid/io`. */
function written(): number {
  const [, bytes] = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1')) ?? [];
  if (bytes === undefined) throw new Error('This system does not tell what a process writes');
  return Number(bytes);
}

/** Lets time go on, in steps in which each timer has its turn and what it begins comes to its end. */
async function pass(clock: FakeClock, milliseconds: number, step = SECOND): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    clock.advance(step);
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  }
}

function noteVerdict(journal: Journal, index: number, remembered: boolean): void {
  const value = index.toString(16).padStart(64, '0');
  const link = `https://www.virustotal.com/gui/file/${value}`;
  journal.lookup('0123456789abcdef', remembered ? 'cache' : 'asked');
  journal.verdict({
    account: '0123456789abcdef',
    node: 'fedcba9876543210',
    level: 'malicious',
    count: '52 / 70',
    indicator: { type: 'file', value },
    link,
    simulated: false,
    remembered,
  });
}

function noteAlert(journal: Journal, index: number, fate: 'raised' | 'suppressed'): void {
  journal.alert({
    node: '00112233445566778',
    id: index.toString(16).padStart(16, '0'),
    module: 'virustotal',
    detection: 'malicious_file_detected',
    subject: index.toString(16).padStart(64, '0'),
    severity: 7,
    simulated: false,
    fate,
    quietUntil: 1_768_478_400_000,
  });
}

function noteMail(journal: Journal, index: number): void {
  journal.mail({
    node: '8877665544332211',
    id: index.toString(16).padStart(16, '0'),
    alerts: [index.toString(16).padStart(16, '0')],
    about: index.toString(16).padStart(64, '0'),
    subject: 'Malicious: an attachment of a mail to one of our people',
    to: ['soc@example.com', 'duty@example.com'],
    fate: 'delivered',
  });
}

/** All that a journal can hold of one account. */
async function fill(journal: Journal, clock: FakeClock): Promise<void> {
  for (let hour = 0; hour < 720; hour += 1) {
    for (let index = 0; index < 10; index += 1) {
      const each = (hour * 10 + index) % 1000;
      noteVerdict(journal, each, false);
      noteAlert(journal, each, 'raised');
      noteMail(journal, each);
    }
    await pass(clock, HOUR, HOUR / 2);
  }
  await pass(clock, 120 * SECOND);
}

/**
 * Bytes for each note, in a life of its own: whatever SQLite has put off is written when a store is
 * closed, and no more is left of those before.
 */
async function bytesOfEach(
  file: string,
  clock: FakeClock,
  { perSecond, seconds }: JournalWork,
  note: (journal: Journal, index: number) => void,
): Promise<number> {
  const before = written();
  const { store } = openSqliteStore(file, clock);
  const journal = createJournal(store, clock);
  for (let second = 0; second < seconds; second += 1) {
    for (let index = 0; index < perSecond; index += 1) {
      note(journal, (second * 7919 + index * 31) % 1000);
    }
    await pass(clock, SECOND);
  }
  await journal.close();
  await store.close();
  return (written() - before) / (perSecond * seconds);
}

/** Bytes that are written into a store while nothing happens for an hour; its files tell whether any are. */
async function untouched(clock: FakeClock, file: string): Promise<number> {
  const look = (): string =>
    [file, `${file}-wal`].map((each) => `${statSync(each).mtimeMs} ${statSync(each).size}`).join();
  const [bytes, files] = [written(), look()];
  await pass(clock, HOUR);
  return files === look() ? 0 : written() - bytes;
}

/** Of Node.js 23.9 and later, where all is measured; the types are those of the oldest one. */
const threadCpuUsage: () => NodeJS.CpuUsage = Reflect.get(process, 'threadCpuUsage');

/** Milliseconds for which this thread has had a processor: others may take it away. */
function processorTime(): number {
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds until all is read, and of the processor's the most in which nothing else had its turn. */
async function read(store: LoneStore, clock: FakeClock): Promise<{ whole: number; gap: number }> {
  const journal = createJournal(store, clock);
  const begun = performance.now();
  let gap = 0;
  let last = processorTime();
  let isOver = false;
  function look(): void {
    const now = processorTime();
    gap = Math.max(gap, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  }
  setImmediate(look);
  await journal.loaded();
  isOver = true;
  look();
  if (journal.verdicts().length !== 1000) throw new Error('The journal is not full');
  return { whole: performance.now() - begun, gap };
}

async function measure(work: JournalWork): Promise<JournalBytes> {
  const folder = makeTemporaryFolder();
  const clock = createFakeClock();
  const file = path.join(folder, 'state.sqlite');
  const first = openSqliteStore(file, clock).store;
  const full = createJournal(first, clock);
  await fill(full, clock);
  await full.close();
  await first.close();
  const lookup = await bytesOfEach(file, clock, work, (journal, index) =>
    noteVerdict(journal, index, true),
  );
  const alert = await bytesOfEach(file, clock, work, (journal, index) =>
    noteAlert(journal, index, 'suppressed'),
  );
  const { store } = openSqliteStore(file, clock);
  const reading = await read(store, clock);
  const idle = await untouched(clock, file);
  await store.close();
  removeTemporaryFolder(folder);
  return { lookup, alert, idle, reading };
}

const given: JournalWork = JSON.parse(process.argv[2] ?? '');
void measure(given).then((bytes) =>
  process.stdout.write(JSON.stringify(bytes), () => process.exit()),
);
