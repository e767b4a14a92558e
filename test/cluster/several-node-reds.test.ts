import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCluster, type Cluster } from '../support/cluster';
import { hashOf } from '../support/counted-virustotal';
import { needsPostgres } from '../support/needs-postgres';
import { currentPair, pairs } from '../support/pair';
import { freshSchema, startPostgres, type PostgresServer } from '../support/postgres';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy';
import { skipSuiteFor } from '../support/skip-suite';

const MINUTE = 60_000;

/** The hosts' clocks are five minutes apart from each other. */
const CLOCKS = [0, 5 * MINUTE, -5 * MINUTE];

interface Event {
  readonly event: string;
  readonly hash: string;
}

describe('several Node-REDs on one PostgreSQL', function () {
  this.timeout(60_000);
  skipSuiteFor(() =>
    currentPair === pairs[1] ? undefined : 'what they share does not depend on Node-RED’s version',
  );
  needsPostgres();
  let postgres: PostgresServer;
  let proxy: PostgresProxy;
  let cluster: Cluster;
  let schema: string;
  let files = 0;

  before(async () => {
    postgres = await startPostgres();
    proxy = await startPostgresProxy(postgres.url);
    schema = freshSchema();
    cluster = await startCluster({
      store: () => ({ kind: 'postgres', schema, credentials: { url: proxy.url } }),
      modules: ['pg'],
      clocks: CLOCKS,
    });
  });
  after(async () => {
    await cluster?.close();
    await proxy?.close();
    await postgres?.remove();
  });

  /** Events about `count` files that nobody has seen, each `times` times, dealt out evenly. */
  function eventsAbout(
    count: number,
    times: number,
    standing: Parameters<typeof hashOf>[1] = 'malicious',
  ): Event[] {
    const first = files;
    files += count;
    return Array.from({ length: count * times }, (_, index) => {
      const number = first + (index % count);
      return { event: `${number}, ${Math.floor(index / count)}`, hash: hashOf(number, standing) };
    });
  }

  /** Sends events, and resolves when all have ended. */
  async function run(events: readonly Event[]): Promise<void> {
    await cluster.send(events);
    await ended(events);
  }

  function ended(events: readonly Event[]): Promise<void> {
    return cluster.until(() => events.every(({ event }) => cluster.ends().has(event)));
  }

  /** Each has ended once, and each file was asked about and mailed once. */
  function assertOnce(events: readonly Event[]): void {
    const count = new Set(events.map(({ hash }) => hash)).size;
    assert.deepEqual(
      events.filter((_, index) => endsOf(events)[index]?.length !== 1),
      [],
    );
    assert.equal(requestsFor(events), count);
    assert.deepEqual(mailsFor(events), Array<number>(count).fill(1));
  }

  /** Resolves when so much is kept about lookups. */
  async function untilWaiting(count: number): Promise<void> {
    for (;;) {
      const [row] = await postgres.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM "${schema}".work WHERE queue = 'lookup ask'`,
      );
      if (row && row.count >= count) return;
    }
  }

  function requestsFor(events: readonly Event[]): number {
    const hashes = new Set(events.map(({ hash }) => hash));
    return cluster.virusTotal.requests.filter(({ hash }) => hashes.has(hash)).length;
  }

  /** How many mails were taken about the file of each. */
  function mailsFor(events: readonly Event[]): number[] {
    const hashes = [...new Set(events.map(({ hash }) => hash))];
    return hashes.map(
      (hash) => cluster.smtp.taken.filter(({ text }) => text.includes(hash)).length,
    );
  }

  function endsOf(events: readonly Event[]): string[][] {
    return events.map(({ event }) => [...(cluster.ends().get(event) ?? [])]);
  }

  it('ask once, raise once and mail once what all of them see', async () => {
    const events = eventsAbout(10, 30);
    await run(events);
    assertOnce(events);
    const ends = endsOf(events).flat();
    assert.equal(ends.filter((end) => end === 'delivered').length, 10);
    assert.equal(ends.filter((end) => end === 'suppressed').length, 290);
  });

  it('do so when no notification gets through', async () => {
    proxy.loseNotifications(true);
    const events = eventsAbout(4, 6);
    await run(events);
    proxy.loseNotifications(false);
    assert.ok(proxy.lost() > 0);
    assertOnce(events);
  });

  it('go on when their connections are cut one by one', async () => {
    const events = eventsAbout(8, 9);
    const ended = run(events);
    for (let cut = 0; cut < 9; cut += 1) {
      proxy.cut();
      await postgres.query('SELECT pg_sleep(0.1)');
    }
    await ended;
    assertOnce(events);
  });

  it('wait for PostgreSQL that is killed, and lose nothing', async () => {
    const events = eventsAbout(10, 3);
    await cluster.send(events.slice(0, 15));
    await postgres.kill();
    await cluster.send(events.slice(15));
    await postgres.start();
    await ended(events);
    assertOnce(events);
  });

  it('hand all over when one after the other is stopped and started again', async () => {
    const events = eventsAbout(60, 3);
    const part = events.length / 6;
    for (const [number, member] of cluster.members.entries()) {
      await cluster.send(events.slice(number * 2 * part, (number * 2 + 1) * part));
      await member.stop();
      await cluster.send(events.slice((number * 2 + 1) * part, (number * 2 + 2) * part));
      await member.start();
    }
    await ended(events);
    assertOnce(events);
  });

  it('take over from one that is killed and one that stands still, and do nothing twice', async () => {
    const [, killed, paused] = cluster.members;
    assert.ok(killed && paused);
    cluster.virusTotal.hold();
    cluster.smtp.behave({ mail: '451 4.3.0 Not now' });
    const events = eventsAbout(30, 1);
    await cluster.send(events);
    await untilWaiting(30);
    await killed.kill();
    paused.pause();
    cluster.virusTotal.release();
    cluster.smtp.behave({});
    await ended(events);
    paused.resume();
    await killed.start();
    assertOnce(events);
  });
});
