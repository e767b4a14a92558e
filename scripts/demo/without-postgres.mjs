/**
 * What to do where there is no PostgreSQL.
 * @param {string} why
 */
export function withoutPostgres(why) {
  return `${why}

On Debian or Ubuntu:

  sudo apt-get install --no-install-recommends postgresql pgbouncer
  npm run demo:cluster

Or in Docker:

  docker run --rm --name virustotal-demo -e POSTGRES_PASSWORD=demo -p 127.0.0.1:5432:5432 postgres:15
  DATABASE_URL=postgres://postgres:demo@127.0.0.1:5432/postgres npm run demo:cluster

Or with any PostgreSQL of yours, whose user may make a schema:

  DATABASE_URL=postgres://user:password@host:5432/database npm run demo:cluster`;
}
