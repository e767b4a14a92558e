import type { NodeAPI } from 'node-red';
import type { QuietOne, Raises } from '../../src/alert/raise';
import { eventLoopTurns } from '../../src/in-pieces';
import { own } from '../../src/plain-object';
import { printable } from '../../src/text/printable';
import { door } from '../shared/door';
import { refusal, refusalOf, respond, type Answer } from '../shared/endpoint';
import type { RunningNodes } from '../shared/admin/running-nodes';
import type { QuietSubject, QuietSubjects } from './answers';

/** Subjects that are shown of one node. */
const SHOWN = 20;

/** Characters that are shown of a subject. */
const LONGEST = 200;

/** The raises of one detection, real or made up. */
export interface DetectionRaises {
  readonly detection: string;
  /** What the demonstration made up. */
  readonly simulated: boolean;
  readonly raises: Pick<Raises, 'quietOnes' | 'endQuiet'>;
}

/** A raise node that runs, as far as the editor may ask about it. */
export interface RunningRaise {
  /** Milliseconds for which it suppresses; 0: it suppresses nothing. */
  readonly quiet: number;
  /** Absent where there is no store. */
  readonly kinds?: readonly DetectionRaises[];
}

/**
 * Answers the questions of the raise node's dialog about the nodes that run:
 *
 * - `GET virustotal/raise/:id/quiet`, for who may `virustotal.read`: what is not raised again for now,
 *   see `QuietSubjects`
 * - `POST virustotal/raise/:id/again` with one of those, for who may `virustotal.write`: lets it be
 *   raised again at once
 *
 * A failure is `{ code, message }`.
 */
export function registerRaiseEndpoints(RED: NodeAPI, running: RunningNodes<RunningRaise>): void {
  RED.httpAdmin.get(
    '/virustotal/raise/:id/quiet',
    ...door(RED, 'virustotal.read'),
    (request, response) => {
      void respond(response, () => tellQuiet(running.named(request.params.id)[0]), fail);
    },
  );
  RED.httpAdmin.post(
    '/virustotal/raise/:id/again',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      const [node] = running.named(request.params.id);
      void respond(response, () => raiseAgain(node, request.body), fail);
    },
  );
}

function fail(error: unknown): Answer {
  return refusalOf(500, error);
}

async function tellQuiet(node: RunningRaise | undefined): Promise<Answer> {
  if (!node) return notDeployed();
  if (!node.kinds) return noStore();
  const told = { suppress: node.quiet, ...(await newestOf(node.kinds)) } satisfies QuietSubjects;
  return { status: 200, body: told };
}

/** Others have their turn between two parts: there may be very many. */
async function newestOf(
  kinds: readonly DetectionRaises[],
): Promise<Pick<QuietSubjects, 'quiet' | 'more'>> {
  let newest: { readonly kind: DetectionRaises; readonly one: QuietOne }[] = [];
  let count = 0;
  for (const kind of kinds) {
    for await (const part of kind.raises.quietOnes()) {
      count += part.length;
      newest = [...newest, ...part.map((one) => ({ kind, one }))]
        .toSorted((first, second) => second.one.raisedAt - first.one.raisedAt)
        .slice(0, SHOWN);
      await eventLoopTurns.next();
    }
  }
  return {
    quiet: newest.map(({ kind, one }) => describe(kind, one)),
    more: count - newest.length,
  };
}

function describe(
  { detection, simulated }: DetectionRaises,
  { key, id, subject, raisedAt, quietUntil, suppressed }: QuietOne,
): QuietSubject {
  return {
    detection,
    simulated,
    key,
    id,
    ...(subject !== undefined && { subject: printable(subject, LONGEST) }),
    raisedAt: new Date(raisedAt).toISOString(),
    quietUntil: new Date(quietUntil).toISOString(),
    suppressed,
  };
}

async function raiseAgain(node: RunningRaise | undefined, body: unknown): Promise<Answer> {
  if (!node) return notDeployed();
  if (!node.kinds) return noStore();
  const [detection, key, id] = ['detection', 'key', 'id'].map((name) => own(body, name));
  if (typeof key !== 'string' || typeof id !== 'string') {
    return refusal(400, 'bad-request', 'The subject is expected as it was told: a JSON object');
  }
  const kind = node.kinds.find(
    (each) => each.detection === detection && each.simulated === own(body, 'simulated'),
  );
  if (await kind?.raises.endQuiet({ key, id })) return { status: 200, body: { id } };
  return refusal(404, 'not-quiet', 'It is not quiet any more after this alert');
}

function notDeployed(): Answer {
  return refusal(404, 'not-deployed', 'Deploy first: no such node is running');
}

function noStore(): Answer {
  return refusal(409, 'no-store', 'There is no store: everything is raised, nothing is quiet');
}
