import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Node, NodeAPI } from 'node-red';
import {
  AddressError,
  encryptionOf,
  nameOfAddress,
  readPostgresUrl,
} from '../../../src/store/postgres/address';
import type { PostgresServer } from '../../../src/store/postgres/connection/server';
import { fillUrl, UnsetVariableError } from '../../../src/store/postgres/filled-url';
import { isSchemaName } from '../../../src/store/postgres/schema-name';
import { ConfigurationError } from '../../shared/configuration-error';
import { readText, type Properties } from '../../shared/settings';
import { readTlsOptions } from '../../shared/tls-options';
import { userDirectory, type SharedPlace } from '../places';
import { loadPg } from './driver';
import { loadPostgresStore } from './load-store';

/** What Node-RED keeps encrypted, apart from the flow. */
export interface Credentials {
  readonly url?: unknown;
}

/** Where a store lies on PostgreSQL, as its node says. */
export interface PostgresSettings {
  readonly server: PostgresServer;
  /** The plain name of the schema. */
  readonly schema: string;
}

/** What a schema is called that nobody has named otherwise. */
const DEFAULT_SCHEMA = 'virustotal';

/**
 * Reads the settings of a store on PostgreSQL, deployed or only typed, with what the environment of the
 * node has. Throws `ConfigurationError` for what is missing or malformed.
 */
export function readPostgresSettings(
  RED: NodeAPI,
  node: Node | undefined,
  properties: Properties,
  { url: typed }: Credentials,
): PostgresSettings {
  const schema = readText(properties, 'schema').trim() || DEFAULT_SCHEMA;
  if (!isSchemaName(schema)) {
    throw new ConfigurationError(
      'schema',
      'a name of small letters, digits and _ is expected, which does not begin with a digit or pg_',
    );
  }
  const tls = readTlsOptions(RED, readText(properties, 'tls'));
  try {
    const url = typeof typed === 'string' ? typed.trim() : '';
    const { sslMode, ...address } = readPostgresUrl(
      fillUrl(url, (name) => variableOf(RED, node, name)),
    );
    const ssl = encryptionOf(sslMode ? { sslMode } : {}, tls);
    return { server: { ...address, ssl }, schema };
  } catch (error) {
    const isUrl = error instanceof AddressError || error instanceof UnsetVariableError;
    throw isUrl ? new ConfigurationError('url', error.message) : error;
  }
}

/** The place of a store node that is deployed. Throws `ConfigurationError`. */
export function readPostgresPlace(
  RED: NodeAPI,
  node: Node<Credentials>,
  properties: Properties,
): SharedPlace {
  const { server, schema } = readPostgresSettings(RED, node, properties, node.credentials ?? {});
  const pg = loadPg(userDirectory(RED));
  const { createPostgresStore, moveIntoPostgres } = loadPostgresStore();
  const { ssl, ...signIn } = server;
  // A TLS node that is deployed anew brings a new store node with it.
  const parts = [signIn, schema, ssl !== false, readText(properties, 'tls')];
  return {
    usable: true,
    kind: 'postgres',
    file: `${nameOfAddress(server)}, schema ${schema}`,
    key: `postgres ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`,
    open: (clock, notes) =>
      createPostgresStore({ pg, server, schema, name: nameOfProcess(RED), clock, notes }),
    takeIn: (stock, inside) => moveIntoPostgres({ pg, server, schema }, stock, inside),
  };
}

/** What others call this Node-RED by: its host, and the port of its editor where that is fixed. */
function nameOfProcess(RED: NodeAPI): string {
  // The environment gives a text.
  const port: unknown = Reflect.get(RED.settings, 'uiPort');
  return Number(port) > 0 ? `${hostname()}:${Number(port)}` : hostname();
}

/** What the environment of the node has: of its flow, global, or of the process. */
function variableOf(RED: NodeAPI, node: Node | undefined, name: string): string | undefined {
  const value: unknown = node ? RED.util.getSetting(node, name) : process.env[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
