import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import type { Journal } from '../../src/journal/journal';
import { closeWith } from '../shared/close-node';
import { findPlace } from './places';
import { isStoreThere, leasePlace, leaseStore, sharedPlaceOf, type StoreLease } from './stores';

/**
 * Finds the journal of a node that has no store: that of a store which several Node-REDs share, so that all
 * show what it notes; else that of the embedded store where there is one already, or one in memory. It is found with the first note, when all nodes of the flows are there.
 */
export function defaultJournal(RED: NodeAPI, node: Node): () => Journal {
  let lease: StoreLease | undefined;
  let isClosed = false;

  function open(): StoreLease {
    const place = sharedPlaceOf(RED) ?? findPlace(RED, '');
    const isThere = !isClosed && place.usable && isStoreThere(RED, place);
    return isThere
      ? leasePlace(RED, place, systemClock)
      : leaseStore(RED, 'memory', '', systemClock);
  }

  closeWith(node, async () => {
    isClosed = true;
    await lease?.release();
  });
  return () => (lease ??= open()).journal;
}
