import type { Node, NodeAPI } from 'node-red';
import { listOutbox, type OutboxItem } from '../../src/mail/outbox/list';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { ListedMail, NodeMails } from './listed-mails';
import type { NotifyOutbox } from './outbox';

/** Mails of each kind that are shown of one node. */
const SHOWN = 100;

/** As much of an Express request as is used. */
interface Request {
  readonly params: Readonly<Record<string, unknown>>;
}

interface Deployed {
  readonly node: Node;
  readonly outbox: NotifyOutbox;
}

/** The outboxes that are deployed at the moment, by the ids of their nodes. */
const outboxes = new WeakMap<object, Map<string, Deployed>>();

function deployedIn(RED: NodeAPI): Map<string, Deployed> {
  const deployed = outboxes.get(RED.events) ?? new Map<string, Deployed>();
  outboxes.set(RED.events, deployed);
  return deployed;
}

/** Lets the editor look into the outbox of a node for as long as the node runs. */
export function offerOutbox(RED: NodeAPI, node: Node, outbox: NotifyOutbox): void {
  const deployed = deployedIn(RED);
  deployed.set(node.id, { node, outbox });
  node.on('close', () => void deployed.delete(node.id));
}

/**
 * Answers the editor's questions about mails that wait and mails that were given up:
 *
 * - `GET virustotal/mails`, for who may `virustotal.read`: those of each notify node, without what
 *   they say
 * - `POST virustotal/mails/:node/:id/send`, for who may `virustotal.write`: gives one that was given
 *   up all its time again
 * - `DELETE virustotal/mails/:node/:id`, for the same: forgets one that was given up
 *
 * A failure is `{ code, message }`.
 */
export function registerMailEndpoints(RED: NodeAPI): void {
  const deployed = deployedIn(RED);
  RED.httpAdmin.get(
    '/virustotal/mails',
    ...door(RED, 'virustotal.read'),
    (_request, response) => void respond(response, () => list(deployed)),
  );
  const mayWrite = door(RED, 'virustotal.write');
  const change =
    (act: (outbox: NotifyOutbox, id: string) => Promise<boolean>) =>
    (request: Request, response: Parameters<typeof respond>[0]): void => {
      const found = deployed.get(String(request.params['node']));
      const id = String(request.params['id']);
      void respond(response, () => changeDead(found, id, act));
    };
  RED.httpAdmin.post(
    '/virustotal/mails/:node/:id/send',
    ...mayWrite,
    change((outbox, id) => outbox.sendAgain(id)),
  );
  RED.httpAdmin.delete(
    '/virustotal/mails/:node/:id',
    ...mayWrite,
    change((outbox, id) => outbox.queue.discard(id)),
  );
}

async function list(deployed: ReadonlyMap<string, Deployed>): Promise<Answer> {
  return { status: 200, body: await Promise.all([...deployed.values()].map(describe)) };
}

async function describe({ node, outbox }: Deployed): Promise<NodeMails> {
  const { waiting, dead } = await listOutbox(outbox.queue, SHOWN, outbox.toUtc);
  const { waiting: unfinished, nextTry, failure } = outbox.load();
  return {
    node: node.id,
    name: node.name ?? '',
    unfinished,
    ...(nextTry !== undefined && unfinished > 0 && { nextTry: new Date(nextTry).toISOString() }),
    ...(failure && unfinished > 0 && { failure: failure.message }),
    waiting: waiting.map(toListed),
    dead: dead.map(toListed),
  };
}

function toListed({ since, ...rest }: OutboxItem): ListedMail {
  return { ...rest, ...(since !== undefined && { since: new Date(since).toISOString() }) };
}

/** Does something to a mail that was given up; `act` resolves with whether there is such a one. */
async function changeDead(
  found: Deployed | undefined,
  id: string,
  act: (outbox: NotifyOutbox, id: string) => Promise<boolean>,
): Promise<Answer> {
  if (!found) return refusal(404, 'not-deployed', 'The node does not run: deploy it first');
  if (await act(found.outbox, id)) return { status: 200, body: { id } };
  return refusal(404, 'not-found', 'There is no such mail that was given up');
}
