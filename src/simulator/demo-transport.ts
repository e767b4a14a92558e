import type { Clock } from '../clock';
import type { Transport } from '../lookup/http';
import type { Simulator } from './virustotal';

/** Stands for whatever key the account has: the demonstration needs none. */
const DEMO_KEY = 'demo';

/**
 * Makes the transport of an account with `api: demo`: no key, no quota, no network. What it answers
 * with is loaded with the first request: most accounts never ask it.
 */
export function createDemoTransport(clock: Clock): Transport {
  let simulator: Promise<Simulator> | undefined;

  async function load(): Promise<Simulator> {
    const { createSimulator } = await import('./virustotal.js');
    return createSimulator({ clock });
  }

  return {
    async send(request, signal) {
      signal.throwIfAborted();
      simulator ??= load();
      return (await simulator).answer({
        ...request,
        headers: { ...request.headers, 'x-apikey': DEMO_KEY },
        query: { ...request.query, apikey: DEMO_KEY },
      });
    },
    async close() {},
  };
}
