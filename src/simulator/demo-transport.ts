import type { Clock } from '../clock';
import type { Transport } from '../lookup/http';
import { createSimulator } from './virustotal';

/** Stands for whatever key the account has: the demonstration needs none. */
const DEMO_KEY = 'demo';

/** Makes the transport of an account with `api: demo`: no key, no quota, no network. */
export function createDemoTransport(clock: Clock): Transport {
  const simulator = createSimulator({ clock });
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      return simulator.answer({
        ...request,
        headers: { ...request.headers, 'x-apikey': DEMO_KEY },
        query: { ...request.query, apikey: DEMO_KEY },
      });
    },
    async close() {},
  };
}
