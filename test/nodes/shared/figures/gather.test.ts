import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { NodeAPI } from 'node-red';
import type { Figures } from '../../../../nodes/shared/figures/figures';
import { gatherFigures } from '../../../../nodes/shared/figures/gather';
import { startFaultySmtp, type FaultySmtp } from '../../../support/faulty-smtp';
import { startFlow, type FlowNode, type RunningFlow } from '../../../support/flow';
import { unknownHashes } from '../../../support/lookup-flow';
import { allNodes } from '../../../support/modules';
import { sinks } from '../../../support/sinks';
import { smtpFlow, VERDICT } from '../../../support/smtp-flow';

const KEY = 'feedface'.repeat(8);

function lookups(baseUrl: string, account: object): FlowNode[] {
  const plan = { plan: 'custom', perMinute: 0, perDay: 0, perMonth: 0, retries: 0, ...account };
  return [
    { id: 'tab', type: 'tab' },
    { id: 'main', type: 'virustotal-account', name: 'Main', baseUrl, ...plan },
    {
      id: 'ask',
      type: 'virustotal-lookup',
      name: 'Ask',
      z: 'tab',
      account: 'main',
      wires: [['found'], []],
    },
    ...sinks('found'),
  ];
}

describe('how things stand', () => {
  let red: NodeAPI;
  let flow: RunningFlow;
  let service: Server;
  let smtp: FaultySmtp;
  let asked: ServerResponse[];
  let baseUrl: string;

  const figures = (): Promise<Figures> => gatherFigures(red);
  const capture = (RED: NodeAPI): void => void (red = RED);

  async function start(nodes: readonly FlowNode[]): Promise<void> {
    flow = await startFlow([...allNodes, capture], nodes, { main: { apiKey: KEY } });
  }

  beforeEach(async () => {
    asked = [];
    smtp = await startFaultySmtp();
    service = createServer((_request, response) => void asked.push(response)).listen(
      0,
      '127.0.0.1',
    );
    await once(service, 'listening');
    const address = service.address();
    assert.ok(typeof address === 'object' && address);
    baseUrl = `http://127.0.0.1:${address.port}`;
  });

  afterEach(async () => {
    for (const response of asked) response.writeHead(404).end('{}');
    await flow.stop();
    await smtp.close();
    service.closeAllConnections();
    service.close();
  });

  it('tells of an account what is used and left, what runs and what waits for what', async () => {
    await start(lookups(baseUrl, { perMinute: 2, perDay: 5, concurrency: 1 }));
    const before = Date.now();
    const [first, second] = unknownHashes(2);
    flow.receive('ask', { payload: first });
    flow.receive('ask', { payload: first });
    flow.receive('ask', { payload: second });
    await once(service, 'request');
    const {
      accounts,
      lookups: [ask],
    } = await figures();
    const { id, name, running, waiting, quota } = accounts.find((each) => each.id === 'main') ?? {};
    assert.deepEqual(
      { id, name, running, waiting },
      { id: 'main', name: 'Main', running: 1, waiting: 1 },
    );
    assert.deepEqual(quota, {
      minute: { used: 1, limit: 2, left: 1 },
      day: { used: 1, limit: 5, left: 4 },
      month: { used: 1 },
    });
    assert.deepEqual(
      {
        ...ask,
        oldest: ask?.oldest.map(({ indicator, messages, why }) => [indicator.value, messages, why]),
      },
      {
        node: 'ask',
        name: 'Ask',
        account: 'main',
        messages: 3,
        indicators: 2,
        oldest: [
          [first, 2, 'answer'],
          [second, 1, 'turn'],
        ],
      },
    );
    for (const { since } of ask?.oldest ?? [])
      assert.ok(since >= before - 1 && since <= Date.now());
  });

  it('tells nobody the secret in a URL that an account may ask about', async () => {
    await start(lookups(baseUrl, { sendPrivate: true }));
    flow.receive('ask', { payload: 'https://bob:hunter2@evil.example/?token=0123456789abcdef' });
    await once(service, 'request');
    const [ask] = (await figures()).lookups;
    assert.deepEqual(
      ask?.oldest.map(({ indicator }) => indicator),
      [{ type: 'url', value: 'https://evil.example/…' }],
    );
  });

  it('tells that a lookup waits for the minute, and when the next may go', async () => {
    await start(lookups(baseUrl, { perMinute: 1 }));
    const [first, second] = unknownHashes(2);
    flow.receive('ask', { payload: first });
    await once(service, 'request');
    flow.receive('ask', { payload: second });
    await flow.shows('ask', /waiting/);
    const {
      accounts: [main],
      lookups: [ask],
    } = await figures();
    assert.equal(ask?.oldest[1]?.why, 'minute');
    assert.ok((main?.nextAt ?? 0) > Date.now());
    assert.equal(main?.quota?.minute.left, 0);
  });

  it('tells of a mail server that cannot be used, and of the mails that wait for it', async () => {
    smtp.behave({ mail: '421 4.3.2 Shutting down' });
    await start(smtpFlow({ port: smtp.port, notify: { name: 'Mail' } }));
    flow.receive('mail', { verdict: VERDICT, alert: { id: 'one' } });
    await flow.shows('mail', /1 waiting, next try/);
    const { mails, bad, stores } = await figures();
    const [{ nextTry = 0, failure = '', ...mail } = {}] = mails;
    assert.deepEqual(mail, { node: 'mail', name: 'Mail', mailer: 'mailer', waiting: 1, dead: 0 });
    assert.ok(nextTry > Date.now());
    assert.match(failure, /421/);
    const { what, id, code } = bad.find((each) => each.id === 'mailer') ?? {};
    assert.deepEqual({ what, id, code }, { what: 'mail-server', id: 'mailer', code: 'failing' });
    // What is only in memory outlives the tests before.
    const kept = stores.filter(({ kind }) => kind !== 'memory');
    assert.deepEqual(
      new Set(kept.map(({ kind, place }) => `${kind} ${place}`)),
      new Set(['embedded virustotal/state.sqlite']),
    );
  });

  it('tells of outputs that lead nowhere, and of nothing once all is stopped', async () => {
    await start(lookups(baseUrl, {}));
    const { unwired } = await figures();
    assert.deepEqual(unwired, [
      { node: 'ask', name: 'Ask', type: 'virustotal-lookup', output: 2, loses: false },
    ]);
    await flow.redeploy([{ id: 'tab', type: 'tab' }]);
    const { accounts, lookups: left, mails, unwired: none } = await figures();
    assert.deepEqual(
      { accounts, left, mails, none },
      { accounts: [], left: [], mails: [], none: [] },
    );
  });

  it('tells why an account cannot be asked', async () => {
    await start([
      { id: 'tab', type: 'tab' },
      { id: 'keyless', type: 'virustotal-account', name: 'Keyless' },
    ]);
    const {
      accounts: [keyless],
      bad,
    } = await figures();
    assert.equal(keyless?.problem, 'apiKey: the account has no API key');
    assert.equal(bad.find(({ id }) => id === 'keyless')?.code, 'unusable');
  });
});
