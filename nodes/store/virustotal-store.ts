import type { Node, NodeAPI, NodeDef } from 'node-red';
import { asError } from '../../src/as-error';
import { ConfigurationError } from '../shared/configuration-error';
import { reportSettings } from '../shared/figures/settings';
import { readChoice, readText } from '../shared/settings';
import { registerStoreEndpoints } from './endpoints';
import { DEFAULT_FILE, storePath, type StorePlace, type UsablePlace } from './places';
import { loadPostgresPlaces } from './postgres/load-places';
import type { Credentials } from './postgres/read-settings';

export = function register(RED: NodeAPI): void {
  /** A store node only says where: whoever uses it opens it, and shares it with the others. */
  function createStore(this: Node<Credentials>, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const place = readPlace(this, def);
    Object.assign(this, { place });
    reportSettings(RED, this, 'store', place.usable ? undefined : place.problem);
  }

  function readPlace(node: Node<Credentials>, def: NodeDef): StorePlace {
    try {
      return readUsablePlace(node, def);
    } catch (error) {
      return { usable: false, problem: asError(error) };
    }
  }

  function readUsablePlace(node: Node<Credentials>, def: NodeDef): UsablePlace {
    const kind = readChoice({ ...def }, 'kind', ['embedded', 'memory', 'postgres']);
    if (kind === 'postgres') return loadPostgresPlaces().readPostgresPlace(RED, node, { ...def });
    const path = readText({ ...def }, 'path').trim() || DEFAULT_FILE;
    if (path.includes('\0')) throw new ConfigurationError('path', 'a path is expected');
    return { usable: true, kind, file: storePath(RED, path) };
  }

  registerStoreEndpoints(RED);
  RED.nodes.registerType('virustotal-store', createStore, {
    credentials: { url: { type: 'password' } },
  });
};
