import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../src/clock';
import { findPlace, leaseStore, type StoreLease } from './stores';

/**
 * Opens the store node `id` for `node`, or the embedded store without one, and tells of its trouble
 * in the log, each sentence once. Throws `ConfigurationError` where there is no such store node.
 */
export function openStore(RED: NodeAPI, node: Node, id: string): StoreLease {
  const place = findPlace(RED, id);
  if (!place.usable) throw place.problem;
  const lease = leaseStore(RED, place.kind, place.file, systemClock);
  const told = new Set<string>();
  lease.onTrouble((sentence) => {
    if (told.has(sentence) || told.size > 20) return;
    told.add(sentence);
    node.error(sentence);
  });
  for (const warning of lease.warnings) node.warn(warning);
  return lease;
}
