import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Node, NodeAPI } from 'node-red';
import { nameOfAddress } from '../../../src/store/postgres/address';
import { createPostgresStore, moveIntoPostgres } from '../../../src/store/postgres/postgres-store';
import { readText, type Properties } from '../../shared/settings';
import { openShared } from '../opened/open-shared';
import { userDirectory, type SharedPlace } from '../places';
import { loadPg } from './driver';
import { readPostgresSettings, type Credentials } from './read-settings';

/** The place of a store node that is deployed. Throws `ConfigurationError`. */
export function readPostgresPlace(
  RED: NodeAPI,
  node: Node<Credentials>,
  properties: Properties,
): SharedPlace {
  const { server, schema } = readPostgresSettings(RED, node, properties, node.credentials ?? {});
  const pg = loadPg(userDirectory(RED));
  const { ssl, ...signIn } = server;
  // A TLS node that is deployed anew brings a new store node with it.
  const parts = [signIn, schema, ssl !== false, readText(properties, 'tls')];
  return {
    usable: true,
    kind: 'postgres',
    file: `${nameOfAddress(server)}, schema ${schema}`,
    key: `postgres ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`,
    open(clock, notes) {
      const name = nameOfProcess(RED);
      return openShared(createPostgresStore({ pg, server, schema, name, clock, notes }), clock);
    },
    takeIn: (stock, inside) => moveIntoPostgres({ pg, server, schema }, stock, inside),
  };
}

/** What others call this Node-RED by: its host, and the port of its editor where that is fixed. */
function nameOfProcess(RED: NodeAPI): string {
  // The environment gives a text.
  const port: unknown = Reflect.get(RED.settings, 'uiPort');
  return Number(port) > 0 ? `${hostname()}:${Number(port)}` : hostname();
}
