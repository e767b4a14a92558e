import assert from 'node:assert/strict';
import { systemClock } from '../../../src/clock';
import { identify } from '../../../src/indicator/identify';
import type { HttpReply, HttpRequest } from '../../../src/lookup/http';
import { connectByItself } from '../../store/postgres/real-connection';
import { lookupsOf } from '../../support/lookups-of-processes';
import { needsPostgres } from '../../support/needs-postgres';
import { freshSchema, startPostgres, type PostgresServer } from '../../support/postgres';
import { startPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy';
import { startProcess } from '../../support/shared-stores/process';
import { currentPair } from '../../support/pair';
import { skipSuiteFor } from '../../support/skip-suite';
import { foundV3 } from '../../support/virustotal-replies';

const INDICATORS = 200;

const all = Array.from({ length: INDICATORS }, (_, index) =>
  identify(`d${index}.example.com`, 'domain'),
);
const byPath = new Map(all.map((each) => [`/api/v3/domains/${each.value}`, foundV3(each)]));

function answer({ path }: HttpRequest): HttpReply {
  return byPath.get(path) ?? assert.fail(path);
}

describe('lookups of three processes on PostgreSQL', () => {
  skipSuiteFor(() =>
    currentPair.name === 'node-red-5' ? undefined : 'it is the same on each Node.js',
  );
  needsPostgres();
  let server: PostgresServer;
  let proxy: PostgresProxy;

  before(async function start() {
    this.timeout(60_000);
    server = await startPostgres();
    proxy = await startPostgresProxy(server.url);
  });

  after(async () => {
    await proxy?.close();
    await server?.remove();
  });

  for (const [name, areLost] of [
    ['', false],
    [', whose notifications get lost', true],
  ] as const) {
    it(`ask once for each of ${INDICATORS} indicators${name}`, async function ask() {
      this.timeout(60_000);
      const schema = freshSchema();
      proxy.loseNotifications(areLost);
      const processes = [1, 2, 3].map((number) => {
        const connection = connectByItself(proxy.url, schema, systemClock);
        return startProcess({ connection, schema, name: `${number}`, clock: systemClock });
      });
      await Promise.all(processes.map(({ store }) => store.ready()));
      const looking = processes.map((process) => lookupsOf(process, answer));
      const answers = await Promise.all(
        looking.flatMap(({ lookups }) => all.map((each) => lookups.lookup(each, false))),
      );
      assert.equal(answers.length, 3 * INDICATORS);
      const asked = looking.flatMap(({ requests }) => requests.map(({ path }) => path));
      assert.equal(asked.length, INDICATORS);
      assert.equal(new Set(asked).size, INDICATORS);
      await Promise.all(looking.map(({ lookups }) => lookups.close()));
      await Promise.all(processes.map((process) => process.close()));
    });
  }
});
