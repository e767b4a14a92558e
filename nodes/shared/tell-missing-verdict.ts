import type { Node, NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import { printable } from '../../src/text/printable';
import { listenToFlows } from './flow-events';

/** Nodes that pass a message on as it is, so that what they get has a verdict only if it had one before. */
const TRANSPARENT = new Set([
  'virustotal-gate',
  'virustotal-raise',
  'switch',
  'delay',
  'rbe',
  'junction',
  'link in',
  'link out',
]);

/** A node as it is saved, whatever its type. */
interface SavedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** Whether it is disabled. */
  readonly d?: boolean;
}

/**
 * Tells, when flows have started and before the first message, of a lookup whose reports come here
 * with no verdict node between, where this node needs a verdict. It tells of nothing that it cannot
 * know: a function node, for example, may make one.
 */
export function tellMissingVerdict(
  RED: NodeAPI,
  node: Node,
  tell: (sentence: string) => void,
): void {
  let told: string | undefined;
  const stopListening = listenToFlows(RED, {
    started() {
      const lookup = findBareLookup(RED, node.id);
      if (lookup && lookup.id !== told) {
        const name = printable(lookup.name || lookup.id);
        tell(
          `The lookup "${name}" sends reports here, and no verdict: put a verdict node between, or have the lookup answer with a verdict`,
        );
      }
      told = lookup?.id;
    },
  });
  node.on('close', stopListening);
}

/** A lookup that answers with reports, from which they come to the node `id` as they are. */
function findBareLookup(RED: NodeAPI, id: string): SavedNode | undefined {
  const feeders = findFeeders(RED);
  const seen = new Set<string>();
  const pending = [id];
  for (const each of pending) {
    if (seen.has(each)) continue;
    seen.add(each);
    for (const { node, output } of feeders.get(each) ?? []) {
      if (node.d === true) continue;
      if (node.type === 'virustotal-lookup' && output === 0 && own(node, 'output') !== 'verdict') {
        return node;
      }
      if (TRANSPARENT.has(node.type)) pending.push(node.id);
    }
  }
  return undefined;
}

interface Feeder {
  readonly node: SavedNode;
  /** From 0. */
  readonly output: number;
}

/** What leads to each node, by its id. */
function findFeeders(RED: NodeAPI): ReadonlyMap<string, readonly Feeder[]> {
  const feeders = new Map<string, Feeder[]>();

  function add(targets: unknown, feeder: Feeder): void {
    if (!Array.isArray(targets)) return;
    for (const target of targets) {
      const known = feeders.get(target) ?? [];
      known.push(feeder);
      feeders.set(target, known);
    }
  }

  RED.nodes.eachNode((node) => {
    const wires = own(node, 'wires');
    if (Array.isArray(wires)) wires.forEach((targets, output) => add(targets, { node, output }));
    if (node.type === 'link out') add(own(node, 'links'), { node, output: 0 });
  });
  return feeders;
}
