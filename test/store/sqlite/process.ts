import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite';
import { createFakeClock } from '../../support/fake-clock';
import { steps } from './steps';

/** How a process that was started here ended, and what it wrote. */
interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** What the process does with the store in `file`. */
export type Job =
  /** Does the first `count` steps, then kills itself. */
  | { readonly file: string; readonly job: 'steps'; readonly count: number }
  /** Asks `count` times for one of 50 a day; writes how often that was granted. */
  | { readonly file: string; readonly job: 'reserve'; readonly count: number }
  /** Adds one thing after the other until it is killed; writes a line for each that is done. */
  | { readonly file: string; readonly job: 'endless' }
  /** Takes work and holds it until it is killed; writes a line when it has it. */
  | { readonly file: string; readonly job: 'hold' };

/** What a process that reserves asks for. */
export const SHARED_ALLOWANCE = { perMinute: 60, perDay: 50, perMonth: 70 };

/**
 * Runs `job` in a process of its own, on the Node.js that runs this one and on a clock that stands
 * still. `killAfter` is the line of output after which it is killed, if it is.
 */
export async function runProcess(job: Job, killAfter?: number): Promise<Ending> {
  const child = spawn(process.execPath, [__filename, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
    if (killAfter !== undefined && lines >= killAfter) child.kill('SIGKILL');
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, signal) => resolve(signal));
  });
  const [signal, output, errors] = await Promise.all([
    ended,
    text(child.stdout),
    text(child.stderr),
  ]);
  process.removeListener('exit', killWithParent);
  return { signal, output, errors };
}

/** A process that holds work until it is killed, perhaps in a container of its own. */
export interface HoldingProcess {
  /** Whether it could be started there. */
  readonly isHolding: boolean;
  kill(): Promise<void>;
}

/** Starts one; `within` is the command that starts it there. */
export async function startHolding(
  file: string,
  within: readonly string[] = [],
): Promise<HoldingProcess> {
  const job: Job = { file, job: 'hold' };
  const own = [process.execPath, __filename, JSON.stringify(job)] as const;
  const [command, ...args] = [...within, ...own];
  const child = spawn(command ?? own[0], args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const isHolding = await Promise.race([
    new Promise<boolean>((resolve) => child.stdout.once('data', () => resolve(true))),
    ended.then(() => false),
  ]);
  return {
    isHolding,
    async kill() {
      child.kill('SIGKILL');
      await ended;
      process.removeListener('exit', killWithParent);
    },
  };
}

async function work(job: Job): Promise<void> {
  const { store } = openSqliteStore(job.file, createFakeClock());
  switch (job.job) {
    case 'steps':
      for (const { run } of steps.slice(0, job.count)) await run(store);
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'reserve': {
      let granted = 0;
      for (let count = 0; count < job.count; count += 1) {
        if ((await store.quotas.reserve('key', SHARED_ALLOWANCE)).granted) granted += 1;
      }
      await store.close();
      writeSync(1, `${granted}\n`);
      return;
    }
    case 'hold':
      await store.queue('q').put({ payload: Buffer.from('held'), priority: 0 }, 9);
      await store.queue('q').take();
      writeSync(1, 'held\n');
      setInterval(() => undefined, 1000);
      return;
    case 'endless':
      for (let number = 1; ; number += 1) {
        const payload = Buffer.alloc(5000, String(number));
        await store.queue('q').put({ payload, priority: 0 }, Number.POSITIVE_INFINITY);
        await store.values.set(String(number), payload, 1e9);
        await store.values.set('done', Buffer.from(String(number)), 1e9);
        await store.quotas.reserve('key', { perMinute: 0, perDay: 0, perMonth: 0 });
        writeSync(1, `${number}\n`);
      }
  }
}

if (require.main === module) {
  const [, , job = ''] = process.argv;
  work(JSON.parse(job)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
