import type { NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { RunningNodes } from '../shared/admin/running-nodes';
import type { RunningRaise } from './running-raise';
import { tellQuiet } from './quiet-subjects';
import { registerSteering } from './steering';

/**
 * Answers the questions of the raise node's dialog about the nodes that run:
 *
 * - `GET virustotal/raise/:id/quiet`, for who may `virustotal.read`: what is not raised again for now,
 *   see `QuietSubjects`
 * - `POST virustotal/raise/:id/again` with one of those, for who may `virustotal.write`: lets it be
 *   raised again at once; what is kept for later is sent on
 *
 * A failure is `{ code, message }`. What steers alerts by their subject is in `steering.ts`.
 */
export function registerRaiseEndpoints(RED: NodeAPI, running: RunningNodes<RunningRaise>): void {
  RED.httpAdmin.get(
    '/virustotal/raise/:id/quiet',
    ...door(RED, 'virustotal.read'),
    (request, response) => {
      void respond(response, () => tell(running.named(request.params.id)[0]));
    },
  );
  RED.httpAdmin.post(
    '/virustotal/raise/:id/again',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      const [node] = running.named(request.params.id);
      void respond(response, () => raiseAgain(node, request.body));
    },
  );
  registerSteering(RED, running);
}

async function tell(node: RunningRaise | undefined): Promise<Answer> {
  if (!node) return notDeployed();
  if (!node.kept) return noStore();
  return { status: 200, body: await tellQuiet(node.quiet, node.kept) };
}

async function raiseAgain(node: RunningRaise | undefined, body: unknown): Promise<Answer> {
  if (!node) return notDeployed();
  if (!node.kept) return noStore();
  const [detection, key, id] = ['detection', 'key', 'id'].map((name) => own(body, name));
  if (typeof key !== 'string' || typeof id !== 'string') {
    return refusal(400, 'bad-request', 'The subject is expected as it was told: a JSON object');
  }
  const { kinds, later, underWay } = node.kept;
  const simulated = own(body, 'simulated');
  const held = later.all().find((each) => each.id === id && each.key === key);
  if (held && later.sendNow(held.kind, key)) return { status: 200, body: { id } };
  const found = kinds.all.find(
    ({ kind }) => kind.detection === detection && kind.simulated === simulated,
  );
  const isEnded = found && (await underWay(found.raises.endQuiet({ key, id })));
  if (isEnded) return { status: 200, body: { id } };
  return refusal(404, 'not-quiet', 'It is not quiet any more after this alert');
}

function notDeployed(): Answer {
  return refusal(404, 'not-deployed', 'Deploy first: no such node is running');
}

function noStore(): Answer {
  return refusal(409, 'no-store', 'There is no store: everything is raised, nothing is quiet');
}
