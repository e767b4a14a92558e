import type { Node, NodeAPI, NodeDef } from 'node-red';

export = function register(RED: NodeAPI): void {
  /** A group only holds its addresses: the notify node that uses it reads and checks them. */
  function createGroup(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    Object.assign(this, { group: { ...def } });
  }

  RED.nodes.registerType('virustotal-group', createGroup);
};
