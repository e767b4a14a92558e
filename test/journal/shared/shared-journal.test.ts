import assert from 'node:assert/strict';
import type { Journal, NewAlert, NewMail, NewVerdict } from '../../../src/journal/journal';
import { createSharedJournal } from '../../../src/journal/shared/shared-journal';
import type { JournalStore } from '../../../src/journal/shared/shared-slots';
import { StoreError } from '../../../src/store/errors';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Lease, Shared } from '../../../src/store/shared';
import type { Values } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const verdict: NewVerdict = {
  account: 'account',
  node: 'verdict',
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'domain', value: 'evil.example' },
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
};

const mail: NewMail = {
  node: 'notify',
  id: 'one',
  alerts: ['one'],
  subject: 'Malicious: evil[.]example',
  to: ['soc@example.com'],
  fate: 'waiting',
};

const of = (value: string): NewVerdict => ({ ...verdict, indicator: { type: 'domain', value } });

/** What several processes share: values, and who has which lease. */
class Server {
  readonly clock: FakeClock = createFakeClock();
  readonly values: Values = createMemoryStore(this.clock).values;
  readonly holders = new Map<string, string>();
  /** Keys that were read. */
  readonly reads: string[] = [];
  isAway = false;

  /** A process that uses it; `ahead` is how much its own clock is, in ms. */
  process(instance: string): JournalStore {
    const away = (): StoreError | undefined =>
      this.isAway ? new StoreError('Nobody listens there', { trouble: 'unreachable' }) : undefined;
    const guarded = <Result>(work: () => Promise<Result>): Promise<Result> => {
      const error = away();
      return error ? Promise.reject(error) : work();
    };
    const shared: Shared = Object.assign(Object.create(null), {
      instance,
      away,
      leases: {
        take: (name: string) => guarded(() => Promise.resolve(this.lease(name, instance))),
      },
    });
    return {
      shared,
      now: () => this.clock.now(),
      values: {
        get: (key) => {
          this.reads.push(key);
          return guarded(() => this.values.get(key));
        },
        set: (key, value, lifetime) => guarded(() => this.values.set(key, value, lifetime)),
        remove: (key) => guarded(() => this.values.remove(key)),
      },
    };
  }

  private lease(name: string, instance: string): Lease | undefined {
    const holder = this.holders.get(name) ?? instance;
    if (holder !== instance) return undefined;
    this.holders.set(name, instance);
    return {
      holds: () => this.holders.get(name) === instance && !this.isAway,
      end: () =>
        Promise.resolve(void (this.holders.get(name) === instance && this.holders.delete(name))),
    };
  }

  /** The leases of a process are over. */
  end(instance: string): void {
    for (const [name, holder] of this.holders) if (holder === instance) this.holders.delete(name);
  }
}

describe('the journal of a store that several processes use', () => {
  let server: Server;

  const start = (instance: string): Journal =>
    createSharedJournal(server.process(instance), createFakeClock('2026-01-15T12:05:00Z'));
  /** Its own clock moves with the one of the server. */
  const join = (instance: string): Journal =>
    createSharedJournal(server.process(instance), server.clock);
  const pass = async (milliseconds: number): Promise<void> => {
    server.clock.advance(milliseconds);
    await settled();
  };
  const see = async (journal: Journal): Promise<Journal> => {
    await pass(2 * SECOND);
    await journal.loaded();
    return journal;
  };
  const seenBy = async (journal: Journal): Promise<unknown[]> =>
    (await see(journal))
      .verdicts()
      .map(({ indicator, times }) => `${indicator?.value} ${times}`)
      .toSorted();

  beforeEach(() => {
    server = new Server();
  });

  it('shows to each what all have noted, each thing once', async () => {
    const [one, two] = [join('one'), join('two')];
    for (const journal of [one, two]) {
      journal.verdict(verdict);
      journal.alert({ ...alert, fate: journal === one ? 'raised' : 'suppressed' });
      journal.lookup('account', journal === one ? 'asked' : 'cache');
      await pass(MINUTE);
    }
    one.mail(mail);
    await pass(SECOND);
    two.mail({ ...mail, fate: 'delivered', alerts: [] });
    await pass(SECOND);
    for (const journal of [one, two]) {
      await see(journal);
      assert.deepEqual(
        journal.verdicts().map(({ times }) => times),
        [2],
      );
      assert.deepEqual(
        journal
          .alerts()
          .map(({ fate, counts, raisedAt }) => [fate, counts, raisedAt !== undefined]),
        [['suppressed', { raised: 1, suppressed: 1 }, true]],
      );
      assert.deepEqual(
        journal.mails().map(({ fate, alerts }) => [fate, alerts]),
        [['delivered', ['one']]],
      );
      const [hour] = journal.hours(0);
      assert.deepEqual(hour?.lookups['account'], { asked: 1, cache: 1, list: 0, failed: {} });
      assert.deepEqual({ ...hour?.verdicts }, { malicious: 2 });
    }
  });

  it('is not overwritten by another one, however much both note', async () => {
    const [one, two] = [join('one'), join('two')];
    for (let round = 0; round < 300; round += 1) {
      one.verdict(of(`one-${round}.example`));
      two.verdict(of(`two-${round}.example`));
      await pass(SECOND);
    }
    await Promise.all([one.close(), two.close()]);
    server.end('one');
    server.end('two');
    const later = await see(join('later'));
    assert.equal(later.verdicts().length, 600);
    assert.ok(later.verdicts().every(({ times }) => times === 1));
  });

  it('goes on where one that is gone had come to, and counts on', async () => {
    const one = join('one');
    one.verdict(verdict);
    one.verdict(verdict);
    await pass(MINUTE);
    await one.close();
    server.end('one');
    const two = join('two');
    two.verdict(verdict);
    await pass(2 * MINUTE);
    assert.deepEqual(await seenBy(two), ['evil.example 3']);
    assert.deepEqual([...server.holders], [['journal 0', 'two']]);
    const three = join('three');
    assert.deepEqual(await seenBy(three), ['evil.example 3']);
  });

  it('counts a verdict of another one that came again since it was read', async () => {
    const [one, two] = [join('one'), join('two')];
    one.verdict(verdict);
    await pass(SECOND);
    assert.deepEqual(await seenBy(two), ['evil.example 1']);
    one.verdict(verdict);
    await pass(2 * MINUTE);
    assert.deepEqual(await seenBy(two), ['evil.example 2']);
  });

  it('reads of others only what is new, and that seldom', async () => {
    const [one, two] = [join('one'), join('two')];
    one.verdict(verdict);
    await pass(SECOND);
    await see(two);
    server.reads.length = 0;
    await see(two);
    const nothingNew = server.reads.length;
    await Promise.all([two.loaded(), two.loaded()]);
    assert.equal(server.reads.length, nothingNew);
    assert.ok(server.reads.every((key) => key.endsWith('/head')));
    one.verdict(of('other.example'));
    await pass(SECOND);
    server.reads.length = 0;
    assert.deepEqual(await seenBy(two), ['evil.example 1', 'other.example 1']);
    assert.equal(server.reads.filter((key) => !key.endsWith('/head')).length, 1);
  });

  it('tells whoever listens that another one has noted something', async () => {
    const [one, two] = [join('one'), join('two')];
    await see(two);
    let told = 0;
    const end = two.onChange(() => {
      told += 1;
    });
    await pass(10 * SECOND);
    assert.equal(told, 0);
    one.verdict(verdict);
    await pass(SECOND);
    await pass(3 * SECOND);
    assert.equal(told, 1);
    end();
    server.reads.length = 0;
    await pass(MINUTE);
    assert.equal(server.reads.length, 0);
  });

  it('goes by the time of the store, whatever the machine says', async () => {
    const journal = start('one');
    journal.verdict(verdict);
    assert.equal(journal.verdicts()[0]?.last, server.clock.now());
  });

  it('keeps what is noted while the store is away, and writes it soon after', async () => {
    const [one, two] = [join('one'), join('two')];
    one.verdict(verdict);
    await pass(SECOND);
    server.isAway = true;
    one.verdict(of('meanwhile.example'));
    await pass(10 * MINUTE);
    await one.loaded();
    assert.equal(one.verdicts().length, 2);
    server.isAway = false;
    await pass(2 * SECOND);
    assert.deepEqual(await seenBy(two), ['evil.example 1', 'meanwhile.example 1']);
  });

  it('keeps what is noted before the store was ever there', async () => {
    server.isAway = true;
    const one = join('one');
    one.verdict(verdict);
    await pass(10 * MINUTE);
    await one.loaded();
    assert.equal(one.verdicts().length, 1);
    server.isAway = false;
    await pass(2 * SECOND);
    assert.deepEqual(await seenBy(join('two')), ['evil.example 1']);
  });

  it('goes on with its own where its lease was over and nobody came', async () => {
    const one = join('one');
    one.verdict(verdict);
    await pass(SECOND);
    server.end('one');
    one.verdict(of('other.example'));
    await pass(SECOND);
    assert.deepEqual(await seenBy(join('two')), ['evil.example 1', 'other.example 1']);
    assert.equal(server.holders.get('journal 0'), 'one');
  });

  it('begins anew where another one has come to its place meanwhile, and sees all', async () => {
    const one = join('one');
    one.verdict(verdict);
    await pass(SECOND);
    server.end('one');
    const two = join('two');
    two.verdict(of('two.example'));
    await pass(SECOND);
    one.verdict(of('lost.example'));
    await pass(SECOND);
    one.verdict(of('one.example'));
    await pass(SECOND);
    for (const journal of [one, two]) {
      assert.deepEqual(await seenBy(journal), ['evil.example 1', 'one.example 1', 'two.example 1']);
    }
    await two.close();
    server.end('two');
    const three = join('three');
    assert.deepEqual(await seenBy(three), ['evil.example 1', 'one.example 1', 'two.example 1']);
  });

  it('notices that another one has come and gone', async () => {
    const one = join('one');
    one.verdict(verdict);
    await pass(SECOND);
    server.end('one');
    const two = join('two');
    two.verdict(of('two.example'));
    await pass(SECOND);
    await two.close();
    server.end('two');
    one.verdict(of('lost.example'));
    await pass(SECOND);
    one.verdict(of('one.example'));
    await pass(SECOND);
    assert.deepEqual(await seenBy(one), ['evil.example 1', 'one.example 1', 'two.example 1']);
  });
});

/** Reading takes turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
