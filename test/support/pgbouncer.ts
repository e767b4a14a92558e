import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port';
import { startGuarded } from './guarded-process';
import { findPostgres } from './postgres-programs';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';

/** A pooler in front of a PostgreSQL. */
export interface Pgbouncer {
  readonly port: number;
  /** As the URL of the server, but through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts pgbouncer in transaction mode in front of the server of a URL: no session state holds. */
export async function startPgbouncer(url: string): Promise<Pgbouncer> {
  const programs = findPostgres();
  if ('why' in programs) throw new Error(programs.why);
  const { pgbouncer, environment, user } = programs;
  const { hostname, port: serverPort, username, password, pathname } = new URL(url);
  const folder = makeTemporaryFolder();
  const port = await freePort();
  const users = path.join(folder, 'users.txt');
  const settings = path.join(folder, 'pgbouncer.ini');
  const secret = decodeURIComponent(password).replaceAll('"', '""');
  writeFileSync(users, `"${decodeURIComponent(username)}" "${secret}"\n`);
  writeFileSync(
    settings,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 200
server_login_retry = 0
`,
  );
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const each of [folder, users, settings]) chownSync(each, user.uid, user.gid);
  }
  const options = { cwd: folder, env: environment, ...user };
  const running = await startGuarded(pgbouncer, [settings], options, 'SIGTERM');
  const through = new URL(url);
  through.port = String(port);
  let isOver = false;
  void running.ended.then(() => (isOver = true));
  while (!(await answers(through.href))) {
    if (isOver) throw new Error(`pgbouncer has not started:\n${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    port,
    url: through.href,
    async stop() {
      if (!isOver) process.kill(running.pid, 'SIGTERM');
      await running.ended;
      removeTemporaryFolder(folder);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
