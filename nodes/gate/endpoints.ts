import type { Node, NodeAPI } from 'node-red';
import { CodedError } from '../../src/coded-error';
import { isPlainObject, own } from '../../src/plain-object';
import { printable } from '../../src/text/printable';
import { door } from '../shared/door';
import { refusal, refusalOf, respond, type Answer } from '../shared/endpoint';
import { createWriter } from '../shared/message-properties';
import type { Choices, LastMessage } from './answers';
import type { GateMemory } from './last-message';
import { placeInMessage, previewGate, type RunningRules } from './preview';
import { isSecretPath } from './secret-paths';
import { exceeds } from '../shared/json-size';
import type { Message } from '../shared/run-node';
import type { RunningNodes } from '../shared/admin/running-nodes';
import { unsetVariable } from '../shared/settings';

/** Bytes of a question, as JSON: a whole message with a verdict fits many times. */
const SIZE_LIMIT = 262_144;

const RULE_LIMIT = 200;

/** Characters of a name that is offered. */
const LONGEST_NAME = 100;

/** Questions that may wait for each other; somebody who types asks a few times in a second. */
const QUEUE_LIMIT = 20;

/** A gate that runs, as far as the editor may ask about it. */
export interface DeployedGate {
  readonly node: Node;
  /** Where its verdict is. */
  readonly property: string;
  /** Its rules, with environment variables filled in. */
  readonly rules: unknown;
  /** The properties of the message that its rules name. */
  readonly paths: readonly string[];
  readonly memory: GateMemory;
}

/** The gates that run. */
type DeployedGates = RunningNodes<DeployedGate>;

/** As much of an Express request as is used. */
interface Request {
  readonly body: unknown;
}

/**
 * Answers the questions of the gate's dialog about the gates in `deployed`, which changes with each
 * deploy, for who may `virustotal.read`:
 *
 * - `POST virustotal/gate/preview` with `{ id, property, match, rules, message }`: what a gate with
 *   these rules would do with this message, or verdict. `id` is the gate that is edited.
 * - `GET virustotal/gate/:id/last`: what the gate that runs looked at in its last message. `kept`
 *   are the properties that its rules name, less the `hidden` ones, which are never kept; `at` is
 *   ISO 8601; `later` is how many messages came after it too fast to be kept.
 * - `GET virustotal/gate/:id/choices`: what of the last message a rule could ask for, see `Choices`;
 *   nothing where there is none.
 *
 * A failure is `{ code, message }`.
 */
export function registerGateEndpoints(RED: NodeAPI, deployed: DeployedGates): void {
  const inTurn = oneAtATime();
  const mayRead = door(RED, 'virustotal.read');
  RED.httpAdmin.post('/virustotal/gate/preview', ...mayRead, (request, response) => {
    void respond(response, () => inTurn(() => preview(RED, deployed, request)), fail);
  });
  RED.httpAdmin.get('/virustotal/gate/:id/last', ...mayRead, (request, response) => {
    void respond(response, async () => tellLast(RED, findGate(deployed, request.params.id)), fail);
  });
  RED.httpAdmin.get('/virustotal/gate/:id/choices', ...mayRead, (request, response) => {
    void respond(response, async () => tellChoices(findGate(deployed, request.params.id)), fail);
  });
}

/** What is known to go wrong is wrong with the question. */
function fail(error: unknown): Answer {
  return refusalOf(error instanceof CodedError ? 400 : 500, error);
}

/** One question after the other: each may block the process for a moment, but not all at once. */
function oneAtATime(): (work: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= QUEUE_LIMIT) return refusal(503, 'busy', 'Too many previews at once: try again');
    waiting += 1;
    const turn = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = turn.catch(() => undefined);
    return await turn;
  };
}

async function preview(RED: NodeAPI, deployed: DeployedGates, { body }: Request): Promise<Answer> {
  // The length that is declared is that of what was sent, which may be compressed.
  if (exceeds(body, SIZE_LIMIT)) {
    return refusal(413, 'too-large', `At most ${SIZE_LIMIT / 1024} kB can be tried`);
  }
  const question = isPlainObject(body) ? body : {};
  const { message, rules } = question;
  if (!isPlainObject(message)) {
    return refusal(400, 'bad-request', 'A verdict or a message is expected: a JSON object');
  }
  if (Array.isArray(rules) && rules.length > RULE_LIMIT) {
    return refusal(413, 'too-large', `At most ${RULE_LIMIT} rules can be tried`);
  }
  const gate = findGate(deployed, question.id);
  const property =
    unsetVariable(question.property) === undefined ? question.property : gate?.property;
  const properties = { ...question, property };
  return { status: 200, body: await previewGate(RED, properties, message, rulesOf(RED, gate)) };
}

function rulesOf(RED: NodeAPI, gate: DeployedGate | undefined): RunningRules | undefined {
  if (!gate) return undefined;
  const id = own(gate.node, '_alias') ?? gate.node.id;
  let saved: unknown;
  RED.nodes.eachNode((def) => {
    if (def.id === id) saved = own(def, 'rules');
  });
  return { saved, filled: gate.rules };
}

/** A gate in a subflow runs once for each use of the subflow: any of them will do. */
function findGate(deployed: DeployedGates, id: unknown): DeployedGate | undefined {
  const at = ({ memory }: DeployedGate): number => memory.last()?.at ?? 0;
  return deployed.named(id).toSorted((one, other) => at(other) - at(one))[0];
}

function tellLast(RED: NodeAPI, gate: DeployedGate | undefined): Answer {
  if (!gate) return refusal(404, 'not-deployed', 'Deploy first: no such gate is running');
  const last = gate.memory.last();
  if (!last) return refusal(404, 'nothing-seen', 'No message has come since the gate was started');
  const { verdict, values }: { verdict?: unknown; values: unknown[] } = JSON.parse(last.text);
  const message: Message = { _msgid: '' };
  gate.paths.forEach((path, index) => put(RED, message, path, values[index]));
  put(RED, message, placeInMessage(RED, gate.property), verdict);
  const { _msgid, ...rest } = message;
  const at = new Date(last.at).toISOString();
  const hidden = gate.paths.filter((path) => isSecretPath(RED, path));
  const kept = gate.paths.filter((path) => !hidden.includes(path));
  const { cut, later } = last;
  const told: LastMessage = { at, message: rest, kept, hidden, cut, later };
  return { status: 200, body: told };
}

function tellChoices(gate: DeployedGate | undefined): Answer {
  const last = gate?.memory.last();
  const verdict = last && own(JSON.parse(last.text), 'verdict');
  const categories = own(verdict, 'categories');
  const detections = own(verdict, 'detections');
  const told: Choices = {
    properties: last?.names ?? [],
    categories: textsIn(isPlainObject(categories) ? Object.values(categories) : []),
    engines: textsIn(
      Array.isArray(detections) ? detections.map((each: unknown) => own(each, 'engine')) : [],
    ),
  };
  return { status: 200, body: told };
}

/** Each text once, as far as it can be shown on one line. */
function textsIn(values: readonly unknown[]): string[] {
  const texts = values.filter((value) => typeof value === 'string' && value.trim() !== '');
  return [...new Set(texts.map(String))].filter((text) => printable(text, LONGEST_NAME) === text);
}

/** Null is as missing as what is not there; a path that depends on the message is left out. */
function put(RED: NodeAPI, message: Message, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  try {
    createWriter(RED, path)(message, value);
  } catch {
    return;
  }
}
