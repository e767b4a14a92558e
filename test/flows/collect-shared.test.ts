import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { unknownHashes } from '../support/lookup-flow';
import { needsPostgresInOnePair } from '../support/needs-postgres';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { freshSchema, startPostgres, type PostgresServer } from '../support/postgres';

const HASHES = unknownHashes(4);
const MINUTE = 60_000;

describe('a window that several Node-REDs share', function () {
  this.timeout(120_000);
  needsPostgresInOnePair();
  let postgres: PostgresServer;
  let nodeReds: NodeRedProcess[] = [];

  before(async () => {
    postgres = await startPostgres();
    const flows = collectFlow();
    const store = {
      id: 'shared',
      type: 'virustotal-store',
      kind: 'postgres',
      schema: freshSchema(),
      credentials: { url: postgres.url },
    };
    nodeReds = await Promise.all(
      [0, 5 * MINUTE, -5 * MINUTE].map(async (ahead) => {
        const nodeRed = await startNodeRed({ modules: [projectName, 'pg'], env: shiftedBy(ahead) });
        await nodeRed.deploy([...flows, store]);
        return nodeRed;
      }),
    );
  });

  after(async () => {
    await Promise.all(nodeReds.map((nodeRed) => nodeRed.stop()));
    await postgres?.remove();
  });

  it('has what all of them count, tells each tick once, and loses nothing with one that is killed', async () => {
    await Promise.all(nodeReds.map(sendAll));
    const [, killed] = nodeReds;
    await killed?.kill();
    const left = nodeReds.filter((each) => each !== killed);
    await Promise.all(left.map(sendAll));
    const all = new RegExp(`(\\[debug:counted\\] \\S+ \\d{64} 5\\n[^]*){${HASHES.length}}`);
    await Promise.any(left.map((nodeRed) => nodeRed.waitForLog(all)));
    // Each prints what it was sent before it is asked for something else.
    await Promise.all(left.map((nodeRed) => nodeRed.api('GET', 'settings')));
    const told = nodeReds.flatMap((nodeRed) => toldBy(nodeRed.log()));
    assert.equal(new Set(told).size, told.length, 'nothing was told twice at one tick');
  });
});

/** Tick and hash of all that was sent on. */
function toldBy(log: string): string[] {
  return Array.from(log.matchAll(/\[debug:counted\] (\S+ \d{64}) \d+/g), ([, told = '']) => told);
}

async function sendAll(nodeRed: NodeRedProcess): Promise<void> {
  const before = nodeRed.log().split('[debug:done]').length - 1;
  await nodeRed.api('POST', 'inject/start');
  const done = before + HASHES.length;
  await nodeRed.waitForLog(new RegExp(`(\\[debug:done\\][^]*){${done}}`));
}

function shiftedBy(ahead: number): Record<string, string> {
  const hook = JSON.stringify(require.resolve('../support/shifted-clock'));
  return { NODE_OPTIONS: `--require ${hook}`, VT_CLOCK_SHIFT: String(ahead) };
}

/** `start` sends each hash as an event; a tick comes every second. */
function collectFlow(): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const shown = { ...place, type: 'debug', active: true, console: true };
  const told = "parts.id & ' ' & payload & ' ' & $string(count)";
  return [
    { id: 'tab', type: 'tab', label: 'collect' },
    {
      ...place,
      id: 'start',
      type: 'inject',
      payload: JSON.stringify(HASHES),
      payloadType: 'json',
      props: [{ p: 'payload' }],
      wires: [['split']],
    },
    { id: 'split', type: 'split', ...place, wires: [['collect']] },
    {
      id: 'collect',
      type: 'virustotal-collect',
      ...place,
      source: 'value',
      find: 'file',
      limit: 0,
      every: '1s',
      store: 'shared',
      wires: [['line']],
    },
    {
      id: 'line',
      type: 'change',
      ...place,
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: told, tot: 'jsonata' }],
      wires: [['counted']],
    },
    { id: 'counted', ...shown, name: 'counted', complete: 'payload', targetType: 'msg' },
    { id: 'complete', type: 'complete', ...place, scope: ['collect'], wires: [['done']] },
    { id: 'done', ...shown, name: 'done', complete: '_msgid', targetType: 'msg' },
  ];
}
