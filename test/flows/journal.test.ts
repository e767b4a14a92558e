import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import { journalsOf } from '../../nodes/store/stores';
import type { Journal } from '../../src/journal/journal';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { startFlow, type FlowNode, type RunningFlow } from '../support/flow';
import { settingsFor } from '../support/lean-settings';
import { allNodes } from '../support/modules';
import { needsSqlite } from '../support/needs-sqlite';
import { startNodeRed } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { passOn } from '../support/pass-on';
import { part, sinks } from '../support/sinks';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';
import { writeWatch } from '../support/writes';

const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/** A lookup, its gate, what it raises and the mail about that. */
function chain(notify: object): FlowNode[] {
  const place = { z: 'tab', x: 0, y: 0 };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'virustotal-account', api: 'demo' },
    {
      id: 'lookup',
      type: 'virustotal-lookup',
      ...place,
      account: 'account',
      output: 'verdict',
      target: 'verdict',
      wires: [['raise'], ['failed']],
    },
    { id: 'raise', type: 'virustotal-raise', ...place, wires: [['notify'], ['suppressed']] },
    {
      id: 'notify',
      type: 'virustotal-notify',
      ...place,
      to: 'soc@example.com, nobody@example.com',
      subject: 'Alert',
      text: 'Alert',
      ...notify,
      wires: [['mailed'], ['failed']],
    },
  ];
}

describe('the journal of a flow', () => {
  let flow: RunningFlow;
  let RED: NodeAPI;
  let server: FaultySmtp | undefined;

  async function start(nodes: readonly FlowNode[]): Promise<void> {
    const look = (api: NodeAPI): void => void (RED = api);
    const ends = sinks('mailed', 'failed', 'suppressed');
    flow = await startFlow([...allNodes, look], [...nodes, ...ends]);
  }

  afterEach(async () => {
    await passOn();
    await flow.stop();
    await server?.close();
    server = undefined;
  });

  /** The one in which something was noted last: what is in memory outlives a flow. */
  function journal(): Journal {
    const journals = journalsOf(RED).map((open) => open.journal);
    return (
      journals.findLast((each) => each.hours(0).length > 0) ?? assert.fail('Nothing was noted')
    );
  }

  it('says what was asked, judged, raised, suppressed and composed, and that it is made up', async () => {
    await start(chain({ via: 'message' }));
    flow.receive('lookup', { payload: EICAR });
    const mailed = await flow.next('mailed');
    assert.equal(part(mailed, 'virustotal').account, 'account');
    flow.receive('lookup', { payload: EICAR });
    await flow.next('suppressed');
    flow.receive('lookup', { payload: 'nothing to look up' });
    await flow.next('failed');
    const [hour] = journal().hours(0);
    assert.deepEqual(hour?.lookups, {
      account: { asked: 1, cache: 1, list: 0, failed: { 'not-an-indicator': 1 } },
    });
    const [verdict, ...others] = journal().verdicts();
    const indicator = { type: 'file', value: EICAR };
    assert.deepEqual(
      [verdict?.account, verdict?.node, verdict?.level, verdict?.indicator, verdict?.times],
      ['account', 'lookup', 'malicious', indicator, 2],
    );
    assert.deepEqual([others, verdict?.simulated], [[], true]);
    const [alert] = journal().alerts();
    assert.deepEqual(
      [alert?.fate, alert?.subject, alert?.counts, alert?.simulated],
      ['suppressed', EICAR, { raised: 1, suppressed: 1 }, true],
    );
    const [mail] = journal().mails();
    assert.deepEqual(
      [mail?.fate, mail?.about, mail?.alerts, mail?.to, mail?.simulated],
      ['composed', EICAR, [alert?.id], ['soc@example.com', 'nobody@example.com'], true],
    );
    assert.equal(alert?.id, part(mailed, 'alert').id);
  });

  it('says whom a mail has reached, and whom not and why', async () => {
    server = await startFaultySmtp();
    server.behave({ recipients: { 'nobody@example.com': '550 No such user' } });
    await start([
      ...chain({ via: 'smtp', mailer: 'mailer' }),
      {
        id: 'mailer',
        type: 'virustotal-mailer',
        host: '127.0.0.1',
        port: server.port,
        security: 'none',
        from: 'vt@example.com',
      },
    ]);
    flow.receive('lookup', { payload: EICAR });
    await flow.next('failed');
    const [mail, ...others] = journal().mails();
    assert.deepEqual([mail?.fate, mail?.rejected], ['refused', ['nobody@example.com']]);
    assert.match(mail?.why ?? '', /nobody@example\.com: 5/);
    assert.deepEqual(others, []);
    assert.deepEqual(journal().hours(0)[0]?.mails, { waiting: 1, refused: 1 });
  });

  it('has what is released, and what a verdict node judges, under the account or the node', async () => {
    await start([
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'account', type: 'virustotal-account', api: 'demo' },
      { id: 'verdict', type: 'virustotal-verdict', z: 'tab', wires: [['raise']] },
      { id: 'raise', type: 'virustotal-raise', z: 'tab', wires: [['mailed'], ['suppressed']] },
    ]);
    const attributes = { last_analysis_stats: { malicious: 9, undetected: 60 } };
    const payload = { data: { type: 'domain', id: 'evil.example', attributes } };
    for (const virustotal of [{ account: 'account' }, { account: 'raise' }, undefined]) {
      flow.receive('verdict', structuredClone({ payload, virustotal }));
    }
    const raised = await flow.next('mailed');
    flow.receive('raise', { ...raised, raise: 'release' });
    await flow.shows('raise', /released/);
    const notes = journal().verdicts();
    const whose = notes.map(({ account, node, times }) => [account, node, times]);
    assert.deepEqual(whose.toSorted(), [
      [undefined, 'verdict', 2],
      ['account', 'verdict', 1],
    ]);
    assert.equal(journal().alerts()[0]?.fate, 'released');
  });
});

describe('a Node-RED that is killed', function () {
  this.timeout(120_000);

  needsSqlite();

  it('has its journal as it was at most a second before', async () => {
    const userDir = makeTemporaryFolder();
    const settings = settingsFor('20-inject.js', '21-debug.js');
    const options = { userDir, modules: [projectName], settings };
    const press = { id: 'start', type: 'inject', z: 'tab', x: 0, y: 0, wires: [['lookup']] };
    const payload = { props: [{ p: 'payload' }], payload: EICAR, payloadType: 'str' };
    const flows = [...chain({ via: 'message' }), { ...press, ...payload }];
    const setUp = await startNodeRed(options);
    await setUp.deploy(flows);
    await setUp.stop();
    rmSync(path.join(userDir, 'virustotal'), { recursive: true, force: true });
    // The demonstration keeps its answers in memory: of the journal alone are values written.
    const killPoint = { kind: 'kept INSERT', number: 1, when: 'after' } as const;
    const env = writeWatch(path.join(userDir, 'writes'), killPoint);
    const killed = await startNodeRed({ ...options, env });
    await killed.api('POST', 'inject/start');
    await killed.ended;
    await killed.stop();
    const next = await startNodeRed(options);
    try {
      const { verdicts, alerts, mails } = await next.api('GET', 'virustotal/sidebar');
      assert.deepEqual(
        [verdicts.rows[0]?.level, alerts.rows[0]?.subject, mails.rows[0]?.fate],
        ['malicious', EICAR, 'composed'],
      );
    } finally {
      await next.stop();
      removeTemporaryFolder(userDir);
    }
  });
});
