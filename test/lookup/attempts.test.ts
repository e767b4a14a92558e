import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAttempts, type Attempts, type Tries } from '../../src/lookup/attempts';
import { NetworkError, QuotaError, ServiceError } from '../../src/lookup/errors';
import { HeldBackError } from '../../src/lookup/queue/held-back-error';
import { LostRightError } from '../../src/lookup/queue/lost-right-error';
import type { HttpReply, HttpRequest } from '../../src/lookup/http';
import type { Ledger } from '../../src/lookup/ledger';
import { createFakeClock, type FakeClock } from '../support/fake-clock';
import { createScriptedTransport } from '../support/scripted-transport';

const REQUEST: HttpRequest = { method: 'GET', path: '/score', query: {}, headers: {} };
const PASSING = new NetworkError('The connection broke');

interface Setup {
  readonly clock: FakeClock;
  readonly attempts: Attempts;
  /** What the ledger was told, in order. */
  readonly told: readonly string[];
  readonly times: readonly number[];
  /** Makes one request, reading the status of the reply. */
  readonly make: (signal?: AbortSignal, tries?: Tries, isOurs?: () => boolean) => Promise<number>;
}

function setUp(
  answers: readonly (HttpReply | Error)[],
  { granted = 9, retries = 3, timeout = 60_000 } = {},
): Setup {
  const clock = createFakeClock();
  const told: string[] = [];
  const times: number[] = [];
  let reserved = 0;
  const ledger: Pick<Ledger, 'reserve' | 'settle' | 'refused' | 'answered'> = {
    async reserve() {
      reserved += 1;
      if (reserved > granted) return { granted: false, window: 'minute', wait: 1, retryAt: 1 };
      return { granted: true, attempt: `retry ${reserved}` };
    },
    settle: async (attempt) => void told.push(`settled ${attempt}`),
    refused: async (_sentAt, retryAfter) => void told.push(`refused for ${retryAfter}`),
    answered: () => void told.push('answered'),
  };
  const attempts = createAttempts({
    transport: createScriptedTransport((_request, number) => answers[number - 1] ?? PASSING),
    ledger,
    clock,
    random: () => 0,
    retries,
    timeout,
    learnTime: (now) => void times.push(now),
  });
  return {
    clock,
    attempts,
    told,
    times,
    make: (signal = new AbortController().signal, tries, isOurs) =>
      attempts.make(
        { request: REQUEST, read: ({ status }) => status, isOurs },
        'first',
        signal,
        tries,
      ),
  };
}

function answer(headers: Record<string, string> = {}): HttpReply {
  return { status: 200, headers, body: '' };
}

describe('the attempts at one request', () => {
  it('are one where it goes well', async () => {
    const { attempts, make, told } = setUp([answer()]);
    assert.equal(await make(), 200);
    assert.deepEqual(told, ['answered', 'settled first']);
    assert.deepEqual(attempts.figures(), { asked: 1, refused: 0 });
  });

  it('are more where it fails in passing, each with a reservation of its own', async () => {
    const { attempts, clock, make, told } = setUp([PASSING, PASSING, answer()]);
    const making = make();
    for (const wait of [250, 500]) {
      await nextTurn();
      clock.advance(wait);
    }
    assert.equal(await making, 200);
    assert.deepEqual(told, ['settled first', 'settled retry 1', 'answered', 'settled retry 2']);
    assert.deepEqual(attempts.figures(), { asked: 3, refused: 0 });
  });

  const endings: [name: string, failure: Error, options: object][] = [
    ['it fails for good', new ServiceError('Never', false), {}],
    ['it may not be tried again', PASSING, { retries: 0 }],
    ['there is no quota for another one', PASSING, { granted: 0 }],
  ];
  for (const [name, failure, options] of endings) {
    it(`are one where ${name}`, async () => {
      const { attempts, clock, make } = setUp([failure], options);
      const failed = assert.rejects(make(), failure);
      await nextTurn();
      clock.advance(10_000);
      await failed;
      assert.equal(attempts.figures().asked, 1);
    });
  }

  it('tell the ledger of a refusal for want of quota', async () => {
    const { attempts, make, told } = setUp([new QuotaError('Spent', 0, 3000)]);
    await assert.rejects(make(), QuotaError);
    assert.deepEqual(told, ['refused for 3000', 'settled first']);
    assert.deepEqual(attempts.figures(), { asked: 1, refused: 1 });
  });

  it('end while the next one is waited for', async () => {
    const { make, attempts } = setUp([PASSING, answer()]);
    const end = new AbortController();
    const reason = new Error('Closed');
    const failed = assert.rejects(make(end.signal), reason);
    await nextTurn();
    end.abort(reason);
    await failed;
    assert.equal(attempts.figures().asked, 1);
  });

  const NOON = 'Thu, 15 Jan 2026 12:00:00 GMT';
  const dates: [name: string, headers: Record<string, string>, time: number | undefined][] = [
    ['its date', { date: NOON }, Date.UTC(2026, 0, 15, 12)],
    ['no date', {}, undefined],
    ['a date that is none', { date: 'today' }, undefined],
    ['the date of a cache', { date: NOON, age: '5' }, undefined],
  ];
  for (const [name, headers, time] of dates) {
    it(`learn ${time === undefined ? 'no time' : 'the time'} from a reply with ${name}`, async () => {
      const { make, times } = setUp([answer(headers)]);
      await make();
      assert.deepEqual(times, time === undefined ? [] : [time]);
    });
  }

  it('are not made by a reservation that is older than it may be', async () => {
    const { attempts, clock, told, make } = setUp([answer()], { timeout: 15_000 });
    const since = clock.elapsed();
    clock.advance(15_001);
    await assert.rejects(make(undefined, { failed: 0, since }), HeldBackError);
    assert.deepEqual(told, ['settled first']);
    assert.equal(attempts.figures().asked, 0);
  });

  it('are made by one that is as old as it may be', async () => {
    const { clock, make } = setUp([answer()], { timeout: 15_000 });
    const since = clock.elapsed();
    clock.advance(15_000);
    assert.equal(await make(undefined, { failed: 0, since }), 200);
  });

  it('are not made where another process may make them by now', async () => {
    const { attempts, told, make } = setUp([answer()]);
    await assert.rejects(
      make(undefined, undefined, () => false),
      LostRightError,
    );
    assert.deepEqual(told, ['settled first']);
    assert.equal(attempts.figures().asked, 0);
  });
});
