import type { Node } from 'node-red';
import { own } from '../../../src/plain-object';

/** The nodes of one type that run at the moment, as far as the editor may ask about them. */
export interface RunningNodes<Face> {
  /** Lets the editor ask about a node for as long as it runs. */
  add(node: Node, face: Face): void;
  /** The node of this id; a node in a subflow runs once for each use of the subflow. */
  named(id: unknown): readonly Face[];
  all(): readonly Face[];
}

export function createRunningNodes<Face>(): RunningNodes<Face> {
  const running = new Map<string, { readonly node: Node; readonly face: Face }>();
  return {
    add(node, face) {
      running.set(node.id, { node, face });
      node.on('close', () => void running.delete(node.id));
    },
    named(id) {
      if (typeof id !== 'string') return [];
      const one = running.get(id);
      const all = one ? [one] : [...running.values()].filter(({ node }) => aliasOf(node) === id);
      return all.map(({ face }) => face);
    },
    all: () => [...running.values()].map(({ face }) => face),
  };
}

/** The node of the subflow that a node is a copy of. */
function aliasOf(node: Node): unknown {
  return own(node, '_alias');
}
