import path from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/clock';
import type { Store } from '../../src/store/store';
import { conditionsOf, type TroubleCode } from '../shared/figures/conditions';
import { sourcesOf } from '../shared/figures/sources';
import type { StoreMishap } from '../shared/status/stores';
import { awayOf } from './away';
import { offerShared } from './shared-health';

/** A store that was opened just now. */
export interface NewStore {
  readonly kind: 'embedded' | 'memory' | 'postgres';
  /** Where it is, or was to be: a file or a server; empty where it is meant to be in memory. */
  readonly file: string;
  readonly store: Store;
  /** What has happened to it; absent where all is well. */
  readonly inShort?: StoreMishap;
  /** What the user has to know of it. */
  readonly warnings: readonly string[];
  readonly onTrouble: (listener: (sentence: string) => void) => void;
  readonly onMishap: (listener: (sentence: string) => void) => void;
}

/** While it fails, it is tried so often, in milliseconds: nobody else may write for long. */
const TRIED_EVERY = 30_000;

/** What happened to its file is over after so many milliseconds in which nothing more did. */
const OVER_AFTER = 3_600_000;

/** What is written to find out whether it works again, and for how many milliseconds. */
const TRIAL = 'trial';
const TRIAL_LASTS = 60_000;

/** By what a status says of a store. */
const CODES: Readonly<Record<StoreMishap, TroubleCode>> = {
  storeInMemory: 'in-memory',
  storeDamaged: 'damaged',
  storeMishap: 'mishap',
};

/** Tells whoever wants to know how a store fares, until the returned function is called. */
export function offerStore(RED: NodeAPI, opened: NewStore, clock: Clock): () => void {
  const { kind, file, store, inShort, warnings } = opened;
  const userDir = userDirOf(RED);
  const place = kind === 'embedded' ? placeOf(file, userDir) : namedPlace(kind, file);
  const watched = { what: 'store' as const, id: kind === 'memory' ? 'memory' : file, name: place };
  const figures = { kind, place, durable: store.durable };
  const { stores } = sourcesOf(RED);
  const source = (): typeof figures => figures;
  const conditions = conditionsOf(RED);
  const opening = conditions.watch(watched, 'opening', 'store');
  const mishaps = conditions.watch(watched, 'file', 'store');
  const writing = conditions.watch(watched, 'writing', 'store');
  let isTrying = false;
  let isOver = false;
  let cancelTrial: (() => void) | undefined;
  let cancelOver: (() => void) | undefined;

  /** As a person who may see the editor knows its place. */
  function shorten(sentence: string): string {
    return sentence.replaceAll(`${userDir}${path.sep}`, '');
  }

  function tryLater(): void {
    isTrying = true;
    cancelTrial = clock.after(TRIED_EVERY, () => void tryNow());
  }

  async function tryNow(): Promise<void> {
    const isWritten = await store.values
      .set(TRIAL, new Uint8Array(1), TRIAL_LASTS)
      .catch(() => false);
    if (!isTrying) return;
    if (!isWritten) {
      tryLater();
      return;
    }
    isTrying = false;
    writing.set(undefined);
  }

  stores.add(source);
  const { shared } = store;
  const endSharing = shared && offerShared(RED, { shared, now: () => store.now() }, watched, clock);
  const code = inShort && CODES[inShort];
  opening.set(code && { code, message: shorten(warnings.join('; ')) });
  // Whoever opens a file writes to it.
  writing.set(undefined);
  mishaps.set(undefined);
  opened.onTrouble((sentence) => {
    // Of that a store that several share tells by itself.
    if (awayOf(store)) return;
    writing.set({ code: 'fails', message: shorten(sentence) });
    // What fails on its way to the end is tried no more: then there is nothing to write to.
    if (!isTrying && !isOver) tryLater();
  });
  opened.onMishap((sentence) => {
    mishaps.set({ code: 'mishap', message: shorten(sentence) });
    cancelOver?.();
    cancelOver = clock.after(OVER_AFTER, () => mishaps.set(undefined));
  });
  return () => {
    isOver = true;
    isTrying = false;
    cancelTrial?.();
    cancelOver?.();
    stores.delete(source);
    endSharing?.();
    for (const report of [opening, mishaps, writing]) report.end();
  };
}

function namedPlace(kind: NewStore['kind'], file: string): string {
  return kind === 'memory' ? '' : file;
}

/** From the user directory on where it lies there, else from the root. */
function placeOf(file: string, userDir: string): string {
  const relative = path.relative(userDir, file);
  const isOutside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative);
  return isOutside ? file : relative;
}

function userDirOf(RED: NodeAPI): string {
  const userDir: unknown = Reflect.get(Object(RED.settings), 'userDir');
  return path.resolve(typeof userDir === 'string' ? userDir : '.');
}
