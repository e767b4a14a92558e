import type { Node, NodeAPI } from 'node-red';
import { ConfigurationError } from './configuration-error';
import type { Message } from './run-node';

/** What a typed input points at: a property of the message, of a context, or an expression. */
interface Property {
  readonly value: string;
  readonly type: string;
}

/** Hands a property of each message on. */
export interface PropertyReader {
  /**
   * Gives the property to `act`: at once when it is in the message itself, else when it is known.
   * Rejects when an expression fails, or as `act` does.
   */
  use<Result>(msg: Message, act: Act<Result>): Promise<Result | undefined> | undefined;
}

type Act<Result> = (value: unknown) => Promise<Result> | undefined;

/** A path through something that the message does not have leads nowhere, and that is an answer. */
export function createReader(RED: NodeAPI, node: Node, property: Property): PropertyReader {
  if (property.type === 'msg') {
    const read = createPath(RED, property.value);
    return { use: (msg, act) => act(read(msg)) };
  }
  const { value, type } = property;
  return {
    use: (msg, act) =>
      new Promise((resolve, reject) => {
        RED.util.evaluateNodeProperty(value, type, node, msg, (error, result) => {
          if (error) reject(error);
          else resolve(result);
        });
      }).then(act),
  };
}

/** Reads a property of a message by its path; `undefined` where the path leads nowhere. */
export function createPath(RED: NodeAPI, path: string): (msg: Message) => unknown {
  if (isName(path)) return (msg) => msg[path];
  return (msg) => {
    try {
      return RED.util.getMessageProperty(msg, path);
    } catch {
      return undefined;
    }
  };
}

/**
 * Writes a property of a message by its path; tells whether that could be done.
 * Throws `ConfigurationError` for what is no path.
 */
export function createWriter(
  RED: NodeAPI,
  path: string,
): (msg: Message, value: unknown) => boolean {
  if (!isName(path)) {
    refuseMalformed(RED, path);
    return (msg, value) => RED.util.setMessageProperty(msg, path, value, true);
  }
  return (msg, value) => {
    msg[path] = value;
    return true;
  };
}

/** Takes a property of a message away by its path, if it is there; of a list, `null` stays. */
export function createEraser(RED: NodeAPI, path: string): (msg: Message) => void {
  if (isName(path)) return (msg) => void Reflect.deleteProperty(msg, path);
  const read = createPath(RED, path);
  // Taken out of a list, it would leave its place to the element that follows; a name that comes
  // from the message may be one of a list.
  const isElement = typeof RED.util.normalisePropertyExpression(path).at(-1) !== 'string';
  const nothing = isElement ? null : undefined;
  return (msg) => {
    if (read(msg) === undefined) return;
    RED.util.setMessageProperty(msg, path, nothing, false);
  };
}

function refuseMalformed(RED: NodeAPI, path: string): void {
  try {
    RED.util.normalisePropertyExpression(path);
  } catch {
    throw new ConfigurationError('target', `"${path}" is no property of a message`);
  }
}

/** Node-RED reads a path anew with each message; the commonest need not be read at all. */
function isName(path: string): boolean {
  return /^[A-Za-z]\w*$/.test(path) && path !== 'msg';
}
