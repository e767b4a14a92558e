import assert from 'node:assert/strict';
import {
  hashOf,
  startCountedVirusTotal,
  type CountedVirusTotal,
} from '../support/counted-virustotal';
import { lookupFlow } from '../support/lookup-flow';
import { needsPostgres } from '../support/needs-postgres';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { freshSchema, PASSWORD, startPostgres, type PostgresServer } from '../support/postgres';

const HASH = hashOf(1, 'malicious');

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

  /** Starts one that reads the password from its environment, and looks the hash up. */
  async function lookUp(schema: string): Promise<NodeRedProcess> {
    const nodeRed = await startNodeRed({
      modules: [projectName, 'pg'],
      env: { STORE_PASSWORD: PASSWORD },
    });
    running.push(nodeRed);
    const url = `postgres://postgres:\${STORE_PASSWORD}@127.0.0.1:${postgres.port}/postgres`;
    const flow = lookupFlow({ baseUrl: virusTotal.url, quota: 100, hashes: [HASH] });
    await nodeRed.deploy([
      ...flow.map((node) => (node['id'] === 'account' ? { ...node, store: 'store' } : node)),
      { id: 'store', type: 'virustotal-store', kind: 'postgres', schema, credentials: { url } },
    ]);
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog(new RegExp(`\\[debug:end\\] \\W*${HASH}`));
    return nodeRed;
  }

  it('ask VirusTotal once, and show the password to nobody', async () => {
    const schema = freshSchema();
    const first = await lookUp(schema);
    const second = await lookUp(schema);
    assert.deepEqual(
      virusTotal.requests.map(({ hash }) => hash),
      [HASH],
    );
    const told = [first.log(), second.log(), JSON.stringify(await first.api('GET', 'flows'))];
    for (const text of told)
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)])
        assert.ok(!text.includes(secret));
    const [row] = await postgres.query(`SELECT count(*)::int AS count FROM ${schema}.instance`);
    assert.deepEqual(row, { count: 2 });
  });
});
