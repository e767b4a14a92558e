import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import { once } from '../shared/once';
import { beginWhenOpen } from '../shared/opening/opening';
import { storeStatus } from '../shared/status/stores';
import { textsOf } from '../shared/status/texts';
import { coverWhileAway } from './away';
import { findPlace, type UsablePlace } from './places';
import { isStoreThere, leasePlace, type StoreLease } from './stores';

/** Who is told of the trouble of a store, and in whose name. */
type StoreUser = Pick<Node, 'warn' | 'error' | 'status'> & Partial<Pick<Node, 'on'>>;

/**
 * Opens the store node `id` for `node`, or the embedded store without one, and tells of its trouble
 * in the log, each sentence once. Throws `ConfigurationError` where there is no such store node.
 */
export function openStore(RED: NodeAPI, node: StoreUser, id: string): StoreLease {
  const place = findPlace(RED, id);
  if (!place.usable) throw place.problem;
  return openPlace(RED, node, place);
}

/**
 * The same for what may have been left in a store, and only where that is there already: nothing is
 * made, and nothing said of what it cannot keep.
 */
export function openStoreThere(RED: NodeAPI, node: StoreUser, id: string): StoreLease | undefined {
  const place = findPlace(RED, id);
  return place.usable && isStoreThere(RED, place) ? leaseFor(RED, node, place) : undefined;
}

/** The same for a place that was found; `patience` as in `beginWhenOpen`. */
export function openPlace(
  RED: NodeAPI,
  node: StoreUser,
  place: UsablePlace,
  patience?: number,
): StoreLease {
  const lease = leaseFor(RED, node, place, patience);
  for (const warning of lease.warnings) node.warn(warning);
  const { inShort } = lease;
  // After what the node shows itself when it is set up.
  if (inShort) setImmediate(() => node.status(storeStatus(textsOf(RED), inShort)));
  return lease;
}

function leaseFor(
  RED: NodeAPI,
  node: StoreUser,
  place: UsablePlace,
  patience?: number,
): StoreLease {
  const lease = leasePlace(RED, place, systemClock);
  const { store } = lease;
  if (canBeClosed(node)) {
    beginWhenOpen(node, store, patience);
    coverWhileAway(RED, node, store);
  }
  // Of one that several share the log tells once for all nodes.
  if (!store.shared) lease.onTrouble(once((sentence) => node.error(sentence)));
  const tellMishap = once((sentence) => node.error(sentence));
  lease.onMishap((sentence) => {
    tellMishap(sentence);
    node.status(storeStatus(textsOf(RED), 'storeMishap'));
  });
  return lease;
}

/** What is only typed in a dialog is no node, and has no end. */
function canBeClosed(user: StoreUser): user is StoreUser & Pick<Node, 'on'> {
  return user.on !== undefined;
}
