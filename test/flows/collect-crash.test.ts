import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { unknownHashes } from '../support/lookup-flow';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { readTrace, writeWatch, type KillPoint } from '../support/writes';
import { needsSqlite } from '../support/needs-sqlite';

const HASHES = unknownHashes(4);

/** Times that all hashes are sent. */
const TIMES = 3;

describe('a window whose Node-RED is killed', function () {
  this.timeout(120_000);

  needsSqlite();

  it('is there in the next life, each event once', async () => {
    const userDir = makeTemporaryFolder();
    const first = await startNodeRed({ userDir, modules: [projectName], flows: collectFlow() });
    await sendAll(first, TIMES);
    await first.kill();
    assert.equal(count(first.log(), 'done'), TIMES * HASHES.length);

    assert.deepEqual(await readWindow(userDir), countsOf(TIMES));
    removeTemporaryFolder(userDir);
  });

  for (const number of [1, 2, 3, 5]) {
    for (const when of ['before', 'after'] as const) {
      it(`forgets no event that was done, killed ${when} its write number ${number}`, async () => {
        const userDir = makeTemporaryFolder();
        const done = await sendUntilKilled(userDir, { kind: 'kept INSERT', number, when });
        const counts = Object.values(await readWindow(userDir));
        const counted = counts.reduce((sum, each) => sum + each, 0);
        assert.ok(counted >= done, `${counted} of ${done} are there`);
        assert.ok(Math.max(0, ...counts) <= TIMES, 'none was counted twice');
        removeTemporaryFolder(userDir);
      });
    }
  }
});

/** Sends all hashes several times until it is killed; resolves with how many events were done. */
async function sendUntilKilled(userDir: string, killPoint: KillPoint): Promise<number> {
  const trace = path.join(userDir, 'writes');
  const env = writeWatch(trace, killPoint);
  let log = '';
  try {
    const nodeRed = await startNodeRed({
      userDir,
      modules: [projectName],
      flows: collectFlow(),
      env,
    });
    await sendAll(nodeRed, TIMES).catch(() => nodeRed.ended);
    log = nodeRed.log();
    await nodeRed.stop();
  } catch (error) {
    log = String(error);
  }
  assert.ok(readTrace(trace).killed, 'it was killed');
  return count(log, 'done');
}

async function sendAll(nodeRed: NodeRedProcess, times: number): Promise<void> {
  for (let time = 1; time <= times; time += 1) {
    await nodeRed.api('POST', 'inject/start');
    await nodeRed.waitForLog(new RegExp(`(\\[debug:done\\][^]*){${time * HASHES.length}}`));
  }
}

/** What the window holds in the next life: how often each hash. */
async function readWindow(userDir: string): Promise<Record<string, number>> {
  const nodeRed = await startNodeRed({ userDir, modules: [projectName] });
  await nodeRed.api('POST', 'inject/flush');
  await nodeRed.waitForLog('[debug:done]');
  // The node prints what it was sent before it is asked for something else.
  await nodeRed.api('GET', 'settings');
  await nodeRed.stop();
  const told = nodeRed.log().matchAll(/\[debug:counted\] (\d{64}) (\d+)/g);
  return Object.fromEntries(Array.from(told, ([, hash = '', times]) => [hash, Number(times)]));
}

const countsOf = (times: number): Record<string, number> =>
  Object.fromEntries(HASHES.map((hash) => [hash, times]));

function count(log: string, name: string): number {
  return log.split(`[debug:${name}]`).length - 1;
}

/** `start` sends each hash as an event, `flush` asks for what was counted. */
function collectFlow(): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const shown = { ...place, type: 'debug', active: true, console: true };
  const inject = { ...place, type: 'inject' };
  return [
    { id: 'tab', type: 'tab', label: 'collect' },
    {
      ...inject,
      id: 'start',
      payload: JSON.stringify(HASHES),
      payloadType: 'json',
      props: [{ p: 'payload' }],
      wires: [['split']],
    },
    { id: 'split', type: 'split', ...place, wires: [['collect']] },
    {
      ...inject,
      id: 'flush',
      props: [{ p: 'collect', v: 'flush', vt: 'str' }],
      wires: [['collect']],
    },
    {
      id: 'collect',
      type: 'virustotal-collect',
      ...place,
      source: 'value',
      find: 'file',
      limit: 0,
      wires: [['line']],
    },
    {
      id: 'line',
      type: 'change',
      ...place,
      rules: [
        { t: 'set', p: 'payload', pt: 'msg', to: "payload & ' ' & $string(count)", tot: 'jsonata' },
      ],
      wires: [['counted']],
    },
    { id: 'counted', ...shown, name: 'counted', complete: 'payload', targetType: 'msg' },
    { id: 'complete', type: 'complete', ...place, scope: ['collect'], wires: [['done']] },
    { id: 'done', ...shown, name: 'done', complete: '_msgid', targetType: 'msg' },
  ];
}
