import {
  AddressError,
  readPostgresUrl,
  type AddressProblem,
} from '../../../src/store/postgres/address';
import { fillUrl } from '../../../src/store/postgres/filled-url';
import { isSchemaName } from '../../../src/store/postgres/schema-name';

/** What the editor shows of a secret that is stored. */
const STORED = '__PWRD__';

/** A URL that is a variable of the environment, or asks with one behind its question mark. */
const UNKNOWN = /^\$[({]\w+[)}]$|\?.*\$\{/;

/** Stands for what a variable holds: it can be a name, a port or a password. */
const ANYTHING = '1';

const PROBLEMS: Readonly<Record<AddressProblem, string>> = {
  missing: 'error.url.missing',
  scheme: 'error.url.scheme',
  fragment: 'error.url.fragment',
  host: 'error.url.host',
  port: 'error.url.port',
  user: 'error.url.user',
  database: 'error.url.database',
  percent: 'error.url.percent',
  sslmode: 'error.url.sslmode',
  'sslmode-fallback': 'error.url.sslmode-fallback',
  'sslmode-tls': 'error.url.sslmode-tls',
  'read-only': 'error.url.read-only',
  certificates: 'error.url.certificates',
  parameter: 'error.url.parameter',
};

/** What is wrong with the URL of a database as it is typed, in a sentence. */
export function problemOfUrl(node: Translating, url: string): string | undefined {
  if (url === STORED || UNKNOWN.test(url)) return undefined;
  try {
    readPostgresUrl(fillUrl(url, () => ANYTHING));
    return undefined;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return node._(PROBLEMS[error.problem]);
  }
}

/** What is wrong with the name of a schema; an empty one is that of this package. */
export function problemOfSchema(node: Translating, name: string): string | undefined {
  const isVariable = /^\$[({]\w+[)}]$/.test(name);
  return name === '' || isVariable || isSchemaName(name) ? undefined : node._('error.schema');
}
