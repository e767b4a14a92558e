import type { ConnectionOptions } from 'node:tls';

/** The database that is used, and as whom. Nothing of it but `nameOf` may be shown. */
export interface PostgresServer {
  /** One, or several of which the one that can be written to is used. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** How it is encrypted, for Node's TLS. */
  readonly ssl: ConnectionOptions | false;
}

/** Names the server and its database, without who signs in. */
export function nameOf({ hosts, database }: Pick<PostgresServer, 'hosts' | 'database'>): string {
  const servers = hosts.map(
    ({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`,
  );
  return `${servers.join(',')}/${database}`;
}
