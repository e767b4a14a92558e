import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { holdMails, type HeldMails } from '../support/held-mails';
import { needsPostgres } from '../support/needs-postgres';
import { currentPair, pairs } from '../support/pair';
import {
  startSharedCluster,
  type FileEvent,
  type SharedCluster,
  type SharedClusterOptions,
} from '../support/shared-cluster';
import { skipSuiteFor } from '../support/skip-suite';
import { isLong } from '../support/test-length';

const MINUTE = 60_000;
const ROUNDS = 10;

/** What waits when one of them is killed. */
const WAITING = { lookups: 500, alerts: 50, mails: 50 };

/** After this, in milliseconds, all of them know of a silence. */
const KNOWN = 2000;

describe('several Node-REDs on one PostgreSQL, in long', function () {
  this.timeout(20 * MINUTE);
  skipSuiteFor(() => {
    if (!isLong) return 'takes ten minutes: npm run test:cluster';
    return currentPair === pairs[1]
      ? undefined
      : 'what they share does not depend on the version of Node-RED';
  });
  needsPostgres();
  let cluster: SharedCluster | undefined;

  async function start(options: SharedClusterOptions = {}): Promise<SharedCluster> {
    cluster = await startSharedCluster(options);
    return cluster;
  }

  afterEach(async () => {
    await cluster?.close();
    cluster = undefined;
  });

  it('make 1,000 requests for 30,000 events about 1,000 files', async () => {
    const running = await start();
    const events = running.eventsAbout(1000, 30, 'clean');
    await running.run(events);
    running.assertOnce(events);
  });

  it('end each event once when one of them is killed with much that waits, ten times', async () => {
    const running = await start();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { events, silenced, mails } = await fill(running);
      const killed = running.members[round % running.members.length];
      await killed?.kill();
      running.virusTotal.release();
      mails.release();
      await killed?.start();
      await running.members[(round + 1) % running.members.length]?.hand('raise', [
        { raise: 'unsilence', silence: {} },
      ]);
      await running.ended(events);
      running.assertOnce(events, { asksAgain: true });
      await running.until(() => silenced.every(({ event }) => isMailed(running, event)));
      for (const { event } of silenced)
        assert.deepEqual(running.ends().get(event), ['suppressed', 'delivered']);
      const mailed = running.mailsFor(silenced);
      assert.ok(mailed.every(({ length }) => length === 1));
    }
  });

  it('do nothing twice when one stands still past its leases and goes on, in turn', async () => {
    const running = await start();
    for (const paused of running.members) {
      const mails = holdMails(running);
      const mailed = running.eventsAbout(12);
      await running.send(mailed);
      await running.untilKept('outbox mail', 12);
      running.virusTotal.hold();
      const asked = running.eventsAbout(60);
      await running.send(asked);
      await running.untilKept('lookup ask', 60);
      paused.pause();
      running.virusTotal.release();
      mails.release();
      await running.ended([...mailed, ...asked]);
      paused.resume();
      const more = running.eventsAbout(6, 6);
      await running.run(more);
      running.assertOnce([...mailed, ...asked, ...more], { asksAgain: true });
    }
  });

  it('lose nothing and do nothing twice when one after the other is stopped and started, ten times', async () => {
    const running = await start({ clocks: [0, 5 * MINUTE, -5 * MINUTE] });
    const stream = running.stream();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const member of running.members) {
        await member.retire();
        await member.start();
      }
    }
    running.assertOnce(await stream.stop(), { endsAgain: true });
  });

  it('wait for PostgreSQL that is away for ten seconds, and for longer than a lease', async () => {
    const running = await start();
    const stream = running.stream();
    const others: FileEvent[] = [];
    for (const away of [10_000, 10_000, 20_000]) {
      const events = running.eventsAbout(30);
      others.push(...events);
      await running.run(events);
      await running.postgres.kill();
      await passing(away);
      await running.postgres.start();
    }
    const all = [...(await stream.stop()), ...others];
    running.assertOnce(all, { asksAgain: true, raisesUnasked: true });
  });

  it('go on when a standby is promoted', async () => {
    const running = await start();
    const before = running.eventsAbout(30, 3);
    await running.run(before);
    const standby = await running.postgres.standby();
    try {
      const during = running.eventsAbout(30, 3);
      await running.send(during);
      await running.postgres.kill();
      await standby.promote();
      running.proxy.lead(standby.url);
      await running.ended(during);
      const later = running.eventsAbout(30, 3);
      await running.run(later);
      running.assertOnce([...before, ...later]);
      for (const { event } of during) assert.ok(running.ends().has(event));
    } finally {
      await standby.remove();
    }
  });
});

/** What waits. */
interface Filled {
  /** Those that have not ended. */
  readonly events: readonly FileEvent[];
  /** Those that have left as suppressed, whose alerts are kept until the silence is over. */
  readonly silenced: readonly FileEvent[];
  readonly mails: HeldMails;
}

function isMailed(cluster: SharedCluster, event: string): boolean {
  return cluster.ends().get(event)?.includes('delivered') === true;
}

/** Has lookups, alerts and mails wait in all of them. */
async function fill(cluster: SharedCluster): Promise<Filled> {
  const mails = holdMails(cluster);
  const mailed = cluster.eventsAbout(WAITING.mails);
  await cluster.send(mailed);
  await cluster.untilKept('outbox mail', WAITING.mails);
  await cluster.members[0]?.hand('raise', [{ raise: 'silence', silence: { for: '1h' } }]);
  await passing(KNOWN);
  const silenced = cluster.eventsAbout(WAITING.alerts);
  await cluster.send(silenced);
  await cluster.untilKept('held raise', WAITING.alerts);
  cluster.virusTotal.hold();
  const asked = cluster.eventsAbout(WAITING.lookups, 1, 'clean');
  await cluster.send(asked);
  await cluster.untilKept('lookup ask', WAITING.lookups);
  return { mails, events: [...mailed, ...asked], silenced };
}

function passing(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
