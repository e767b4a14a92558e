import type { NodeAPI } from 'node-red';
import { parseUrl } from '../../src/indicator/parse-url';
import type { Proxy } from '../../src/lookup/transport';
import { own } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';

/**
 * What the core proxy node `id` says; nothing without an id. Throws `ConfigurationError` where there
 * is no such node.
 */
export function readProxy(RED: NodeAPI, id: string | undefined): Proxy | undefined {
  if (!id) return undefined;
  const node: unknown = RED.nodes.getNode(id);
  const url: unknown = typeof node === 'object' && node ? Reflect.get(node, 'url') : undefined;
  if (typeof url !== 'string' || !parseUrl(url)) {
    throw new ConfigurationError('proxy', 'there is no such proxy node, or its URL is malformed');
  }
  const except: unknown = own(node, 'noproxy');
  const credentials = own(node, 'credentials');
  const username = own(credentials, 'username');
  const password = own(credentials, 'password');
  return {
    url,
    ...(Array.isArray(except) && { except: except.filter((each) => typeof each === 'string') }),
    ...(typeof username === 'string' && username !== '' && { username }),
    ...(typeof password === 'string' && { password }),
  };
}
