import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { startInbox, type Inbox } from '../../../src/simulator/inbox/inbox';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

/** Known to the demonstration: flagged by most engines. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

const place = { z: 'tab', x: 0, y: 0 };

/** What a message or a status holds, in the log. */
function debug(name: string, complete: string): object {
  const rest = { active: true, console: true, tosidebar: false, targetType: 'msg', wires: [] };
  return { ...place, id: name, type: 'debug', name, complete, ...rest };
}

/** A notify node whose mail goes to a debug node. */
function handsOn(id: string, properties: object): object[] {
  const mail = { to: 'ann@example.com', html: 'none', via: 'message', ...properties };
  const wires = [[`${id} mail`], []];
  return [
    { ...place, id, type: 'virustotal-notify', ...mail, wires },
    debug(`${id} mail`, 'plaintext'),
  ];
}

function flowBy(port: number): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'Deutsch' },
    { id: 'account', type: 'virustotal-account', name: '', api: 'demo' },
    { id: 'store', type: 'virustotal-store', name: '', kind: 'memory', path: '' },
    { id: 'new group', type: 'virustotal-group', to: 'ann@example.com', language: '' },
    { id: 'old group', type: 'virustotal-group', to: 'ann@example.com' },
    {
      id: 'mailer',
      type: 'virustotal-mailer',
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'soc@example.com',
      store: 'store',
    },
    {
      ...place,
      id: 'start',
      type: 'inject',
      props: [{ p: 'payload', v: EICAR, vt: 'str' }],
      wires: [['lookup']],
    },
    {
      ...place,
      id: 'lookup',
      type: 'virustotal-lookup',
      account: 'account',
      output: 'verdict',
      target: '',
      wires: [['gate'], []],
    },
    {
      ...place,
      id: 'gate',
      type: 'virustotal-gate',
      rules: [{ metric: 'positives', op: '>', value: 1 }],
      wires: [['raise'], [], []],
    },
    {
      ...place,
      id: 'raise',
      type: 'virustotal-raise',
      detection: '',
      store: 'store',
      wires: [['sent', 'new', 'grouped', 'earlier', 'to an earlier group'], []],
    },
    {
      ...place,
      id: 'sent',
      type: 'virustotal-notify',
      group: 'new group',
      html: 'designed',
      via: 'smtp',
      mailer: 'mailer',
      wires: [[], []],
    },
    ...handsOn('new', { language: '' }),
    ...handsOn('grouped', { to: '', group: 'new group', language: 'en' }),
    ...handsOn('earlier', {}),
    ...handsOn('to an earlier group', { to: '', group: 'old group', language: 'de' }),
    { ...place, id: 'statuses', type: 'status', scope: null, wires: [['status']] },
    debug('status', 'status.text'),
  ];
}

describe('a Node-RED that speaks German', function () {
  this.timeout(30_000);
  let inbox: Inbox;
  let nodeRed: NodeRedProcess;

  before(async () => {
    inbox = await startInbox({ clock: systemClock });
    nodeRed = await startNodeRed({
      modules: [projectName],
      flows: [{ id: 'tab', type: 'tab', label: 'Deutsch' }],
      settings: { lang: 'de' },
    });
    await nodeRed.deploy(flowBy(inbox.smtp.port));
    // Only what has changed is started: Node-RED says that in other words.
    await nodeRed.deploy(flowBy(inbox.smtp.port), 'nodes');
    await nodeRed.api('POST', 'inject/start');
  });

  after(async () => {
    await nodeRed?.stop();
    await inbox?.close();
  });

  it('sends a German mail to a group that has chosen no language', async () => {
    const [mail] = await inbox.waitForMails(1, AbortSignal.timeout(20_000));
    assert.match(mail?.subject ?? '', /^schädlich: /);
    assert.match(mail?.text ?? '', /Dies ist eine Vorführung/);
    assert.match(mail?.text ?? '', /Engines schlagen an; ab 3 gilt es als schädlich\./);
    assert.match(mail?.html ?? '', /<html lang="de"/);
    assert.doesNotMatch(mail?.text ?? '', /\b(?:engines flag it|demonstration|malicious)\b/);
  });

  for (const [what, node, language] of [
    ['of a new node without a group', 'new', 'de'],
    ['to a new group, whatever its node has', 'grouped', 'de'],
    ['of a node that was saved before it had a language', 'earlier', 'en'],
    ['to a group that was saved before it had one', 'to an earlier group', 'en'],
  ] as const) {
    it(`writes the mail ${what} in "${language}"`, async () => {
      const words = { de: 'Dies ist eine Vorführung', en: 'This is a demonstration' };
      await nodeRed.waitForLog(new RegExp(`\\[debug:${node} mail\\][^[]*${words[language]}`));
    });
  }

  it('shows what nodes do in German', async () => {
    for (const text of [
      'Demo: gefunden',
      'Demo: durch',
      'Demo: ausgelöst, Schweregrad 3',
      'Demo: Mail verfasst',
      'zugestellt',
    ]) {
      await nodeRed.waitForLog(text);
    }
  });
});
