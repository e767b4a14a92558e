import type { Node, NodeAPI } from 'node-red';
import { createRunningNodes, type RunningNodes } from '../shared/admin/running-nodes';
import { door } from '../shared/door';
import { respond } from '../shared/endpoint';
import type { LastMail } from './answers';
import type { MailMemory } from './last-message';

/** The nodes of each runtime that have seen a message, or may see one. */
const runtimes = new WeakMap<object, RunningNodes<MailMemory>>();

function runningIn(RED: NodeAPI): RunningNodes<MailMemory> {
  const running = runtimes.get(RED.events) ?? createRunningNodes<MailMemory>();
  runtimes.set(RED.events, running);
  return running;
}

/** Lets the editor make previews of the last message of a node for as long as the node runs. */
export function offerLastMessage(RED: NodeAPI, node: Node, memory: MailMemory): void {
  runningIn(RED).add(node, memory);
}

/**
 * Answers what the dialog asks to show a mail before it is sent, for who may `virustotal.read`:
 *
 * - `GET virustotal/notify/:id/last`: the last message of a node that runs (`LastMail`)
 * - `POST virustotal/notify/preview`: see `previewMail`
 *
 * A failure is `{ code, message }`.
 */
export function registerPreviewEndpoints(RED: NodeAPI): void {
  const mayRead = door(RED, 'virustotal.read');
  RED.httpAdmin.get('/virustotal/notify/:id/last', ...mayRead, (request, response) => {
    const id = String(request.params.id);
    void respond(response, async () => ({ status: 200, body: tellLast(RED, id) }));
  });
  RED.httpAdmin.post('/virustotal/notify/preview', ...mayRead, (request, response) => {
    void respond(response, async () =>
      (await import('./preview.js')).previewMail(RED, request.body),
    );
  });
}

/** A node in a subflow runs once for each use of the subflow: any of them will do. */
function tellLast(RED: NodeAPI, id: string): LastMail {
  const [memory] = runningIn(RED).named(id);
  return memory ? memory.last() : { kept: false, why: 'not-deployed' };
}
