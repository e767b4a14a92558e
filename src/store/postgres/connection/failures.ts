import { StoreError, type StoreTrouble } from '../../errors';

/**
 * What a failure means for what was sent. `lost`: the connection is of no use any more, and the server
 * may come back; `again`: nothing was done, and the same may go well at once, or soon; `short`: the server lacks
 * something for this operation, and may have it later; `schema`: what was called is not there, and
 * `rights`: it may not be used, which is found out when the schema is opened anew; `refused`: the
 * operation itself is wrong.
 */
type FailureKind = 'lost' | 'again' | 'short' | 'schema' | 'rights' | 'refused';

/** A failure of a connection or of a statement, in words that hold no secret. */
export interface Failure {
  readonly kind: FailureKind;
  readonly error: StoreError;
}

/** What is known of a failure: a text for what comes after the name of the server. */
interface Known {
  readonly kind: FailureKind;
  readonly trouble?: StoreTrouble;
  readonly says: string;
}

const UNREACHABLE: Pick<Known, 'kind' | 'trouble'> = { kind: 'lost', trouble: 'unreachable' };
const INSECURE: Pick<Known, 'kind' | 'trouble'> = { kind: 'lost', trouble: 'security' };

/** By SQLSTATE (postgresql.org/docs/15/errcodes-appendix.html). */
const BY_STATE: Readonly<Record<string, Known>> = {
  '28P01': {
    kind: 'lost',
    trouble: 'sign-in',
    says: 'refuses the user or the password',
  },
  '28000': {
    kind: 'lost',
    trouble: 'sign-in',
    says: 'does not let this user in from this host: its pg_hba.conf decides that, or the user may not sign in',
  },
  '3D000': { kind: 'lost', trouble: 'no-database', says: 'has no database of that name' },
  '57P01': {
    ...UNREACHABLE,
    says: 'is being shut down, or an administrator has ended the connection',
  },
  '57P02': { ...UNREACHABLE, says: 'has crashed and ended all connections' },
  '57P03': { ...UNREACHABLE, says: 'is starting up or shutting down and takes no connection yet' },
  '57P05': { ...UNREACHABLE, says: 'has ended a connection that was idle for long' },
  '25006': {
    kind: 'lost',
    trouble: 'read-only',
    says: 'can only be read, as a standby can: a server that can be written to is needed',
  },
  '53300': {
    kind: 'lost',
    trouble: 'connections',
    says: 'takes no more connections: each Node-RED needs three, see max_connections',
  },
  '53100': { kind: 'short', trouble: 'full', says: 'has no space left on its disk' },
  '53200': { kind: 'short', trouble: 'slow', says: 'is out of memory' },
  '54000': { kind: 'refused', says: 'refuses a value that is too large' },
  '57014': { kind: 'short', trouble: 'slow', says: 'did not finish a statement in time' },
  '55P03': { kind: 'short', trouble: 'slow', says: 'waited too long for a lock' },
  '40001': { kind: 'again', trouble: 'slow', says: 'could not put operations in an order' },
  '40P01': { kind: 'again', trouble: 'slow', says: 'ended a deadlock' },
  '42501': { kind: 'rights', trouble: 'rights', says: 'does not give this user the rights' },
  '42883': { kind: 'schema', says: 'lacks a function' },
  '42P01': { kind: 'schema', says: 'lacks a table' },
  '42703': { kind: 'schema', says: 'lacks a column' },
  '3F000': { kind: 'schema', says: 'lacks the schema' },
};

/**
 * States that say little: pgbouncer has one for all it tells, and what has none was said by `pg`. All
 * others say it all, and their texts may hold what somebody has sent.
 */
const SAY_LITTLE = new Set(['', '08P01', '28000', 'XX000']);

/** What is told by a text alone. */
const BY_TEXT: readonly (readonly [RegExp, Known])[] = [
  [
    /pg_hba\.conf .*(?:no encryption|SSL off)/,
    { ...INSECURE, says: 'takes no connection of this user from this host without TLS' },
  ],
  [
    /does not support SSL|establishing an SSL connection/,
    { ...INSECURE, says: 'does not offer TLS, which is asked for' },
  ],
  [
    /no such database|server login failed.*database .* does not exist/,
    { kind: 'lost', trouble: 'no-database', says: 'has no database of that name' },
  ],
  [
    /no such user|authentication failed|server login failed.*password/,
    { kind: 'lost', trouble: 'sign-in', says: 'refuses the user or the password' },
  ],
  [
    /no more connections allowed|too many (?:connections|clients)/,
    {
      kind: 'lost',
      trouble: 'connections',
      says: 'takes no more connections: each Node-RED needs three',
    },
  ],
  [
    /cannot connect to server|server_login_retry|server login failed/,
    { ...UNREACHABLE, says: 'has a pooler in front of it that cannot reach it' },
  ],
  [
    /query_wait_timeout/,
    {
      kind: 'lost',
      trouble: 'slow',
      says: 'has a pooler in front of it that waited too long for it',
    },
  ],
  [
    /statement pooling/,
    {
      kind: 'lost',
      says: 'has a pooler in front of it in statement mode: it has to be in transaction or session mode',
    },
  ],
  [
    /unsupported startup parameter/,
    { kind: 'lost', says: 'has a pooler in front of it that refuses how we sign in' },
  ],
  [/client password must be/, { kind: 'lost', trouble: 'sign-in', says: 'asks for a password' }],
  [/timeout expired/, { kind: 'lost', trouble: 'slow', says: 'does not answer' }],
  // A function was replaced while it was called.
  [
    /cache lookup failed|tuple concurrently updated/,
    { kind: 'again', trouble: 'slow', says: 'is being migrated' },
  ],
];

/** What the network tells, by the code of Node.js. */
const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection: nothing listens there',
  ECONNRESET: 'has broken the connection off',
  EPIPE: 'has broken the connection off',
  ETIMEDOUT: 'cannot be reached: the network gives no answer',
  EHOSTUNREACH: 'cannot be reached: there is no way to its host',
  ENETUNREACH: 'cannot be reached: there is no network to it',
  ENOTFOUND: 'cannot be reached: its host has no address',
  EAI_AGAIN: 'cannot be reached: the name of its host cannot be looked up at the moment',
  ENOENT: 'cannot be reached: its socket is not there',
  EACCES: 'cannot be reached: its socket may not be used',
};

/** Codes of Node.js about certificates begin so, or are these words of OpenSSL. */
const ABOUT_TLS =
  /^(?:ERR_TLS|ERR_SSL|EPROTO)|CERT|UNABLE_TO|SIGNATURE|^(?:INVALID_CA|HOSTNAME_MISMATCH)/;

/** Says how failures of one server are told: `server` names it, and nothing of `secrets` is in a text. */
export function createFailureTeller(
  server: string,
  secrets: readonly string[],
): (error: unknown) => Failure {
  const hidden = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '');

  function hide(text: string): string {
    return hidden.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  }

  return (error) => {
    if (error instanceof StoreError) return { kind: 'lost', error };
    const { kind, trouble, says } = know(error, hide);
    return {
      kind,
      error: new StoreError(`PostgreSQL at ${server} ${says}.`, trouble ? { trouble } : {}),
    };
  };
}

function know(error: unknown, hide: (text: string) => string): Known {
  const { code, message, severity } = partsOf(error);
  const byText = SAY_LITTLE.has(code) && BY_TEXT.find(([form]) => form.test(message))?.[1];
  if (byText) return byText;
  const byState = BY_STATE[code];
  if (byState) return byState;
  const byCode = BY_CODE[code];
  if (byCode) return { ...UNREACHABLE, says: byCode };
  if (ABOUT_TLS.test(code)) {
    return { ...INSECURE, says: `has a certificate or a TLS that is not trusted here (${code})` };
  }
  if (code.startsWith('08'))
    return { ...UNREACHABLE, says: `has a connection that failed (${code})` };
  const isOver = severity === 'FATAL' || severity === 'PANIC' || !/^[\dA-Z]{5}$/.test(code);
  if (isOver && severity === '') return { ...UNREACHABLE, says: 'has ended the connection' };
  const says = `refuses it: ${hide(message).replace(/\.+$/, '')} (${code})`;
  return isOver ? { ...UNREACHABLE, says } : { kind: 'refused', says };
}

function partsOf(error: unknown): Record<'code' | 'message' | 'severity', string> {
  const parts: object = typeof error === 'object' && error !== null ? error : {};
  const text = (name: string): string => {
    const value: unknown = Reflect.get(parts, name);
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), message: text('message'), severity: text('severity') };
}
