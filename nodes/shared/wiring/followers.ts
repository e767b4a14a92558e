import type { Followers } from '../../../src/keeping/options';
import { outputsOf, TAKERS, type PassedNode, type Runtime } from './branches';

/**
 * Those who get what a node sends. Node-RED knows a node no more as soon as it begins to stop it; one that
 * is disabled it never knows, so that it counts as stopped. A Complete or Catch node that watches one of
 * them is not looked at: what that sends is another message.
 */
export function followersOf(RED: Runtime, node: PassedNode): Followers {
  const targetsOf = (output: number): readonly string[] => outputsOf(node)[output] ?? [];

  return {
    run(output) {
      const ids = new Set(targetsOf(output));
      for (const id of ids) {
        const found = RED.nodes.getNode(id);
        if (!found || hidesWay(found)) return false;
        for (const next of outputsOf(found).flat()) ids.add(next);
      }
      return true;
    },
    endIt: (output) => targetsOf(output).every((id) => isLast(RED.nodes.getNode(id))),
  };
}

function isLast(found: PassedNode | null): boolean {
  return !!found && !TAKERS.has(found.type) && !hidesWay(found) && leadsNowhere(found);
}

/** The wires do not say where a message goes from it: into a subflow, or back to who called. */
function hidesWay(found: PassedNode): boolean {
  const { type } = found;
  return SUBFLOW.test(type) || type === 'link call' || (type === 'link out' && leadsNowhere(found));
}

const SUBFLOW = /^subflow(?::|$)/;

function leadsNowhere(found: PassedNode): boolean {
  return outputsOf(found).every(({ length }) => length === 0);
}
