import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import { conditionsOf } from '../shared/figures/conditions';
import { sourcesOf } from '../shared/figures/sources';
import { listenToFlows } from '../shared/flow-events';
import { journalsOf } from '../store/stores';

/** A lookup that begins to wait is noted by nobody: it is looked for so often, in milliseconds. */
const EVERY = 1000;

/** Calls `listener` whenever there is something new to show, until what it returns is called. */
export function watchAll(RED: NodeAPI, clock: Clock, listener: () => void): () => void {
  const ends = [
    ...journalsOf(RED).map(({ journal }) => journal.onChange(listener)),
    conditionsOf(RED).listen('virustotal-sidebar', listener),
    listenToFlows(RED, { started: listener }),
    watchLookups(RED, clock, listener),
  ];
  return () => ends.forEach((end) => end());
}

function watchLookups(RED: NodeAPI, clock: Clock, listener: () => void): () => void {
  const { lookups } = sourcesOf(RED);
  const load = (): string =>
    [...lookups]
      .map((tell) => tell())
      .map(({ messages, indicators }) => `${messages} ${indicators}`)
      .join();
  let before = load();
  let cancel = clock.after(EVERY, look);

  function look(): void {
    const now = load();
    if (now !== before) listener();
    before = now;
    cancel = clock.after(EVERY, look);
  }

  return () => cancel();
}
