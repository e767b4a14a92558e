import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  hashOf,
  startCountedVirusTotal,
  type CountedVirusTotal,
} from '../support/counted-virustotal';
import { lookupFlow } from '../support/lookup-flow';
import { needsPostgres } from '../support/needs-postgres';
import { needsSqlite } from '../support/needs-sqlite';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { freshSchema, PASSWORD, startPostgres, type PostgresServer } from '../support/postgres';

const HASH = hashOf(1, 'malicious');
const ANOTHER = hashOf(2, 'malicious');

describe('two Node-REDs with a store on PostgreSQL', function () {
  this.timeout(60_000);
  needsPostgres();
  let postgres: PostgresServer;
  let virusTotal: CountedVirusTotal;
  const running: NodeRedProcess[] = [];

  before(async () => {
    [postgres, virusTotal] = await Promise.all([startPostgres(), startCountedVirusTotal()]);
  });
  after(async () => {
    await Promise.all(running.map((nodeRed) => nodeRed.stop()));
    await Promise.all([postgres?.remove(), virusTotal?.close()]);
  });

  /** Starts one that has the password in its environment. */
  async function start(): Promise<NodeRedProcess> {
    const nodeRed = await startNodeRed({
      modules: [projectName, 'pg'],
      env: { STORE_PASSWORD: PASSWORD },
    });
    running.push(nodeRed);
    return nodeRed;
  }

  /** Deploys a lookup with a store, and looks a hash up. */
  async function lookUp(nodeRed: NodeRedProcess, hash: string, store: object): Promise<void> {
    const flow = lookupFlow({ baseUrl: virusTotal.url, quota: 100, hashes: [hash] });
    const before = nodeRed.log().length;
    await nodeRed.deploy([
      ...flow.map((node) => (node['id'] === 'account' ? { ...node, store: 'store' } : node)),
      { id: 'store', type: 'virustotal-store', ...store },
    ]);
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog(new RegExp(`\\[debug:end\\] \\W*${hash}`), { after: before });
  }

  function onPostgres(schema: string): object {
    const url = `postgres://postgres:\${STORE_PASSWORD}@127.0.0.1:${postgres.port}/postgres`;
    return { kind: 'postgres', schema, credentials: { url } };
  }

  function timesAsked(asked: string): number {
    return virusTotal.requests.filter(({ hash }) => hash === asked).length;
  }

  it('ask VirusTotal once, and show the password to nobody', async () => {
    const schema = freshSchema();
    const [first, second] = await Promise.all([start(), start()]);
    await lookUp(first, HASH, onPostgres(schema));
    await lookUp(second, HASH, onPostgres(schema));
    assert.equal(timesAsked(HASH), 1);
    const told = [first.log(), second.log(), JSON.stringify(await first.api('GET', 'flows'))];
    for (const text of told)
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)])
        assert.ok(!text.includes(secret));
    const [row] = await postgres.query(`SELECT count(*)::int AS count FROM ${schema}.instance`);
    assert.deepEqual(row, { count: 2 });
  });

  describe('of which one had a file before', () => {
    needsSqlite();

    it('go on with what lies in it, once nobody uses it any more', async () => {
      const [nodeRed] = running;
      assert.ok(nodeRed);
      const schema = freshSchema();
      const take = (): Promise<{ wasDone: boolean; file: string; setAside: string }> =>
        nodeRed.api('POST', 'virustotal/stores/store/take-along', {});
      await lookUp(nodeRed, ANOTHER, { kind: 'embedded', path: 'virustotal/state.sqlite' });
      const { users, found } = await nodeRed.api('POST', 'virustotal/stores/look-at-file', {});
      assert.deepEqual(users, ['virustotal-account account']);
      assert.deepEqual([found.quotas, found.answers], [1, 1]);
      await assert.rejects(take(), /no such store is running/);
      await lookUp(nodeRed, HASH, onPostgres(schema));
      const { wasDone, file, setAside } = await take();
      assert.deepEqual([wasDone, existsSync(file), existsSync(setAside)], [false, false, true]);
      await lookUp(nodeRed, ANOTHER, onPostgres(schema));
      assert.equal(timesAsked(ANOTHER), 1);
      await assert.rejects(take(), /There is no store at/);
    });
  });
});
