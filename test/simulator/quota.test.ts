import assert from 'node:assert/strict';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { errorOf, getV2, getV3, KEY } from './requests';

const path = 'domains/example.com';

describe('the quota of the stand-in', () => {
  it('lets exactly perMinute requests pass in any 60 seconds', () => {
    const clock = createFakeClock();
    const quota = { perMinute: 4, perDay: 0, perMonth: 0 };
    const simulator = createSimulator({ clock, quota });
    const passed: number[] = [];
    for (let request = 0; request < 2000; request += 1) {
      if (simulator.answer(getV3(path)).status === 200) passed.push(clock.now());
      clock.advance(1700);
    }
    for (const [index, time] of passed.entries()) {
      const inWindow = passed.slice(index).filter((other) => other < time + 60_000);
      assert.ok(inWindow.length <= 4, `${inWindow.length} from ${time}`);
      const fifth = passed[index + 4];
      // The first request of a full window to leave it makes room for the very next one.
      if (fifth !== undefined) assert.ok(fifth - time < 60_000 + 1700, `${fifth - time} ms`);
    }
  });

  it('frees a place exactly 60 seconds after it was taken', () => {
    const clock = createFakeClock();
    const quota = { perMinute: 1, perDay: 0, perMonth: 0 };
    const simulator = createSimulator({ clock, quota });
    const statuses = [0, 59_999, 1].map((wait) => {
      clock.advance(wait);
      return simulator.answer(getV3(path)).status;
    });
    assert.deepEqual(statuses, [200, 429, 200]);
  });

  it('is spent with 429 in v3, without a hint when to come back, and 204 in v2', () => {
    const quota = { perMinute: 1, perDay: 0, perMonth: 0 };
    const simulator = createSimulator({ clock: createFakeClock(), quota });
    simulator.answer(getV3(path));
    const reply = simulator.answer(getV3(path));
    assert.deepEqual(errorOf(reply), {
      status: 429,
      code: 'QuotaExceededError',
      message: 'Quota exceeded',
    });
    assert.deepEqual(Object.keys(reply.headers), ['content-type']);
    const v2 = simulator.answer(getV2('domain/report', { domain: 'example.com' }));
    assert.deepEqual(v2, { status: 204, headers: {}, body: '' });
  });

  const borders: readonly [string, 'perDay' | 'perMonth', string, string, string][] = [
    ['day', 'perDay', '2026-01-15T00:00:00Z', '2026-01-15T23:59:59.999Z', '2026-01-16T00:00:00Z'],
    [
      'month',
      'perMonth',
      '2026-02-01T00:00:00Z',
      '2026-02-28T23:59:59.999Z',
      '2026-03-01T00:00:00Z',
    ],
    [
      'month',
      'perMonth',
      '2026-12-01T00:00:00Z',
      '2026-12-31T23:59:59.999Z',
      '2027-01-01T00:00:00Z',
    ],
  ];
  for (const [name, window, first, last, next] of borders) {
    it(`begins anew with the UTC ${name} at ${next}, and not before`, () => {
      const clock = createFakeClock(first);
      const quota = { perMinute: 0, perDay: 0, perMonth: 0, [window]: 2 };
      const simulator = createSimulator({ clock, quota });
      const middle = (Date.parse(first) + Date.parse(last)) / 2;
      const times = [Date.parse(first), middle, Date.parse(last), Date.parse(next)];
      const statuses = times.map((time) => {
        clock.set(time);
        return simulator.answer(getV3(path)).status;
      });
      assert.deepEqual(statuses, [200, 200, 429, 200]);
    });
  }

  it('counts a request for each item of a batch, all or none', () => {
    const quota = { perMinute: 4, perDay: 0, perMonth: 0 };
    const simulator = createSimulator({ clock: createFakeClock(), quota });
    const batch = (items: number): number => {
      const resource = Array.from({ length: items }, () => 'a'.repeat(32)).join(',');
      return simulator.answer(getV2('file/report', { resource })).status;
    };
    assert.deepEqual([batch(3), batch(2), batch(1), batch(1)], [200, 204, 200, 204]);
  });

  it("is each key's own, and not spent by refused requests", () => {
    const quota = { perMinute: 2, perDay: 3, perMonth: 0 };
    const clock = createFakeClock();
    const simulator = createSimulator({ clock, keys: ['one', 'other'], quota });
    simulator.answer(getV3(path, 'wrong'));
    const one = [0, 1, 2, 3].map(() => simulator.answer(getV3(path, 'one')).status);
    assert.deepEqual(one, [200, 200, 429, 429]);
    assert.equal(simulator.answer(getV3(path, 'other')).status, 200);
    clock.advance(60_000);
    assert.equal(simulator.answer(getV3(path, 'one')).status, 200);
    assert.equal(simulator.answer(getV3(path, 'one')).status, 429);
  });

  it('can be read from the account, which costs nothing', () => {
    const clock = createFakeClock();
    const quota = { perMinute: 4, perDay: 500, perMonth: 15_500 };
    const simulator = createSimulator({ clock, quota });
    for (let request = 0; request < 5; request += 1) simulator.answer(getV3(path));
    clock.advance(3_600_000);
    simulator.answer(getV3(path));
    const reply = simulator.answer(getV3(`users/${KEY}/overall_quotas`));
    assert.equal(reply.status, 200);
    assert.deepEqual(JSON.parse(reply.body), {
      data: {
        api_requests_hourly: { user: { allowed: 240, used: 1 } },
        api_requests_daily: { user: { allowed: 500, used: 5 } },
        api_requests_monthly: { user: { allowed: 15_500, used: 5 } },
      },
    });
  });

  it('is shown in the user object as well, which does not show the key', () => {
    const quota = { perMinute: 4, perDay: 500, perMonth: 15_500 };
    const simulator = createSimulator({ clock: createFakeClock(), quota });
    const reply = simulator.answer(getV3(`users/${KEY}`));
    const { data }: { data: { attributes: { quotas: unknown } } } = JSON.parse(reply.body);
    assert.deepEqual(data.attributes.quotas, {
      api_requests_hourly: { allowed: 240, used: 0 },
      api_requests_daily: { allowed: 500, used: 0 },
      api_requests_monthly: { allowed: 15_500, used: 0 },
    });
    assert.equal(reply.body.includes(KEY), false);
  });

  it('is unlimited when none is given', () => {
    const simulator = createSimulator({ clock: createFakeClock() });
    for (let request = 0; request < 1000; request += 1) {
      assert.equal(simulator.answer(getV3(path)).status, 200);
    }
  });
});
