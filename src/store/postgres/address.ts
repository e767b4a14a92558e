import type { ConnectionOptions } from 'node:tls';

/** How the URL wants the connection to be protected (postgresql.org/docs/15/libpq-ssl.html). */
type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** A server. Its host is a name, an address without brackets, or the folder of its socket. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Where a database is, and who signs in to it. */
export interface PostgresAddress {
  /** One, or several of which the one that can be written to is used. */
  readonly hosts: readonly Endpoint[];
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Absent where the URL does not say. */
  readonly sslMode?: SslMode;
}

/** What may be wrong with the URL of a database. */
export type AddressProblem =
  | 'missing'
  | 'scheme'
  | 'fragment'
  | 'host'
  | 'port'
  | 'user'
  | 'database'
  | 'percent'
  | 'sslmode'
  | 'sslmode-fallback'
  | 'sslmode-tls'
  | 'read-only'
  | 'certificates'
  | 'parameter';

/** What is wrong with the URL of a database, in a sentence that holds nothing of what was typed as a secret. */
export class AddressError extends Error {
  constructor(
    readonly problem: AddressProblem,
    sentence: string,
  ) {
    super(sentence);
  }
}

const DEFAULT_PORT = 5432;

/** TCP counts its ports in 16 bits (RFC 9293, 3.1). */
const HIGHEST_PORT = 65_535;

/** Its name is in the URL and changes nothing here. */
const HARMLESS: ReadonlySet<string> = new Set(['application_name', 'connect_timeout']);

/** Parameters that people write, of which each would change something. */
const KNOWN: ReadonlySet<string> = new Set([
  'channel_binding',
  'dbname',
  'gssencmode',
  'host',
  'hostaddr',
  'keepalives',
  'options',
  'password',
  'port',
  'service',
  'user',
]);

const CERTIFICATES: ReadonlySet<string> = new Set(['sslcert', 'sslkey', 'sslrootcert', 'sslcrl']);

const MODES: ReadonlyMap<string, SslMode> = new Map([
  ['disable', 'disable'],
  ['require', 'require'],
  ['no-verify', 'require'],
  ['verify-ca', 'verify-ca'],
  ['verify-full', 'verify-full'],
]);

const FORM = 'postgres://user:password@host:5432/database';

/**
 * Reads the URL of a database (postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
 * @throws AddressError, of which no part is a secret.
 */
export function readPostgresUrl(url: string): PostgresAddress {
  if (url === '') throw new AddressError('missing', 'the URL of the database is missing');
  const [, rest] = /^postgres(?:ql)?:\/\/(.*)$/is.exec(url) ?? [];
  if (rest === undefined)
    throw new AddressError('scheme', `a URL is expected that begins as ${FORM}`);
  const parts = /^(?<authority>[^/?#]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/s.exec(
    rest,
  );
  if (!parts?.groups)
    throw new AddressError('fragment', `what follows a # is not used; write %23 for it`);
  const { authority = '', database = '', query = '' } = parts.groups;
  const at = authority.lastIndexOf('@');
  const [user, password] = readSignIn(authority.slice(0, Math.max(at, 0)));
  const hosts = authority
    .slice(at + 1)
    .split(',')
    .map(readEndpoint);
  if (user === '') throw new AddressError('user', `the name of the user is missing, as in ${FORM}`);
  if (database === '')
    throw new AddressError('database', `the name of the database is missing, as in ${FORM}`);
  const sslMode = readQuery(query);
  return { hosts, database: decode(database), user, password, ...(sslMode && { sslMode }) };
}

/** The server and its database, without who signs in. */
export function nameOfAddress({
  hosts,
  database,
}: Pick<PostgresAddress, 'hosts' | 'database'>): string {
  const servers = hosts.map(
    ({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`,
  );
  return `${servers.join(',')}/${database}`;
}

/**
 * How the connection is encrypted, for Node's TLS: as the URL and `tls` say, of which the stricter
 * counts; not at all without either.
 * @throws AddressError where they contradict each other.
 */
export function encryptionOf(
  { sslMode }: Pick<PostgresAddress, 'sslMode'>,
  tls: ConnectionOptions | undefined,
): ConnectionOptions | false {
  if (sslMode === 'disable' && tls) {
    throw new AddressError(
      'sslmode-tls',
      'sslmode=disable in it contradicts the TLS configuration that is chosen',
    );
  }
  if (sslMode === 'verify-full') return { ...tls, rejectUnauthorized: true };
  if (sslMode === 'verify-ca') {
    return { ...tls, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  }
  if (tls) return tls;
  return sslMode === 'require' ? { rejectUnauthorized: false } : false;
}

function readSignIn(text: string): readonly [user: string, password: string] {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? '' : text.slice(colon + 1);
  return [decode(user), decode(password)];
}

function readEndpoint(text: string): Endpoint {
  const {
    bracketed,
    plain = '',
    port,
  } = /^(?:\[(?<bracketed>[\da-f:.%]+)\]|(?<plain>[^\s:[\]@]+))(?::(?<port>\d*))?$/i.exec(text)
    ?.groups ?? {};
  const host = bracketed ?? decode(plain);
  if (host === '') {
    throw new AddressError(
      'host',
      `the host is missing or malformed; in a password : / ? # and @ are written %3A %2F %3F %23 and %40`,
    );
  }
  const number = port ? Number(port) : DEFAULT_PORT;
  if (number >= 1 && number <= HIGHEST_PORT) return { host, port: number };
  throw new AddressError('port', `its port is a number from 1 to ${HIGHEST_PORT}`);
}

/** What is asked for behind the question mark is heeded or refused, never passed over. */
function readQuery(query: string): SslMode | undefined {
  let found: SslMode | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'sslmode') found = readMode(value);
    else if (name === 'target_session_attrs' ? !isWritable(value) : !HARMLESS.has(name)) {
      throw refusalOf(name);
    }
  }
  return found;
}

/** Whoever keeps something has to write. */
function isWritable(value: string): boolean {
  return ['any', 'read-write', 'primary'].includes(value);
}

function readMode(value: string): SslMode {
  const mode = MODES.get(value);
  if (mode) return mode;
  if (value === 'prefer' || value === 'allow') {
    throw new AddressError(
      'sslmode-fallback',
      `sslmode=${value} would go on without encryption where the server offers none: use disable, require, verify-ca or verify-full`,
    );
  }
  throw new AddressError('sslmode', 'sslmode is disable, require, verify-ca or verify-full');
}

function refusalOf(name: string): AddressError {
  if (name === 'target_session_attrs') {
    return new AddressError(
      'read-only',
      'a store has to write, so that target_session_attrs is read-write, primary or any',
    );
  }
  if (CERTIFICATES.has(name)) {
    return new AddressError(
      'certificates',
      'certificates and keys are named in a TLS configuration, and not in the URL',
    );
  }
  // What is no name of a parameter may be a part of a password.
  const shown = KNOWN.has(name) ? name : 'what stands';
  return new AddressError(
    'parameter',
    `${shown} behind its question mark cannot be heeded: leave it out; in a password ? is written %3F`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AddressError('percent', 'a % that stands for itself is written %25');
  }
}
