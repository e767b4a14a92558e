import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createLookupWork, type WorkSetting } from '../../../nodes/lookup/work';
import { KEPT, type Message } from '../../../nodes/shared/run-node';
import { CodedError } from '../../../src/coded-error';

class QuotaError extends CodedError {
  readonly code = 'quota';
}

/** The work of a node whose lookups fail, and whose messages are another process's by then, or not. */
function failing(isOurs: boolean): () => Promise<typeof KEPT | void> {
  const custody = { entry: { origin: { node: 'lookup', at: 0 } } };
  const setting: WorkSetting = Object({
    nodeId: 'lookup',
    account: {
      api: 'v3',
      permit: () => ({ ask: { key: 'a' } }),
      lookups: { lookup: () => Promise.reject(new QuotaError('spent')) },
      unfinished: new Set(),
    },
    keeping: {
      accept: async () => custody,
      holds: () => false,
      regain: async () => isOurs,
    },
    life: {
      check: () => undefined,
      isRemoved: () => false,
      untilEnd: (work: Promise<unknown>) => work,
    },
    progress: {
      during: (work: () => Promise<unknown>) => work(),
      asking: (_key: string, work: Promise<unknown>) => work,
      failed: () => undefined,
    },
    underWay: {
      during: (_asked: unknown, _since: number, work: Promise<unknown>) => work,
    },
    notes: { failed: () => undefined },
    kind: 'auto',
    wish: {},
  });
  const msg: Message = { _msgid: 'a' };
  const desk = { emit: () => assert.fail(), fail: () => assert.fail() };
  return () => createLookupWork(setting).waitFor({ value: 'evil.example', msg, desk });
}

describe('a lookup that has failed', () => {
  it('does not end here what another process has by then', async () => {
    assert.equal(await failing(false)(), KEPT);
  });

  it('ends where it is still ours', async () => {
    await assert.rejects(failing(true), { code: 'quota' });
  });
});
