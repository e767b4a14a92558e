import type { Node, NodeAPI } from 'node-red';
import { AddressError, encryptionOf, readPostgresUrl } from '../../../src/store/postgres/address';
import type { PostgresServer } from '../../../src/store/postgres/connection/server';
import { fillUrl, UnsetVariableError } from '../../../src/store/postgres/filled-url';
import { isSchemaName } from '../../../src/store/postgres/schema-name';
import { ConfigurationError } from '../../shared/configuration-error';
import { readText, type Properties } from '../../shared/settings';
import { readTlsOptions } from '../../shared/tls-options';

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

/** What the environment of the node has: of its flow, global, or of the process. */
function variableOf(RED: NodeAPI, node: Node | undefined, name: string): string | undefined {
  const value: unknown = node ? RED.util.getSetting(node, name) : process.env[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
