import assert from 'node:assert/strict';
import {
  hashOf,
  startCountedVirusTotal,
  type CountedVirusTotal,
} from '../support/counted-virustotal';
import { lookupFlow } from '../support/lookup-flow';
import { needsPostgres } from '../support/needs-postgres';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { currentPair, pairs, projectName } from '../support/pair';
import { freshSchema, PASSWORD, startPostgres, type PostgresServer } from '../support/postgres';
import { skipSuiteFor } from '../support/skip-suite';

const HASH = hashOf(1, 'malicious');
const AWAY = 'cannot reach PostgreSQL';

/** What is raised by the button `event`, and what shows how: each status, and how an alert ended. */
function raising(): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const shown = { ...place, type: 'debug', active: true, console: true, targetType: 'msg' };
  const payload = { payload: 'evil.example', payloadType: 'str', props: [{ p: 'payload' }] };
  return [
    { id: 'event', type: 'inject', ...place, ...payload, wires: [['raise']] },
    {
      id: 'raise',
      type: 'virustotal-raise',
      ...place,
      store: 'store',
      subject: 'payload',
      suppress: '1h',
      wires: [['raised'], ['suppressed']],
    },
    { id: 'raised', ...shown, name: 'raised', complete: 'alert.reason' },
    { id: 'suppressed', ...shown, name: 'suppressed', complete: 'alert.suppressed' },
    { id: 'telling', type: 'virustotal-status', ...place, wires: [['told']] },
    { id: 'told', ...shown, name: 'told', complete: 'topic' },
    { id: 'statuses', type: 'status', ...place, scope: null, wires: [['status']] },
    { id: 'status', ...shown, name: 'status', complete: 'status.text' },
  ];
}

describe('a Node-RED whose PostgreSQL is away', function () {
  this.timeout(60_000);
  skipSuiteFor(() =>
    currentPair === pairs[1] ? undefined : 'nothing of it depends on the version of Node-RED',
  );
  needsPostgres();
  let postgres: PostgresServer;
  let virusTotal: CountedVirusTotal;
  let nodeRed: NodeRedProcess;

  before(async () => {
    [postgres, virusTotal, nodeRed] = await Promise.all([
      startPostgres(),
      startCountedVirusTotal(),
      startNodeRed({ modules: [projectName, 'pg'], env: { STORE_PASSWORD: PASSWORD } }),
    ]);
    const url = `postgres://postgres:\${STORE_PASSWORD}@127.0.0.1:${postgres.port}/postgres`;
    const flow = lookupFlow({ baseUrl: virusTotal.url, quota: 100, hashes: [HASH] });
    await nodeRed.deploy([
      ...flow.map((node) => (node['id'] === 'account' ? { ...node, store: 'store' } : node)),
      ...raising(),
      {
        id: 'store',
        type: 'virustotal-store',
        kind: 'postgres',
        schema: freshSchema(),
        credentials: { url },
      },
    ]);
  });
  after(async () => {
    await nodeRed?.stop();
    await Promise.all([postgres?.remove(), virusTotal?.close()]);
  });

  const press = (id: string): Promise<unknown> => nodeRed.api('POST', `inject/${id}`);
  /** How the alerts ended so far. */
  const ends = (): string[] =>
    [...nodeRed.log().matchAll(/\[debug:(?:raised|suppressed)\] (\S+)/g)].map(
      ([, end]) => end ?? '',
    );
  async function untilEnds(count: number): Promise<string[]> {
    await nodeRed.waitForLog(new RegExp(`(\\[debug:(raised|suppressed)\\][^]*){${count}}`));
    return ends();
  }

  it('raises and says that it could not ask, asks VirusTotal nothing, and counts on when it is back', async () => {
    await press('event');
    assert.deepEqual(await untilEnds(1), ['first']);
    await postgres.kill();
    await nodeRed.waitForLog(new RegExp(`\\[debug:status\\] ${AWAY}`));

    await press('event');
    await untilEnds(2);
    await press('event');
    assert.deepEqual(await untilEnds(3), ['first', 'unsuppressed', '1']);
    await press('start');
    await nodeRed.waitForLog(new RegExp(`\\[debug:status\\] ${AWAY}.*1`));
    assert.deepEqual(virusTotal.requests, []);
    const { bad } = await nodeRed.api('GET', 'virustotal/sidebar');
    assert.deepEqual(
      bad.map(({ what, code }: Record<string, unknown>) => [what, code]),
      [['store', 'unreachable']],
    );

    await nodeRed.waitForLog(/\[debug:told\] VirusTotal: store .*: cannot be reached/);
    await postgres.start();
    await nodeRed.waitForLog('the store works again');
    await nodeRed.waitForLog(new RegExp(`\\[debug:end\\] \\W*${HASH}`));
    assert.equal(virusTotal.requests.length, 1);
    await press('event');
    assert.deepEqual(await untilEnds(4), ['first', 'unsuppressed', '1', '2']);
    const after = await nodeRed.api('GET', 'virustotal/sidebar');
    assert.deepEqual(after.bad, []);
    assert.deepEqual(
      after.alerts.rows.map(({ counts }: Record<string, unknown>) => counts),
      [{ raised: 2, suppressed: 2 }],
    );
    assert.deepEqual(
      after.instances.map(({ isThis, isGone }: Record<string, unknown>) => [isThis, isGone]),
      [[true, false]],
    );
  });

  it('shows the password to nobody', async () => {
    const told = [nodeRed.log(), JSON.stringify(await nodeRed.api('GET', 'virustotal/sidebar'))];
    for (const text of told)
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)])
        assert.ok(!text.includes(secret));
  });
});
