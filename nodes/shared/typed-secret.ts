import type { Node, NodeAPI } from 'node-red';
import { CodedError } from '../../src/coded-error';
import { isPlainObject, own, type PlainObject } from '../../src/plain-object';
import { ConfigurationError } from './configuration-error';
import type { Properties } from './settings';

/** What the editor sends in place of a secret that is stored and was not typed anew. */
const STORED = '__PWRD__';

/** A value that is to be read from the environment, as Node-RED sees it when it starts a node. */
const VARIABLE = /^\$(?:\{(?<braced>\S+)\}|\((?<bracketed>\S+)\))$/;

/** One that stands inside a text. */
const VARIABLE_INSIDE = /\$\{\w+\}/;

/** The dialog does not send what it should. */
export class BadQuestionError extends CodedError {
  readonly code = 'bad-request';
}

/** A stored secret would go to another place, or another way, than where it is deployed. */
class TypeAgainError extends CodedError {
  readonly code = 'type-again';

  /** `changed` is the property that differs from what is deployed. */
  constructor(
    readonly secret: string,
    readonly changed: string,
  ) {
    super(`${secret}: the stored one goes only where it is deployed: type it again (${changed})`);
  }
}

/** What is not deployed as it stands in the dialog, and would have to be. */
export class DeployFirstError extends CodedError {
  readonly code = 'deploy-first';

  constructor(readonly property: string) {
    super(`${property}: this is read only for what is deployed: deploy first, or type the value`);
  }
}

/** The field of a dialog in which it is wrong; nothing where it is none of them. */
export function fieldOf(error: CodedError): { readonly property?: string } {
  if (error instanceof ConfigurationError || error instanceof DeployFirstError) {
    return { property: error.property };
  }
  return error instanceof TypeAgainError ? { property: error.secret } : {};
}

/** What has to be known of a type of node to try it as it stands in its dialog. */
export interface SecretRules {
  readonly type: string;
  /** Its credentials. */
  readonly secrets: readonly string[];
  /** Those of them in which a variable may also be a part of the text, to be filled in by whoever asks. */
  readonly filledIn?: readonly string[];
  /**
   * The properties that say where its secrets go and how they are protected on the way, each with
   * what it is where it is missing or empty.
   */
  readonly destination: Readonly<Record<string, string>>;
}

/** A node as it stands in its dialog, with what was stored and what comes from the environment. */
export interface TypedNode {
  /** Of the node; empty where it sends none. */
  readonly id: string;
  readonly properties: Properties;
  readonly credentials: Readonly<Record<string, string>>;
}

/** A node as it is deployed: what was saved of it, and the node that runs, if one does. */
interface Deployed {
  readonly saved: PlainObject;
  readonly secrets: PlainObject;
  readonly node: Node | null;
}

/**
 * Reads what a dialog sends: `{ id, credentials, …properties }`, as in a flow.
 *
 * Who may ask need not be who may deploy, so that neither a stored secret nor the environment may be
 * had by a question:
 *
 * - A stored secret (`__PWRD__`) is used only where each property of the destination is as it is
 *   deployed: else `TypeAgainError`. What is typed goes wherever it is said to.
 * - A secret that is read from the environment counts as stored, not as typed, since whoever asks
 *   need not know it: the same text has to be deployed, else `DeployFirstError`, with the same
 *   destination, else `TypeAgainError`.
 * - Any other property that is read from the environment has to be deployed with the same text, else
 *   `DeployFirstError`: an address or an error message tells what is in it.
 *
 * Variables have the values that they have for the deployed node: of its flow, global, or of the
 * process. One that is not set stays as it is, as in Node-RED. Throws `BadQuestionError` for
 * anything else that is sent.
 */
export function readTypedNode(RED: NodeAPI, rules: SecretRules, sent: unknown): TypedNode {
  if (!isPlainObject(sent)) throw new BadQuestionError('A node as in its dialog is expected');
  const { id, credentials, ...properties } = sent;
  const deployed = findDeployed(RED, rules.type, id);
  return {
    id: typeof id === 'string' ? id : '',
    properties: readProperties(RED, properties, deployed),
    credentials: readSecrets(RED, rules, properties, credentials, deployed),
  };
}

function findDeployed(RED: NodeAPI, type: string, id: unknown): Deployed | undefined {
  if (typeof id !== 'string') return undefined;
  let saved: PlainObject | undefined;
  RED.nodes.eachNode((def) => {
    if (def.id === id && def.type === type) saved = { ...def };
  });
  if (!saved) return undefined;
  const secrets = { ...RED.nodes.getCredentials(id) };
  return { saved, secrets, node: RED.nodes.getNode(id) };
}

function readProperties(
  RED: NodeAPI,
  properties: PlainObject,
  deployed: Deployed | undefined,
): Properties {
  const read = Object.entries(properties).map(([name, value]) => {
    if (!isScalar(value)) throw new BadQuestionError(`${name}: a text is expected`);
    const variable = variableIn(value);
    if (variable === undefined) return [name, value];
    if (own(deployed?.saved, name) !== value) throw new DeployFirstError(name);
    return [name, valueOf(RED, variable, deployed) ?? value];
  });
  return Object.fromEntries(read);
}

function readSecrets(
  RED: NodeAPI,
  { secrets, filledIn = [], destination }: SecretRules,
  properties: PlainObject,
  typed: unknown,
  deployed: Deployed | undefined,
): Record<string, string> {
  const changed = firstChanged(destination, properties, deployed);
  const read = secrets.map((name) => {
    const value = own(typed, name) ?? '';
    if (typeof value !== 'string') throw new BadQuestionError(`${name}: a text is expected`);
    const isFilled = filledIn.includes(name) && VARIABLE_INSIDE.test(value);
    if (value !== STORED && variableIn(value) === undefined && !isFilled) return [name, value];
    const stored = own(deployed?.secrets, name);
    const isDeployed = typeof stored === 'string' && (value === STORED || value === stored);
    if (!isDeployed) throw new DeployFirstError(name);
    if (changed !== undefined) throw new TypeAgainError(name, changed);
    return [name, valueOf(RED, variableIn(stored), deployed) ?? stored];
  });
  return Object.fromEntries(read);
}

/** The first property of the destination that is not as it is deployed. */
function firstChanged(
  destination: SecretRules['destination'],
  properties: PlainObject,
  deployed: Deployed | undefined,
): string | undefined {
  const names = Object.keys(destination);
  return names.find((name) => {
    const otherwise = destination[name] ?? '';
    const typed = textOf(own(properties, name)) || otherwise;
    return typed !== (textOf(own(deployed?.saved, name)) || otherwise);
  });
}

function textOf(value: unknown): string {
  return isScalar(value) ? String(value ?? '').trim() : '';
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function variableIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const { braced, bracketed } = VARIABLE.exec(value)?.groups ?? {};
  return braced ?? bracketed;
}

/** What the environment of a deployed node has for a variable, as text. */
function valueOf(
  RED: NodeAPI,
  variable: string | undefined,
  deployed: Deployed | undefined,
): string | undefined {
  if (variable === undefined || !deployed?.node) return undefined;
  const value: unknown = RED.util.getSetting(deployed.node, variable);
  return isScalar(value) && value !== null ? String(value) : undefined;
}
