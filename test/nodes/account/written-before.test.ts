import assert from 'node:assert/strict';
import type { AccountApi, ReadyAccount } from '../../../nodes/account/account';
import { openAccount } from '../../../nodes/account/open-account';
import { identify } from '../../../src/indicator/identify';
import { createAnalysisNotes } from '../../../src/lookup/analysis-notes';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';

const KEY = 'k3y-of-nobody';
const DAY = 86_400_000;

const FILE = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const URL_ID = 'a1'.repeat(32);

/** An answer as version 0.1.0 wrote it on 2026-01-15 at 12:00 UTC, and what it is. */
interface Written {
  readonly api: AccountApi;
  readonly value: string;
  /** Under which the store has it, and what it has there, in base64. */
  readonly key: string;
  readonly bytes: string;
  readonly version: 2 | 3;
  readonly outcome: string;
  readonly link: string;
  /** The length of the text as it was received. */
  readonly length: number;
  readonly count: string;
  readonly detections: readonly string[];
}

const written: readonly Written[] = [
  {
    api: 'v3',
    value: FILE,
    key: '-BYODtAa-gcubpEJOS53Wg',
    bytes:
      'eLvzAI+qvZhLboMwEIb3HGPWCGzjF+x6g17BzwaJligBUQlx9wooAiorIUpbVjysYTzD/4v5eqjbxtTjxsDX7YeFGNS5' +
      'hCKLwbvGnJx9aaDAgksqJEXjEcPMzGDCl0Wadl2XTMY8TfOJqd/Tt7ZMfVm5lAimEMFae82pzB2jlgos89wLq3OLOc+8' +
      '4TlzhnhHFDGUZVIp7TnD3iIPMbjPc3lx1yUPxqmc8hiiubXLOLs2GiYMCM+/e404DvtjzHFT2/vL1N1vvsD9lN7f5Q3w' +
      'Wnfucj25qvrRxzCfwYILQhhH6ObqhZ8FDGWLrXBAOjvihQILdhArFGGDv9Du6XAz55UMPmyD/yVo8rigGSbZIUGvfbmn' +
      '5xA9gEO2uPnv/OU6fkc+XEmZYP4nZXzaF6Pw1Xw2RMMXNUI/sQ==',
    version: 3,
    outcome: 'found',
    link: `https://www.virustotal.com/gui/file/${FILE}`,
    length: 1145,
    count: '1 / 2',
    detections: ['W32.AIDetectMalware'],
  },
  {
    api: 'v2',
    value: 'http://www.example.com/a?b=c',
    key: 'qFDqw8xXf4IuGA2j5nNxPo',
    bytes:
      'eLvzAI+qpZjRDoIgFIbve4r2Xx8DnKlza61HIcNis3Qqs83x7k1Soy7qIuCSw/7DOWP834DKdHk1JoaiMrcTCLLWyEJC' +
      'obr8ok6HDplI4jRK0oiPg/BkZnD4MmOs7/uNe5idm9/k1ZWdjWamKZkU/00Q1L3WjWpnGds4Sp0Muxo+WZygBfFP8iZ1' +
      '6i6vdamcNLk/7nIQHGX8tWmBivg3k0AkcRKG25jz+dxnyV3FAy4CLtacZ26BfDj57aJB77AS4/dhXeibbi9jW/hAUtAM' +
      'IUOaweMweZHBY45dYxQtrfOOBmBpsjt+RCHL1g95wQFYax+3t8Di',
    version: 2,
    outcome: 'found',
    link: `https://www.virustotal.com/gui/url/${URL_ID}`,
    length: 424,
    count: '1 / 2',
    detections: ['phishing site'],
  },
  {
    api: 'v3',
    value: 'unknown.example.com',
    key: '8uNEm7raCbIcq8rP85BlUN',
    bytes:
      'eLvzAI+qbVhBDoIwELz7CjLnhmpEJNxM1KMv4NLAgkTbJdCmJIS/mxa9uced7Ez2MpudBexszWExOPMy7A0E1NCjPAq0' +
      'ZOsnNReL8nDOi+xcZPtQAltqhhhgllJ679NozfGfT2vWsnO9bFir3sgvcUqz0sObAgwBmod+pOlHfsqzIpKvuwU0juFe' +
      'LdgyNjzY3tmZ5hb7ApqmSXUBuUaJpMIfkQqJYZu0YRLr+gHqkk8P',
    version: 3,
    outcome: 'unknown',
    link: 'https://www.virustotal.com/gui/domain/unknown.example.com',
    length: 87,
    count: '0 / 0',
    detections: [],
  },
];

describe('what version 0.1.0 has written into a store', () => {
  let clock: FakeClock;
  let store: Store;

  beforeEach(() => {
    clock = createFakeClock('2026-01-15T13:00:00Z');
    store = createMemoryStore(clock);
  });

  function open(api: AccountApi): ReadyAccount {
    return openAccount({ api }, KEY, {
      clock,
      random: () => 0,
      store,
      warn: () => {},
      note: () => {},
    });
  }

  for (const { api, value, version, key, bytes, ...answer } of written) {
    it(`answers with it: ${answer.outcome} by API v${version}`, async () => {
      await store.values.set(key, Buffer.from(bytes, 'base64'), DAY);
      const { lookups } = open(api);
      const known = await lookups.lookup(identify(value, 'auto'), false);
      const { count, detections } = known.condensed();
      assert.deepEqual(
        {
          outcome: known.outcome,
          link: known.link,
          length: known.text().length,
          count,
          detections: detections.map(({ label }) => label),
        },
        answer,
      );
      assert.deepEqual([known.source, known.api], ['cache', version]);
      assert.equal(known.fetchedAt, Date.UTC(2026, 0, 15, 12));
      assert.equal(lookups.figures().asked, 0);
      await lookups.close();
    });
  }

  it('counts what the key has used', async () => {
    const name = 'da6d09ac3c89f44dc0a8a5c1a430b8fb1325e713a5a5eae37abcb9503cbb4103';
    await store.quotas.reserve(name, { perMinute: 4, perDay: 500, perMonth: 0 }, 0);
    const { ledger, lookups } = open('v3');
    assert.deepEqual(await ledger.usage(), { minute: 1, day: 1, month: 1 });
    await lookups.close();
  });

  it('holds the key to what it was told to be allowed', async () => {
    const allowance = { perMinute: 4, perDay: 1000, perMonth: 31_000 };
    await store.values.set(
      'allowance e921170256dd512fe1de5f78f2032c19131f45cd375765ab25b404ec634b644c',
      Buffer.from(JSON.stringify({ learnedAt: 1_768_478_400_000, allowance })),
      DAY,
    );
    const { ledger, lookups } = open('v3');
    await ledger.reserve();
    assert.deepEqual(ledger.allowance, allowance);
    await lookups.close();
  });

  it('goes on waiting for the analysis that was begun', async () => {
    const note = { analysis: 'u-1' };
    await store.values.set('-_6vtXTDqknDA7eAkyXeMy', Buffer.from(JSON.stringify(note)), DAY);
    const notes = createAnalysisNotes(store.values, 'https://www.virustotal.com v3');
    assert.deepEqual(await notes.read(identify('http://www.example.com/a?b=c', 'url')), note);
  });
});
