import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { ConfigurationError } from '../shared/configuration-error';
import { readChoice, readText } from '../shared/settings';
import { registerStoreEndpoints } from './endpoints';
import { DEFAULT_FILE, storePath, type StorePlace } from './stores';

export = function register(RED: NodeAPI): void {
  /** A store node only says where: whoever uses it opens it, and shares it with the others. */
  function createStore(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    Object.assign(this, { place: readPlace(def) });
  }

  function readPlace(def: NodeDef): StorePlace {
    try {
      const kind = readChoice({ ...def }, 'kind', ['embedded', 'memory']);
      const path = readText({ ...def }, 'path').trim() || DEFAULT_FILE;
      if (path.includes('\0')) throw new ConfigurationError('path', 'a path is expected');
      return { usable: true, kind, file: storePath(RED, path) };
    } catch (error) {
      return { usable: false, problem: asError(error) };
    }
  }

  registerStoreEndpoints(RED);
  RED.nodes.registerType('virustotal-store', createStore);
};
