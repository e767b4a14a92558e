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
    const known = cluster.ends().size;
    await cluster.send(events);
    await cluster.waitForEnds(known + events.length);
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
    assert.equal(requestsFor(events), 10);
    assert.deepEqual(mailsFor(events), Array<number>(10).fill(1));
    const ends = endsOf(events);
    assert.ok(ends.every(({ length }) => length === 1));
    assert.equal(ends.flat().filter((end) => end === 'delivered').length, 10);
    assert.equal(ends.flat().filter((end) => end === 'suppressed').length, 290);
  });

  it('do so when no notification gets through', async () => {
    proxy.loseNotifications(true);
    const events = eventsAbout(4, 6);
    await run(events);
    proxy.loseNotifications(false);
    assert.equal(requestsFor(events), 4);
    assert.deepEqual(mailsFor(events), Array<number>(4).fill(1));
  });
});
