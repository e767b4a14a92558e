import type { Node, NodeAPI } from 'node-red';
import type { StoreError } from '../../src/store/errors';
import type { Store } from '../../src/store/store';
import { listenToStoreTurns } from '../shared/figures/store-turns';
import { coverStatus } from '../shared/status/cover';
import { awayStatus } from '../shared/status/stores';
import { textsOf } from '../shared/status/texts';

/** Why a store cannot be asked at the moment; one that is being opened is not away. */
export function awayOf({ shared }: Pick<Store, 'shared'>): StoreError | undefined {
  const error = shared?.away();
  return error?.trouble === 'opening' ? undefined : error;
}

/** Covers the status of a node while its store is away, for as long as the node runs. */
export function coverWhileAway(
  RED: NodeAPI,
  node: Pick<Node, 'status' | 'on'>,
  store: Pick<Store, 'shared'>,
): void {
  if (!store.shared) return;
  const cover = coverStatus(node);
  const texts = textsOf(RED);
  let shown: StoreError | undefined;

  function look(): void {
    const away = awayOf(store);
    if (away?.trouble === shown?.trouble && Boolean(away) === Boolean(shown)) return;
    shown = away;
    cover(away && awayStatus(texts, away.trouble));
  }

  const stop = listenToStoreTurns(RED, look);
  node.on('close', stop);
  // After what the node shows itself when it is set up.
  setImmediate(look);
}
