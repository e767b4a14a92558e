import type { NodeAPI } from 'node-red';
import { own } from '../../../src/plain-object';
import { findPlace } from '../places';

/** Nodes that keep their state in a store, chosen or not. */
const KEEPERS: ReadonlySet<string> = new Set([
  'virustotal-account',
  'virustotal-collect',
  'virustotal-mailer',
  'virustotal-raise',
]);

/** What the nodes are called that run and keep their state in `file`. */
export function usersOf(RED: NodeAPI, file: string): readonly string[] {
  const users: string[] = [];
  RED.nodes.eachNode((def) => {
    if (!KEEPERS.has(def.type) || !RED.nodes.getNode(def.id)) return;
    const place = findPlace(RED, textIn(def, 'store'));
    if (!place.usable || place.kind !== 'embedded' || place.file !== file) return;
    users.push(textIn(def, 'name') || `${def.type} ${def.id}`);
  });
  return users;
}

function textIn(def: unknown, name: string): string {
  const value = own({ ...Object(def) }, name);
  return typeof value === 'string' ? value : '';
}
