import assert from 'node:assert/strict';
import { createJournal } from '../../src/journal/create-journal';
import type { Journal, NewAlert, NewMail, NewVerdict } from '../../src/journal/journal';
import { StoreError } from '../../src/store/errors';
import { createMemoryStore } from '../../src/store/memory/memory';
import type { Store, Values } from '../../src/store/store';
import { createFakeClock, type FakeClock } from '../support/fake-clock';

const verdict: NewVerdict = {
  account: 'account',
  node: 'verdict',
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'domain', value: 'evil.example' },
  link: 'https://www.virustotal.com/gui/domain/evil.example',
  simulated: false,
};

const alert: NewAlert = {
  node: 'raise',
  id: 'one',
  module: 'mail',
  detection: 'malicious_domain_detected',
  subject: 'evil.example',
  severity: 5,
  simulated: false,
  fate: 'raised',
  quietUntil: 1,
};

const mail: NewMail = {
  node: 'notify',
  id: 'one',
  alerts: ['one'],
  about: 'evil.example',
  subject: 'Malicious: evil[.]example',
  to: ['soc@example.com'],
  fate: 'waiting',
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A store that keeps what one life after the other writes, and counts it. */
interface Disk {
  readonly clock: FakeClock;
  readonly store: Pick<Store, 'durable' | 'values'>;
  /** Bytes of each value that was written. */
  readonly writes: number[];
  reads: number;
  isFull: boolean;
  /** Puts other bytes into each place that was written, of which the text `"here"` is the number. */
  spoil(bytes: Uint8Array): Promise<void>;
}

function createDisk(): Disk {
  const clock = createFakeClock();
  const { values } = createMemoryStore(clock);
  const keys = new Set<string>();
  const watched: Values = {
    get(key) {
      disk.reads += 1;
      return disk.isFull ? Promise.reject(new StoreError('It fails')) : values.get(key);
    },
    set(key, value, lifetime) {
      if (disk.isFull) return Promise.reject(new StoreError('It is full'));
      disk.writes.push(value.byteLength);
      keys.add(key);
      return values.set(key, value, lifetime);
    },
    remove: (key) => values.remove(key),
  };
  const disk: Disk = {
    clock,
    store: { durable: true, values: watched },
    writes: [],
    reads: 0,
    isFull: false,
    async spoil(bytes) {
      const text = Buffer.from(bytes).toString();
      for (const key of keys) {
        const slot = key.replace(/^.*\//, '');
        const here = Buffer.from(text.replace('"sequence":"here"', `"sequence":${slot}`));
        await values.set(key, here, 30 * 86_400_000);
      }
    },
  };
  return disk;
}

/** Lets time go on, and what it begins come to its end. */
async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await settled();
}

/** Reading takes turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function opened({ store, clock }: Disk): Promise<Journal> {
  const journal = createJournal(store, clock);
  await journal.loaded();
  return journal;
}

describe('a journal', () => {
  it('has the last judgement on each indicator, newest first, and how often it came', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    const start = clock.now();
    journal.verdict(verdict);
    clock.advance(SECOND);
    journal.verdict({ ...verdict, indicator: { type: 'ip', value: '192.0.2.1' }, level: 'clean' });
    clock.advance(SECOND);
    journal.verdict({ ...verdict, count: '53 / 70' });
    assert.deepEqual(journal.verdicts(), [
      { ...verdict, count: '53 / 70', first: start, last: start + 2 * SECOND, times: 2 },
      {
        ...verdict,
        indicator: { type: 'ip', value: '192.0.2.1' },
        level: 'clean',
        first: start + SECOND,
        last: start + SECOND,
        times: 1,
      },
    ]);
  });

  it('has a thousand verdicts of each account, and of each node where none answered', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    const { account: _none, ...ofNobody } = verdict;
    for (const asked of [verdict, { ...verdict, account: 'other' }, ofNobody]) {
      for (let index = 0; index < 1100; index += 1) {
        journal.verdict({ ...asked, indicator: { type: 'domain', value: `${index}.example` } });
      }
    }
    const notes = journal.verdicts();
    assert.equal(notes.length, 3000);
    assert.equal(notes.filter(({ account }) => account === undefined).length, 1000);
    assert.ok(notes.every(({ indicator }) => indicator?.value !== '99.example'));
  });

  it('has those of an account, however many nodes judge what none answered', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    journal.verdict(verdict);
    const { account: _account, ...ofNobody } = verdict;
    for (let node = 0; node < 50; node += 1) {
      clock.advance(SECOND);
      journal.verdict({ ...ofNobody, node: `node-${node}` });
    }
    const verdicts = journal.verdicts();
    assert.equal(verdicts.length, 20);
    assert.equal(verdicts.at(-1)?.account, 'account');
  });

  it('has what became of each subject', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    const start = clock.now();
    journal.alert(alert);
    clock.advance(SECOND);
    journal.alert({ ...alert, fate: 'suppressed' });
    journal.alert({ ...alert, fate: 'suppressed', severity: 7 });
    journal.alert({ ...alert, simulated: true });
    const [demo, real] = journal.alerts().toSorted((one) => (one.simulated ? -1 : 1));
    assert.equal(demo?.simulated, true);
    assert.deepEqual(real, {
      ...alert,
      severity: 7,
      fate: 'suppressed',
      last: start + SECOND,
      raisedAt: start,
      counts: { raised: 1, suppressed: 2 },
    });
  });

  it('knows which alert was raised last, also when the next has an id of its own', async () => {
    const disk = createDisk();
    const journal = await opened(disk);
    journal.alert({ ...alert, fate: 'silenced', id: 'kept before' });
    assert.equal(journal.alerts()[0]?.raisedId, undefined);
    journal.alert(alert);
    journal.alert({ ...alert, fate: 'silenced', id: 'kept' });
    journal.alert({ ...alert, fate: 'held', id: 'kept too' });
    assert.equal(journal.alerts()[0]?.raisedId, alert.id);
    await journal.close();
    const next = await opened(disk);
    assert.equal(next.alerts()[0]?.raisedId, alert.id);
    next.alert(alert);
    assert.equal(next.alerts()[0]?.raisedId, undefined);
  });

  it('has what became of each mail', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    const first = clock.now();
    journal.mail(mail);
    clock.advance(SECOND);
    journal.mail({ ...mail, fate: 'given-up', why: 'nobody answers', alerts: [] });
    const last = clock.now();
    assert.deepEqual(journal.mails(), [
      { ...mail, fate: 'given-up', why: 'nobody answers', first, last },
    ]);
  });

  it('counts by the hour for thirty days', () => {
    const clock = createFakeClock('2026-01-15T12:30:00Z');
    const journal = createJournal(createMemoryStore(clock), clock);
    journal.lookup('account', 'asked');
    journal.lookup('account', 'cache');
    journal.lookup('account', 'cache');
    journal.lookup('__proto__', { failed: 'quota' });
    journal.verdict(verdict);
    journal.alert(alert);
    journal.mail(mail);
    const [hour] = journal.hours(0);
    assert.equal(hour?.at, Date.parse('2026-01-15T12:00:00Z'));
    assert.deepEqual(Object.entries(hour.lookups), [
      ['account', { asked: 1, cache: 2, list: 0, failed: {} }],
      ['__proto__', { asked: 0, cache: 0, list: 0, failed: { quota: 1 } }],
    ]);
    assert.deepEqual(hour.alerts, { raised: 1 });
    assert.deepEqual(hour.mails, { waiting: 1 });
    assert.deepEqual(hour.verdicts, { malicious: 1 });
    for (let passed = 0; passed < 40 * 24; passed += 1) {
      clock.advance(60 * MINUTE);
      journal.lookup('account', 'list');
    }
    assert.equal(journal.hours(0).length, 30 * 24 + 1);
    assert.equal(journal.hours(clock.now() - 24 * 60 * MINUTE).length, 24);
  });

  it('tells whoever listens, for as long as they do', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    let heard = 0;
    const end = journal.onChange(() => (heard += 1));
    journal.lookup('account', 'asked');
    journal.verdict(verdict);
    assert.equal(heard, 2);
    end();
    journal.alert(alert);
    assert.equal(heard, 2);
  });

  it('keeps little of what is long, and nothing that is secret', () => {
    const clock = createFakeClock();
    const journal = createJournal(createMemoryStore(clock), clock);
    const value = 'https://user:hunter2@evil.example/a?token=abcdef0123456789abcdef';
    journal.verdict({ ...verdict, indicator: { type: 'url', value }, link: 'x'.repeat(9000) });
    journal.alert({ ...alert, subject: 'x'.repeat(1_000_000) });
    journal.mail({ ...mail, subject: `Malicious: ${value}`, about: value });
    const [{ indicator, link } = assert.fail()] = journal.verdicts();
    assert.equal(indicator?.value, 'https://evil.example/…');
    assert.equal(link, undefined);
    const [{ subject, shortened } = assert.fail()] = journal.alerts();
    assert.equal(subject.length, 1000);
    assert.equal(shortened, true);
    const [noted] = journal.mails();
    assert.equal(noted?.subject, 'Malicious: https://evil.example/…');
    assert.equal(noted.about, 'https://evil.example/…');
  });
});

describe('what a journal writes', () => {
  it('is there in the next life', async () => {
    const disk = createDisk();
    const first = await opened(disk);
    first.verdict(verdict);
    first.alert({ ...alert, subject: '__proto__' });
    first.mail(mail);
    first.lookup('__proto__', { failed: 'quota' });
    await first.close();
    const second = await opened(disk);
    assert.deepEqual(second.verdicts(), first.verdicts());
    assert.deepEqual(second.alerts(), first.alerts());
    assert.deepEqual(second.mails(), first.mails());
    assert.deepEqual(second.hours(0), first.hours(0));
  });

  it('waits for a second, so that all that is new goes together', async () => {
    const disk = createDisk();
    const journal = await opened(disk);
    journal.verdict(verdict);
    journal.alert(alert);
    await pass(disk.clock, SECOND - 1);
    assert.equal(disk.writes.length, 0);
    journal.mail(mail);
    await pass(disk.clock, 1);
    assert.equal(disk.writes.length, 1);
    assert.equal((await opened(disk)).mails().length, 1);
  });

  it('is nothing while nothing happens, and nothing is read either', async () => {
    const disk = createDisk();
    const journal = createJournal(disk.store, disk.clock);
    await pass(disk.clock, 60 * MINUTE);
    await journal.close();
    assert.deepEqual([disk.writes.length, disk.reads], [0, 0]);
    const next = createJournal(disk.store, disk.clock);
    next.verdict(verdict);
    await pass(disk.clock, 2 * MINUTE);
    const { length } = disk.writes;
    await pass(disk.clock, 24 * 60 * MINUTE);
    assert.equal(disk.writes.length, length);
  });

  it('is little for what only repeats, within a minute or when it is closed', async () => {
    const disk = createDisk();
    const journal = await opened(disk);
    journal.verdict(verdict);
    await pass(disk.clock, 2 * MINUTE);
    disk.writes.length = 0;
    for (let times = 0; times < 1000; times += 1) {
      journal.verdict(verdict);
      journal.lookup('account', 'cache');
    }
    await pass(disk.clock, MINUTE);
    assert.equal(disk.writes.length, 1);
    assert.ok((disk.writes[0] ?? 0) < 1000, `${disk.writes[0]} bytes`);
    assert.equal((await opened(disk)).verdicts()[0]?.times, 1001);
    journal.verdict(verdict);
    await journal.close();
    assert.equal((await opened(disk)).verdicts()[0]?.times, 1002);
  });

  it('is written once a minute where repeats go on while it is written', async () => {
    const disk = createDisk();
    const slow: Values = {
      get: (key) => disk.store.values.get(key),
      async set(...given) {
        journal.verdict(verdict);
        return await disk.store.values.set(...given);
      },
      remove: (key) => disk.store.values.remove(key),
    };
    const journal = createJournal({ durable: true, values: slow }, disk.clock);
    journal.verdict(verdict);
    await pass(disk.clock, 2 * MINUTE);
    disk.writes.length = 0;
    for (let second = 0; second < 600; second += 1) await pass(disk.clock, SECOND);
    assert.equal(disk.writes.length, 10);
  });

  it('adds to what earlier lives have written, also where that is read later', async () => {
    const disk = createDisk();
    const first = await opened(disk);
    const start = disk.clock.now();
    first.verdict(verdict);
    first.alert(alert);
    first.mail(mail);
    first.lookup('account', 'asked');
    await first.close();
    disk.clock.advance(SECOND);
    const second = createJournal(disk.store, disk.clock);
    second.verdict({ ...verdict, count: '60 / 70' });
    second.alert({ ...alert, fate: 'suppressed' });
    second.mail({ ...mail, fate: 'delivered', alerts: [] });
    second.lookup('account', 'asked');
    await second.loaded();
    assert.deepEqual(
      second.verdicts().map(({ count, first: since, times }) => [count, since, times]),
      [['60 / 70', start, 2]],
    );
    assert.deepEqual(second.alerts()[0]?.counts, { raised: 1, suppressed: 1 });
    assert.equal(second.alerts()[0]?.raisedAt, start);
    assert.deepEqual(second.mails()[0]?.alerts, ['one']);
    assert.equal(second.hours(0)[0]?.lookups['account']?.asked, 2);
  });

  it('keeps all that it has to, however long it goes on', async () => {
    const disk = createDisk();
    const journal = await opened(disk);
    for (let round = 0; round < 700; round += 1) {
      journal.verdict({ ...verdict, indicator: { type: 'domain', value: `${round}.example` } });
      disk.clock.advance(1);
      if (round % 7 === 0) journal.verdict({ ...verdict, remembered: true });
      await pass(disk.clock, SECOND);
    }
    await journal.close();
    const next = await opened(disk);
    assert.deepEqual(next.verdicts(), journal.verdicts());
    assert.equal(next.verdicts().length, 701);
    assert.deepEqual(next.hours(0), journal.hours(0));
  });

  it('is forgotten after thirty days, unless it happens again', async () => {
    const disk = createDisk();
    let journal = await opened(disk);
    journal.verdict(verdict);
    journal.verdict({ ...verdict, indicator: { type: 'ip', value: '192.0.2.1' } });
    for (let day = 0; day < 40; day += 1) {
      disk.clock.advance(24 * 60 * MINUTE);
      journal.verdict(verdict);
      await journal.close();
      journal = await opened(disk);
    }
    assert.deepEqual(
      journal.verdicts().map(({ indicator, times }) => [indicator?.value, times]),
      [['evil.example', 41]],
    );
  });

  it('is tried again where the store fails, and nobody fails for it', async () => {
    const disk = createDisk();
    const journal = await opened(disk);
    disk.isFull = true;
    journal.verdict(verdict);
    journal.alert(alert);
    await pass(disk.clock, 10 * MINUTE);
    assert.equal(journal.verdicts().length, 1);
    disk.isFull = false;
    await pass(disk.clock, MINUTE + SECOND);
    assert.equal((await opened(disk)).alerts().length, 1);
    disk.isFull = true;
    journal.alert({ ...alert, subject: 'other.example' });
    await journal.close();
  });

  it('writes nothing later that has left while it could not be written', async () => {
    const clock = createFakeClock();
    const { values } = createMemoryStore(clock);
    const written: string[] = [];
    let fails = true;
    const watched: Values = {
      get: (key) => values.get(key),
      set(key, value, lifetime) {
        if (!fails) written.push(Buffer.from(value).toString());
        else for (let other = 0; other < 1000; other += 1) judge(`${other}.example`);
        return fails
          ? Promise.reject(new StoreError('It is full'))
          : values.set(key, value, lifetime);
      },
      remove: (key) => values.remove(key),
    };
    const journal = createJournal({ durable: true, values: watched }, clock);
    const judge = (value: string): void =>
      journal.verdict({ ...verdict, indicator: { type: 'domain', value } });
    judge('gone.example');
    await pass(clock, SECOND);
    fails = false;
    await journal.close();
    assert.match(written.join(), /"999\.example"/);
    assert.doesNotMatch(written.join(), /gone\.example/);
  });

  it('goes on behind what it could not read, which is out of date by then', async () => {
    const disk = createDisk();
    const first = await opened(disk);
    for (let hour = 0; hour < 3; hour += 1) {
      first.alert(alert);
      await pass(disk.clock, 60 * MINUTE);
    }
    await first.close();
    disk.isFull = true;
    const second = await opened(disk);
    assert.deepEqual(second.alerts(), []);
    disk.isFull = false;
    second.alert({ ...alert, fate: 'silenced' });
    await second.close();
    assert.equal((await opened(disk)).alerts()[0]?.fate, 'silenced');
  });

  for (const [what, bytes] of [
    ['no JSON', Buffer.from('{')],
    ['nothing', Buffer.from('')],
    ['something else', Buffer.from('[1, 2]')],
    ['a chunk of another place', Buffer.from('{"sequence":7,"at":1}')],
    [
      'notes that are none',
      Buffer.from(
        '{"sequence":"here","at":1,"verdict":[1,null,{"node":1}],"alert":[{}],"mail":{},"hour":[{"at":1}],"repeats":[["a"]]}',
      ),
    ],
  ] as const) {
    it(`is passed over where it is ${what}`, async () => {
      const disk = createDisk();
      const first = await opened(disk);
      first.verdict(verdict);
      await first.close();
      await disk.spoil(bytes);
      const second = await opened(disk);
      assert.deepEqual(second.verdicts(), []);
      second.verdict(verdict);
      await second.close();
      assert.equal((await opened(disk)).verdicts().length, 1);
    });
  }

  it('is nothing in a store that keeps nothing', async () => {
    const disk = createDisk();
    const journal = createJournal({ ...disk.store, durable: false }, disk.clock);
    journal.verdict(verdict);
    await pass(disk.clock, 2 * MINUTE);
    await journal.close();
    assert.deepEqual([disk.writes.length, disk.reads], [0, 0]);
    assert.equal(journal.verdicts().length, 1);
  });
});
