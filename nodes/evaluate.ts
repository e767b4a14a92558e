import type { Node, NodeAPI } from 'node-red';
import type { Message } from './glue';

/**
 * Reads what a typed input points at: a property of the message, of a context, or an expression.
 * A path through something that the message does not have leads nowhere, and that is an answer.
 */
export function evaluate(
  RED: NodeAPI,
  node: Node,
  property: { readonly value: string; readonly type: string },
  msg: Message,
): Promise<unknown> {
  if (property.type === 'msg') return Promise.resolve(propertyOf(RED, msg, property.value));
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(property.value, property.type, node, msg, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** A property of the message by its path; `undefined` where the path leads nowhere. */
export function propertyOf(RED: NodeAPI, msg: Message, path: string): unknown {
  try {
    return RED.util.getMessageProperty(msg, path);
  } catch {
    return undefined;
  }
}
