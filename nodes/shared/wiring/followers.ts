import type { Followers } from '../../../src/keeping/options';
import { linksOf, outputsOf, TAKERS, type PassedNode, type Runtime } from './branches';

/**
 * Those who get what a node sends. Node-RED knows a node no more as soon as it begins to stop it. A Complete
 * or Catch node that watches one of them is not looked at: what that sends is another message.
 */
export function followersOf(RED: Runtime, node: PassedNode): Followers {
  const targetsOf = (output: number): readonly string[] => outputsOf(node)[output] ?? [];

  return {
    run(output) {
      const ids = new Set(targetsOf(output));
      for (const id of ids) {
        const found = RED.nodes.getNode(id);
        if (!found || hidesWay(found)) return false;
        if (TAKERS.has(found.type)) continue;
        for (const next of [...outputsOf(found), linksOf(found)].flat()) ids.add(next);
      }
      return true;
    },
    endIt: (output) => targetsOf(output).every((id) => isLast(RED.nodes.getNode(id))),
  };
}

function isLast(found: PassedNode | null): boolean {
  if (!found || TAKERS.has(found.type) || hidesWay(found)) return false;
  return [...outputsOf(found), linksOf(found)].every(({ length }) => length === 0);
}

/** The wires do not say where a message goes from it: into a subflow, or back to who called. */
function hidesWay(found: PassedNode): boolean {
  const { type } = found;
  return SUBFLOW.test(type) || type === 'link call' || (type === 'link out' && goesBack(found));
}

const SUBFLOW = /^subflow(?::|$)/;

function goesBack(linkOut: PassedNode): boolean {
  return linksOf(linkOut).length === 0;
}
