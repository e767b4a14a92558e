/**
 * What the Node-REDs of a cluster load to be watched: `cluster-note` tells the process that has started
 * them of each message it gets, at once, so that it is known even when they are killed in the next
 * moment. `POST cluster/receive` hands messages to any node, `GET cluster/time` tells the time of day.
 */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Handing, Noted } from './cluster-flow';

interface NoteDef extends NodeDef {
  /** What it means that a message has come here. */
  readonly says: string;
}

export = function register(RED: NodeAPI): void {
  function createNote(this: Node, def: NoteDef): void {
    RED.nodes.createNode(this, def);
    const { says } = def;
    this.on('input', (msg, _send, done) => {
      const { event, error, alert } = Object(msg);
      const noted: Noted = {
        says,
        event: String(event),
        ...(error !== undefined && { why: `${error.code}: ${error.message}` }),
        ...(alert !== undefined && { reason: String(alert.reason ?? alert.state) }),
      };
      process.send?.({ noted });
      done();
    });
  }

  RED.nodes.registerType('cluster-note', createNote);
  RED.httpAdmin.get('/cluster/time', (_request, response) => {
    response.json({ now: Date.now() });
  });
  RED.httpAdmin.post('/cluster/receive', (request, response) => {
    const { node, messages }: Handing = Object(request.body);
    const receiver = RED.nodes.getNode(node);
    for (const message of messages) receiver.receive({ ...message });
    response.json({});
  });
};
