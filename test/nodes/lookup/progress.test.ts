import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ServerResponse } from 'node:http';
import { startFlow, type RunningFlow } from '../../support/flow';
import { unknownHashes } from '../../support/lookup-flow';
import { startHttpServer, type LoopbackServer } from '../../support/loopback-server';
import { allNodes } from '../../support/modules';
import { sinks } from '../../support/sinks';

const NOT_FOUND = JSON.stringify({ error: { code: 'NotFoundError' } });

describe('what a lookup node shows while it waits', () => {
  let server: LoopbackServer;
  let flow: RunningFlow;
  /** What the service has not answered. */
  let open: ServerResponse[];

  beforeEach(async () => {
    open = [];
    server = await startHttpServer((_request, response) => void open.push(response));
    const lookup = { type: 'virustotal-lookup', z: 'tab', account: 'account' };
    flow = await startFlow(
      allNodes,
      [
        { id: 'tab', type: 'tab', label: '' },
        {
          id: 'account',
          type: 'virustotal-account',
          baseUrl: server.url,
          plan: 'custom',
          perMinute: 0,
          perDay: 0,
          perMonth: 0,
          concurrency: 4,
        },
        { id: 'one', ...lookup, wires: [['out'], []] },
        { id: 'other', ...lookup, wires: [['out'], []] },
        ...sinks('out'),
      ],
      { account: { apiKey: 'key' } },
    );
  });

  afterEach(async () => {
    await flow.stop();
    await server.close();
  });

  it('counts as running what is asked, of its own lookups alone', async () => {
    const [first = '', ...others] = unknownHashes(30);
    for (const payload of [first, first, first, ...others]) flow.receive('one', { payload });
    flow.receive('other', { payload: others.at(-1) });
    flow.receive('other', { payload: first });
    await flow.shows('one', '4 running, 28 waiting');
    await flow.shows('other', '1 running, 1 waiting');

    for (const { text = '' } of [...flow.statuses('one'), ...flow.statuses('other')]) {
      const [, running = '0'] = /^(\d+) running/.exec(text) ?? [];
      assert.ok(Number(running) <= 4, text);
    }
    for (const response of open) response.writeHead(404).end(NOT_FOUND);
    await flow.shows('other', '1 waiting');
  });
});
