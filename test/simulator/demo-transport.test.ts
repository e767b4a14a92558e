import assert from 'node:assert/strict';
import { createDemoTransport } from '../../src/simulator/demo-transport';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { bodyV3, getV2, getV3, postV3 } from './requests';

describe('the transport of the demonstration', () => {
  const signal = new AbortController().signal;

  it('answers as the stand-in does', async () => {
    const transport = createDemoTransport(createFakeClock());
    const simulator = createSimulator({ clock: createFakeClock() });
    const request = getV3('files/44d88612fea8a8f36de82e1278abb02f');
    assert.deepEqual(await transport.send(request, signal), simulator.answer(request));
  });

  it('needs no key, in either version of the API', async () => {
    const transport = createDemoTransport(createFakeClock());
    const v3 = { ...getV3('domains/example.com'), headers: {} };
    assert.equal((await transport.send(v3, signal)).status, 200);
    const v2 = getV2('domain/report', { apikey: '', domain: 'example.com' });
    assert.equal((await transport.send(v2, signal)).status, 200);
  });

  it('has a submitted URL analysed', async () => {
    const transport = createDemoTransport(createFakeClock());
    const accepted = await transport.send(postV3('urls', { url: 'https://x.example/' }), signal);
    const poll = getV3(`analyses/${bodyV3(accepted).data.id}`);
    await transport.send(poll, signal);
    await transport.send(poll, signal);
    const third = bodyV3(await transport.send(poll, signal));
    assert.equal(third.data.attributes.status, 'completed');
  });

  it('rejects with the reason of an aborted signal', async () => {
    const transport = createDemoTransport(createFakeClock());
    const reason = new Error('closed');
    await assert.rejects(
      transport.send(getV3('domains/example.com'), AbortSignal.abort(reason)),
      (error) => error === reason,
    );
  });

  it('closes', async () => {
    await createDemoTransport(createFakeClock()).close();
  });
});
