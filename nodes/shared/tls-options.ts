import type { Node, NodeAPI } from 'node-red';
import type { TlsOptions } from '../../src/lookup/transport';
import { ConfigurationError } from './configuration-error';

/** The core tls-config node. */
interface TlsNode extends Node {
  addTLSOptions(options: object): object;
}

/**
 * What the core TLS node `id` says; nothing without an id.
 * Throws `ConfigurationError` where there is no such node.
 */
export function readTlsOptions(RED: NodeAPI, id: string | undefined): TlsOptions | undefined {
  if (!id) return undefined;
  const node = RED.nodes.getNode(id);
  if (!node || !isTls(node)) throw new ConfigurationError('tls', 'there is no such TLS node');
  return { ...node.addTLSOptions({}) };
}

function isTls(node: Node): node is TlsNode {
  return typeof Reflect.get(node, 'addTLSOptions') === 'function';
}
