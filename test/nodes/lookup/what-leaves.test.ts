import assert from 'node:assert/strict';
import { identify } from '../../../src/indicator/identify';
import type { Indicator } from '../../../src/indicator/indicator';
import { PRIVATE_THINGS, URLS_OF_PERSONS } from '../../indicator/wire/private-things';
import { PUBLIC_THINGS } from '../../indicator/wire/public-things';
import { SECRET_THINGS } from '../../indicator/wire/secret-things';
import { startFlow, type RunningFlow, type TestMessage } from '../../support/flow';
import { startHttpServer, type LoopbackServer } from '../../support/loopback-server';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const NOTHING_KNOWN = JSON.stringify({ error: { code: 'NotFoundError', message: 'Not found' } });

/** What is asked of VirusTotal for an indicator. */
function pathOf({ type, id }: Indicator): string {
  const collections = { file: 'files', url: 'urls', domain: 'domains', ip: 'ip_addresses' };
  return `/api/v3/${collections[type]}/${encodeURIComponent(id)}`;
}

describe('what leaves by a lookup', () => {
  let asked: string[] = [];
  let service: LoopbackServer;
  let flow: RunningFlow;

  before(async () => {
    service = await startHttpServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404, { 'content-type': 'application/json' }).end(NOTHING_KNOWN);
    });
    const account = {
      id: 'account',
      type: 'virustotal-account',
      api: 'v3',
      baseUrl: service.url,
      plan: 'custom',
      perMinute: 0,
      perDay: 0,
      perMonth: 0,
      keepUnknown: '0s',
    };
    const lookup = {
      id: 'lookup',
      type: 'virustotal-lookup',
      z: 'tab',
      account: 'account',
      source: 'value',
      wires: [['ended'], ['ended']],
    };
    const tab = { id: 'tab', type: 'tab', label: 'what leaves' };
    const key = { account: { apiKey: 'cafebabe'.repeat(8) } };
    flow = await startFlow(allNodes, [tab, account, lookup, ...sinks('ended')], key);
  });

  beforeEach(() => {
    asked = [];
  });

  after(async () => {
    await flow.stop();
    await service.close();
  });

  async function lookUp(text: string): Promise<TestMessage> {
    flow.receive('lookup', { payload: text });
    return await flow.next('ended');
  }

  for (const [kind, texts] of Object.entries({ ...PRIVATE_THINGS, ...SECRET_THINGS })) {
    it(`is nothing of ${kind}, in ${texts.length} spellings`, async () => {
      for (const text of texts) {
        const { error } = await lookUp(text);
        assert.deepEqual(asked, [], text);
        assert.equal(part({ error }, 'error').code, 'private', text);
      }
    });
  }

  it(`is the host alone where a URL names a person, in ${URLS_OF_PERSONS.length} spellings`, async () => {
    for (const text of URLS_OF_PERSONS) {
      const { instead, indicator } = part(await lookUp(text), 'virustotal');
      assert.deepEqual(asked.splice(0), ['/api/v3/domains/site.example.com'], text);
      assert.equal(part({ instead }, 'instead').of, 'url', text);
      assert.equal(part({ indicator }, 'indicator').value, 'site.example.com', text);
    }
  });

  it(`is all that is public, of ${PUBLIC_THINGS.length} things that look private`, async () => {
    for (const text of PUBLIC_THINGS) {
      const indicator = identify(text, 'auto');
      await lookUp(text);
      assert.deepEqual(asked.splice(0), [pathOf(indicator)], text);
    }
  });

  it('is judged in tables that are long enough to mean something', () => {
    assert.ok(Object.values(PRIVATE_THINGS).flat().length >= 150);
    assert.ok(Object.values(SECRET_THINGS).flat().length >= 100);
    assert.ok(PUBLIC_THINGS.length >= 150);
  });
});
