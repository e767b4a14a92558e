import type { Clock } from '../../src/clock';
import type { Work, WorkQueue } from '../../src/store/store';
import type { FakeClock } from '../support/fake-clock';
import type { SharingProcess } from '../support/shared-stores/process';
import { asText } from './contract-bench';

/** Several processes that share one store, empty at first. */
export interface SharedBench {
  /** The server's clock. */
  readonly clock: FakeClock;
  /** Starts a process; resolves once its store is ready. `host` where its host's clock is another one. */
  open(name?: string, host?: Clock): Promise<SharingProcess>;
  /** Lets time pass on all clocks, with all signs of life in it. */
  pass(milliseconds: number): Promise<void>;
  /** Makes a clock that goes on with the others, and says something else. */
  hostClock(ahead: number): FakeClock;
  /** Nothing that is told is heard by those who are there. */
  loseNotices(): void;
  close(): Promise<void>;
}

export type SetUpShared = () => Promise<SharedBench>;

/** Milliseconds until all that somebody held who is gone is free for certain. */
export const GONE = 18_500;

export async function putText(queue: WorkQueue, text: string, forAll = false): Promise<string> {
  const id = await queue.put({ payload: Buffer.from(text), priority: 0, forAll }, 100);
  if (id === undefined) throw new Error('The queue is full');
  return id;
}

/** All that a process can take, as texts in the order in which it comes. */
export async function takeAll(queue: WorkQueue): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let work = await queue.take(); work; work = await queue.take()) texts.push(textOf(work));
  return texts;
}

export function textOf(work: Work | undefined): string {
  return asText(work?.payload) ?? 'nothing';
}
