import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../../src/clock';
import { CodedError } from '../../../src/coded-error';
import { StoreError } from '../../../src/store/errors';
import { nameOfAddress } from '../../../src/store/postgres/address';
import { LackingRightsError } from '../../../src/store/postgres/connection/rights';
import { checkPostgres } from '../../../src/store/postgres/postgres-store';
import { ConfigurationError, NoDriverError } from '../../shared/configuration-error';
import { type Answer } from '../../shared/endpoint';
import { fieldOf, readTypedNode, type SecretRules } from '../../shared/typed-secret';
import type { CheckedStore } from '../answers';
import { userDirectory } from '../places';
import { loadPg } from './driver';
import { readPostgresSettings, type PostgresSettings } from './read-settings';

/** The URL itself says where it goes; how it is protected on the way is the rest. */
const RULES: SecretRules = {
  type: 'virustotal-store',
  secrets: ['url'],
  filledIn: ['url'],
  destination: { tls: '' },
};

/**
 * Connects to PostgreSQL by a store node as it stands in its dialog, `{ id, credentials, …properties }`,
 * and tells how a store would fare there, or why it cannot be asked. Nothing is changed. Rejects
 * only with what is not known to go wrong.
 */
export async function checkStore(RED: NodeAPI, sent: unknown): Promise<Answer> {
  try {
    return await checkTyped(RED, readTypedStore(RED, sent));
  } catch (error) {
    return whyNotChecked(error);
  }
}

/** Rejects with what is in the way of asking at all. */
async function checkTyped(RED: NodeAPI, { server, schema }: PostgresSettings): Promise<Answer> {
  const pg = loadPg(userDirectory(RED));
  const name = nameOfAddress(server);
  try {
    const found = await checkPostgres({
      pg,
      server,
      schema,
      clock: systemClock,
    });
    const [version = ''] = found.version.split(' ');
    const body: CheckedStore = { ...found, works: true, server: name, version };
    return { status: 200, body };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { message, trouble = 'unusable' } = error;
    const grant = error instanceof LackingRightsError ? { grant: error.grant } : {};
    const body: CheckedStore = { works: false, code: trouble, message, server: name, ...grant };
    return { status: 200, body };
  }
}

/**
 * Reads a store node on PostgreSQL as its dialog sends it. Throws what `readTypedNode` does, and
 * `ConfigurationError`.
 */
function readTypedStore(RED: NodeAPI, sent: unknown): PostgresSettings {
  const { id, properties, credentials } = readTypedNode(RED, RULES, sent);
  const deployed: Node | null = id === '' ? null : RED.nodes.getNode(id);
  return readPostgresSettings(RED, deployed ?? undefined, properties, credentials);
}

/** What is known to be wrong in the dialog was asked for; anything else is thrown again. */
function whyNotChecked(error: unknown): Answer {
  if (!(error instanceof CodedError)) throw error;
  const { code, message } = error;
  const body: CheckedStore = {
    works: false,
    code: error instanceof NoDriverError ? 'not-installed' : code,
    message: error instanceof ConfigurationError ? error.problem : message,
    ...fieldOf(error),
  };
  return { status: 200, body };
}
