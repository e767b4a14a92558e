import assert from 'node:assert/strict';
import type { Alert } from '../../src/alert/alert';
import { createRaises, type QuietOne, type Raises } from '../../src/alert/raise';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';

const START = '2026-01-15T12:00:00.000Z';
const MINUTE = 60_000;
const URL = 'http://evil.example/';

const SETTINGS = {
  module: 'virustotal',
  detection: 'malicious_url_detected',
  quiet: 10 * MINUTE,
  escalates: true,
};

interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly raises: Raises;
  readonly another: (settings: Partial<typeof SETTINGS>) => Raises;
}

function setUp(): Bench {
  const clock = createFakeClock(START);
  const store = createMemoryStore(clock);
  let last = 0;
  const newId = (): string => `id-${(last += 1)}`;
  return {
    clock,
    store,
    raises: createRaises(store, clock, SETTINGS, newId),
    another: (settings: Partial<typeof SETTINGS>) =>
      createRaises(store, clock, { ...SETTINGS, ...settings }, newId),
  };
}

async function quietOf(raises: Raises): Promise<QuietOne[]> {
  const all: QuietOne[] = [];
  for await (const part of raises.quietOnes()) all.push(...part);
  return all;
}

describe('raising', () => {
  it('makes the alert of the contract', async () => {
    const { clock, raises } = setUp();
    const kind = { module: 'virustotal', detection: 'malicious_url_detected', subject: URL };
    assert.deepEqual(await raises.raise(URL, 3, 5), {
      ...kind,
      id: 'id-1',
      severity: 3,
      reason: 'first',
      raisedAt: START,
      suppressed: 0,
      quietUntil: '2026-01-15T12:10:00.000Z',
    });
    clock.advance(MINUTE);
    assert.deepEqual(await raises.raise(URL, 3, 5), {
      ...kind,
      id: 'id-1',
      severity: 3,
      reason: 'suppressed',
      raisedAt: START,
      suppressed: 1,
      suppressedSince: '2026-01-15T12:01:00.000Z',
      quietUntil: '2026-01-15T12:10:00.000Z',
    });
    clock.advance(9 * MINUTE);
    assert.deepEqual(await raises.raise(URL, 3, 5), {
      ...kind,
      id: 'id-3',
      severity: 3,
      reason: 'again',
      raisedAt: '2026-01-15T12:10:00.000Z',
      suppressed: 1,
      suppressedSince: '2026-01-15T12:01:00.000Z',
      quietUntil: '2026-01-15T12:20:00.000Z',
    });
  });

  const times: readonly [number, Alert['reason']][] = [
    [0, 'suppressed'],
    [10 * MINUTE - 1, 'suppressed'],
    [10 * MINUTE, 'again'],
    [10 * MINUTE + 1, 'again'],
  ];
  for (const [milliseconds, reason] of times) {
    for (const [what, day] of [
      ['', undefined],
      [', the clock set back', Date.UTC(2020, 0)],
      [', the clock set on', Date.UTC(2040, 0)],
    ] as const) {
      it(`is ${reason} ${milliseconds} ms after an alert${what}`, async () => {
        const { clock, raises } = setUp();
        await raises.raise(URL, 3, 5);
        if (day !== undefined) clock.set(day);
        clock.advance(milliseconds);
        assert.equal((await raises.raise(URL, 3, 5)).reason, reason);
      });
    }
  }

  const changes: readonly [string, number, number, boolean, Alert['reason']][] = [
    ['nothing', 3, 5, true, 'suppressed'],
    ['the severity', 4, 5, true, 'escalated'],
    ['the positives', 3, 6, true, 'escalated'],
    ['the positives, and escalation is off', 3, 6, false, 'suppressed'],
  ];
  for (const [what, severity, positives, escalates, reason] of changes) {
    it(`is ${reason} where ${what} has grown`, async () => {
      const { another } = setUp();
      const raises = another({ escalates });
      await raises.raise(URL, 3, 5);
      assert.equal((await raises.raise(URL, severity, positives)).reason, reason);
    });
  }

  it('is shared by all that name the same module and detection, and by nobody else', async () => {
    const { raises, another } = setUp();
    await raises.raise(URL, 3, 5);
    assert.equal((await another({}).raise(URL, 3, 5)).reason, 'suppressed');
    assert.equal((await another({ detection: 'other' }).raise(URL, 3, 5)).reason, 'first');
    assert.equal((await another({ module: 'other' }).raise(URL, 3, 5)).reason, 'first');
    const [module, detection] = ['virustotal","malicious_url', 'detected'];
    assert.equal((await another({ module, detection }).raise(URL, 3, 5)).reason, 'first');
    assert.equal((await raises.raise(`${URL}.`, 3, 5)).reason, 'first');
  });

  it('knows long subjects, odd ones, and those that look like the hash of another', async () => {
    const { raises } = setUp();
    const long = 'x'.repeat(1_000_000);
    for (const subject of [long, `${long}y`, '__proto__', 'constructor', '#', '=', ' ']) {
      assert.equal((await raises.raise(subject, 3, 5)).reason, 'first');
      assert.equal((await raises.raise(subject, 3, 5)).reason, 'suppressed');
    }
  });

  it('raises every time where nothing is to be suppressed', async () => {
    const { another } = setUp();
    const raises = another({ quiet: 0 });
    const alerts = [await raises.raise(URL, 3, 5), await raises.raise(URL, 3, 5)];
    assert.deepEqual(
      alerts.map(({ reason, suppressed }) => [reason, suppressed]),
      [
        ['first', 0],
        ['again', 0],
      ],
    );
  });

  it('raises what has no subject every time, and says so', async () => {
    const { raises } = setUp();
    for (const id of ['id-1', 'id-2']) {
      const alert = await raises.raise(undefined, 3, 5);
      assert.deepEqual([alert.id, alert.reason, alert.subject], [id, 'unsuppressed', '']);
      assert.equal(alert.quietUntil, START);
    }
  });

  it('raises every time where the store fails or there is none, and says so', async () => {
    const { clock, store } = setUp();
    const failing: Store = {
      ...store,
      claims: (name) => ({
        ...store.claims(name),
        claim: () => Promise.reject(new StoreError('The disk is full')),
      }),
    };
    for (const each of [failing, undefined]) {
      const raises = createRaises(each, clock, SETTINGS, () => 'id');
      assert.equal((await raises.raise(URL, 3, 5)).reason, 'unsuppressed');
      assert.equal((await raises.raise(URL, 3, 5)).reason, 'unsuppressed');
    }
  });

  it('keeps each alert that is raised, and none that is suppressed', async () => {
    const { store, raises } = setUp();
    const keeper = {
      queue: 'raised',
      bytesOf: (alert: Alert) => Buffer.from(JSON.stringify(alert)),
      kept: (id: string) => void ids.push(id),
    };
    const ids: string[] = [];
    const alerts: Alert[] = [];
    for (const [subject, positives] of [
      [URL, 5],
      [URL, 5],
      [URL, 6],
      [undefined, 5],
    ] as const) {
      alerts.push(await raises.raise(subject, 3, positives, keeper));
    }
    const kept = await store.queue('raised').list(10);
    assert.deepEqual(
      kept.map(({ id, payload }) => [id, JSON.parse(Buffer.from(payload).toString())]),
      [
        [ids[0], alerts[0]],
        [ids[1], alerts[2]],
        [ids[2], alerts[3]],
      ],
    );
    assert.deepEqual(
      alerts.map(({ reason }) => reason),
      ['first', 'suppressed', 'escalated', 'unsuppressed'],
    );
  });

  it('is undone for an alert whose mail was lost, once, and only while it is the last', async () => {
    const { raises, another } = setUp();
    const alert = await raises.raise(URL, 3, 5);
    await raises.raise(URL, 3, 5);
    assert.equal(await raises.release({ ...alert, id: 'another' }), false);
    assert.equal(await another({ module: 'any node' }).release(alert), true);
    assert.equal(await raises.release(alert), false);
    const again = await raises.raise(URL, 3, 5);
    assert.deepEqual([again.reason, again.suppressed], ['first', 1]);
    assert.equal(await raises.release(alert), false);
    assert.equal((await raises.raise(URL, 3, 5)).reason, 'suppressed');
  });

  it('forgets one subject, or all', async () => {
    const { raises } = setUp();
    for (const subject of ['a', 'b', 'c']) await raises.raise(subject, 3, 5);
    await raises.reset('a');
    assert.equal((await raises.raise('a', 3, 5)).reason, 'first');
    assert.equal((await raises.raise('b', 3, 5)).reason, 'suppressed');
    await raises.reset(undefined);
    assert.equal((await raises.raise('c', 3, 5)).reason, 'first');
  });

  describe('what is quiet', () => {
    it('is told with its times and counts, and until when', async () => {
      const { clock, raises } = setUp();
      await raises.raise(URL, 3, 5);
      clock.advance(MINUTE);
      await raises.raise(URL, 3, 5);
      const at = Date.parse(START);
      assert.deepEqual(await quietOf(raises), [
        {
          key: `=${URL}`,
          id: 'id-1',
          subject: URL,
          raisedAt: at,
          quietUntil: at + 10 * MINUTE,
          suppressed: 1,
        },
      ]);
      clock.advance(9 * MINUTE);
      assert.deepEqual(await quietOf(raises), []);
    });

    it('has no name where only the hash of a long subject is kept', async () => {
      const { raises } = setUp();
      await raises.raise('x'.repeat(2000), 3, 5);
      const [only] = await quietOf(raises);
      assert.equal(only?.subject, undefined);
      assert.match(only?.key ?? '', /^#[0-9a-f]{64}$/);
    });

    it('is raised again at once when that is wanted, and the next alert tells of what came since', async () => {
      const { raises } = setUp();
      await raises.raise(URL, 3, 5);
      await raises.raise(URL, 3, 5);
      const [only] = await quietOf(raises);
      assert.ok(only);
      assert.equal(await raises.endQuiet(only), true);
      assert.equal(await raises.endQuiet(only), false);
      assert.deepEqual(await quietOf(raises), []);
      const { reason, suppressed } = await raises.raise(URL, 3, 5);
      assert.deepEqual([reason, suppressed], ['again', 1]);
    });

    it('is of this detection alone, and nothing where there is no store', async () => {
      const { raises, another, clock } = setUp();
      await raises.raise(URL, 3, 5);
      assert.deepEqual(await quietOf(another({ detection: 'malicious_file_detected' })), []);
      const storeless = createRaises(undefined, clock, SETTINGS, () => 'id');
      await storeless.raise(URL, 3, 5);
      assert.deepEqual(await quietOf(storeless), []);
      assert.equal(await storeless.endQuiet({ key: `=${URL}`, id: 'id' }), false);
    });
  });
});

describe('acknowledging', () => {
  const kind = { module: 'virustotal', detection: 'malicious_url_detected', key: `=${URL}` };

  for (const [positives, isSo] of [
    [3, true],
    [4, false],
  ] as const) {
    it(`is ${isSo ? 'done' : 'refused'} where ${positives} engines flag what was raised since`, async () => {
      const { clock, raises } = setUp();
      const { id } = await raises.raise(URL, 3, 3);
      clock.advance(11 * MINUTE);
      await raises.raise(URL, 3, positives);
      assert.equal(await raises.acknowledge(kind, { id, severity: 3, positives: 3 }), isSo);
    });
  }
});
