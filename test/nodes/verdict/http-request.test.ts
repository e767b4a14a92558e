import assert from 'node:assert/strict';
import { startSimulatorServer, type SimulatorServer } from '../../../src/simulator/server';
import { coreNode } from '../../support/core-nodes';
import { createFakeClock } from '../../support/fake-clock';
import { startFlow, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const KEY = 'open sesame';
const EICAR = '44d88612fea8a8f36de82e1278abb02f';
const UNKNOWN = 'e'.repeat(32);

const ANSWERS = ['obj', 'txt', 'bin'] as const;

describe("what Node-RED's own node for HTTP requests delivers", () => {
  let server: SimulatorServer;
  let flow: RunningFlow;

  async function start(ret: (typeof ANSWERS)[number], perMinute = 0): Promise<void> {
    const quota = { perMinute, perDay: 0, perMonth: 0 };
    server = await startSimulatorServer({ clock: createFakeClock(), keys: [KEY], quota });
    flow = await startFlow(
      [coreNode('network/21-httprequest'), ...allNodes],
      [
        { id: 'tab', type: 'tab', label: 'test' },
        { id: 'ask', type: 'http request', z: 'tab', method: 'use', ret, wires: [['judge']] },
        { id: 'judge', type: 'virustotal-verdict', z: 'tab', property: '', wires: [['judged']] },
        { id: 'catching', type: 'catch', z: 'tab', scope: ['judge'], wires: [['caught']] },
        ...sinks('judged', 'caught'),
      ],
    );
  }

  afterEach(async () => {
    await flow.stop();
    await server.close();
  });

  function ask(path: string, more: TestMessage = {}): void {
    const headers = { 'x-apikey': KEY };
    flow.receive('ask', { method: 'GET', url: `${server.url}${path}`, headers, ...more });
  }

  async function levelOf(path: string, more: TestMessage = {}): Promise<unknown> {
    ask(path, more);
    return part(await flow.next('judged'), 'verdict').level;
  }

  async function failureOf(path: string, more: TestMessage = {}): Promise<Record<string, unknown>> {
    ask(path, more);
    return part(await flow.next('caught'), 'error');
  }

  for (const ret of ANSWERS) {
    it(`is judged, given as ${ret}`, async () => {
      await start(ret);
      assert.equal(await levelOf(`/api/v3/files/${EICAR}`), 'malicious');
      assert.equal(await levelOf(`/api/v3/files/${UNKNOWN}`), 'unknown');
      const v2 = `/vtapi/v2/file/report?apikey=${encodeURIComponent(KEY)}&resource=`;
      assert.equal(await levelOf(`${v2}${EICAR}`), 'malicious');
      assert.equal(await levelOf(`${v2}${UNKNOWN}`), 'unknown');
    });

    it(`fails with the code of the error, given as ${ret}`, async () => {
      await start(ret);
      const wrong = { headers: { 'x-apikey': 'shibboleth' } };
      const { code, message } = await failureOf(`/api/v3/files/${EICAR}`, wrong);
      assert.equal(code, 'credentials');
      assert.doesNotMatch(String(message), /shibboleth/);
      assert.equal((await failureOf('/api/v3/domains/not%20one')).code, 'bad-request');
      const v2 = '/vtapi/v2/file/report?apikey=shibboleth&resource=';
      assert.equal((await failureOf(`${v2}${EICAR}`)).code, 'credentials');
    });

    it(`fails with quota where it is spent, given as ${ret}`, async () => {
      await start(ret, 1);
      assert.equal(await levelOf(`/api/v3/files/${EICAR}`), 'malicious');
      assert.equal((await failureOf(`/api/v3/files/${EICAR}`)).code, 'quota');
      const v2 = `/vtapi/v2/file/report?apikey=${encodeURIComponent(KEY)}&resource=${EICAR}`;
      assert.equal((await failureOf(v2)).code, 'quota');
    });

    it(`is pending where something was submitted, given as ${ret}`, async () => {
      await start(ret);
      const headers = { 'x-apikey': KEY, 'content-type': 'application/x-www-form-urlencoded' };
      const submission = { method: 'POST', headers, payload: { url: 'http://new.example/' } };
      assert.equal(await levelOf('/api/v3/urls', submission), 'pending');
    });
  }

  it('fails with network where nobody answers', async () => {
    await start('txt');
    await server.close();
    const { code, message } = await failureOf(`/vtapi/v2/file/report?apikey=shibboleth`);
    assert.equal(code, 'network');
    assert.doesNotMatch(String(message), /shibboleth/);
  });
});
