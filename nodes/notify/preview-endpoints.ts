import type { Node, NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import { door } from '../shared/door';
import { refusalOf, respond, type Answer } from '../shared/endpoint';
import type { LastMail } from './answers';
import type { MailMemory } from './last-message';
import { previewMail } from './preview';

/** A node that runs, and what it has seen last. */
interface Remembered {
  readonly node: Node;
  readonly memory: MailMemory;
}

/** Those of each runtime, by the ids of their nodes. */
const runtimes = new WeakMap<object, Map<string, Remembered>>();

function rememberedIn(RED: NodeAPI): Map<string, Remembered> {
  const remembered = runtimes.get(RED.events) ?? new Map<string, Remembered>();
  runtimes.set(RED.events, remembered);
  return remembered;
}

/** Lets the editor make previews of the last message of a node for as long as the node runs. */
export function offerLastMessage(RED: NodeAPI, node: Node, memory: MailMemory): void {
  const remembered = rememberedIn(RED);
  remembered.set(node.id, { node, memory });
  node.on('close', () => void remembered.delete(node.id));
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
    void respond(response, async () => ({ status: 200, body: tellLast(RED, id) }), fail);
  });
  RED.httpAdmin.post('/virustotal/notify/preview', ...mayRead, (request, response) => {
    void respond(response, async () => previewMail(RED, request.body), fail);
  });
}

function fail(error: unknown): Answer {
  return refusalOf(500, error);
}

/** A node in a subflow runs once for each use of the subflow: any of them will do. */
function tellLast(RED: NodeAPI, id: string): LastMail {
  const remembered = [...rememberedIn(RED).values()];
  const found =
    remembered.find(({ node }) => node.id === id) ??
    remembered.find(({ node }) => own(node, '_alias') === id);
  return found ? found.memory.last() : { kept: false, why: 'not-deployed' };
}
