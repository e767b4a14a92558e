import type { NetworkError } from '../../src/lookup/errors';
import { PROXY } from '../../src/lookup/transport';

/** What may be wrong with a network, as a person mends it. */
export type Trouble =
  | 'certificate'
  | 'cutOff'
  | 'hostNotFound'
  | 'noTls'
  | 'proxy'
  | 'proxyUnreachable'
  | 'refused'
  | 'unreachable'
  | 'other';

/** By what Node.js, OpenSSL and undici call it (nodejs.org/api/errors.html, nodejs.org/api/tls.html). */
const TROUBLES: readonly [Trouble, RegExp][] = [
  ['proxy', new RegExp(`^${PROXY}$`)],
  ['hostNotFound', /^(?:ENOTFOUND|EAI_\w+|ENODATA)$/],
  ['refused', /^ECONNREFUSED$/],
  [
    'unreachable',
    /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|ETIMEDOUT|UND_ERR_CONNECT_\w+)$/,
  ],
  ['noTls', /^(?:EPROTO|ERR_SSL_\w+|HPE_\w+|HTTPParserError)$/],
  [
    'certificate',
    /CERT|CRL|SELF_SIGNED|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_(?:CA|PURPOSE)$|_CA_/,
  ],
  ['cutOff', /^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|SocketError)$/],
];

/** What a failed connection is about. */
export function troubleOf({ reason = '' }: NetworkError): Trouble {
  return TROUBLES.find(([, codes]) => codes.test(reason))?.[0] ?? 'other';
}

/** The same of a connection to a proxy, before it has been reached. */
export function troubleOnWay(error: NetworkError): Trouble {
  const trouble = troubleOf(error);
  const isNotReached = ['hostNotFound', 'refused', 'unreachable'].includes(trouble);
  return isNotReached ? 'proxyUnreachable' : trouble;
}
