import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NodeAPI } from 'node-red';
import { registerCollectEndpoints, type RunningCollect } from '../../../nodes/collect/endpoints';
import { StoreError } from '../../../src/store/errors';

type Handle = (request: object, response: object) => void;

/** Asks the endpoints about a node whose window is never open, as its store is away. */
async function ask(name: 'window' | 'flush'): Promise<readonly [status: number, body: object]> {
  const handles = new Map<string, Handle>();
  const note = (at: string, ...handlers: Handle[]): void => {
    const last = handlers.at(-1);
    if (last) handles.set(at, last);
  };
  const RED: NodeAPI = Object({
    httpAdmin: { get: note, post: note },
    auth: { needsPermission: () => undefined },
  });
  const node: RunningCollect = {
    opened: new Promise(() => undefined),
    limit: 4,
    flush: () => new Promise(() => undefined),
    away: () => new StoreError('PostgreSQL is being opened.', { trouble: 'opening' }),
  };
  const running = { add: () => undefined, named: () => [node], all: () => [node] };
  registerCollectEndpoints(RED, running);
  return await new Promise((resolve) => {
    const status = (code: number): object => ({
      json: (body: object) => resolve([code, body]),
    });
    handles.get(`/virustotal/collect/:id/${name}`)?.({ params: { id: 'a' } }, { status });
  });
}

describe('the endpoints of a virustotal-collect whose store is away', () => {
  for (const name of ['window', 'flush'] as const) {
    it(`answer at once: ${name}`, async () => {
      const message = 'PostgreSQL is being opened.';
      assert.deepEqual(await ask(name), [500, { code: 'store', message }]);
    });
  }
});
