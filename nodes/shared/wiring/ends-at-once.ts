import type { Node } from 'node-red';
import { linksOf, outputsOf, TAKERS, type Runtime } from './branches';

/**
 * Whether all who get what a node sends by an output (from 0) send it to nobody else, and are none of
 * ours that take it over: delivered to them, it has come as far as it goes.
 */
export function endsAtOnce(RED: Runtime, node: Pick<Node, 'type'>, output: number): boolean {
  const targets = outputsOf(node)[output] ?? [];
  return targets.every((id) => isLast(RED.nodes.getNode(id)));
}

function isLast(target: Pick<Node, 'type'> | null): boolean {
  if (!target || TAKERS.has(target.type) || LEADS_ON.test(target.type)) return false;
  return [...outputsOf(target), linksOf(target)].every(({ length }) => length === 0);
}

/** Of these nodes the wires do not say where a message goes from them. */
const LEADS_ON = /^(?:subflow(?::|$)|link )/;
