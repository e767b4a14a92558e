import type { NodeAPI } from 'node-red';

/** Whether the flows still hold a node: for Node-RED one that is disabled is removed, too. */
export function isKnown(RED: NodeAPI, id: string): boolean {
  let known = false;
  RED.nodes.eachNode((each) => {
    known ||= each.id === id;
  });
  return known;
}
