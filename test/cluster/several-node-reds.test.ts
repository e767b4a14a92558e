import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { holdMails } from '../support/held-mails';
import { needsPostgres } from '../support/needs-postgres';
import { currentPair, pairs } from '../support/pair';
import { startSharedCluster, type SharedCluster } from '../support/shared-cluster';
import { skipSuiteFor } from '../support/skip-suite';

const MINUTE = 60_000;

/** What is sent on its way while something happens to them. */
const STREAM = { files: 40, times: 3 };

describe('several Node-REDs on one PostgreSQL', function () {
  this.timeout(60_000);
  skipSuiteFor(() =>
    currentPair === pairs[1]
      ? undefined
      : 'what they share does not depend on the version of Node-RED',
  );
  needsPostgres();
  let cluster: SharedCluster;

  before(async () => {
    // The clocks of their hosts are five minutes apart.
    cluster = await startSharedCluster({ clocks: [0, 5 * MINUTE, -5 * MINUTE] });
  });
  after(() => cluster?.close());

  it('ask once, raise once and mail once what all of them see', async () => {
    const events = cluster.eventsAbout(10, 30);
    await cluster.run(events);
    cluster.assertOnce(events);
    const ends = events.flatMap(({ event }) => cluster.ends().get(event) ?? []);
    assert.equal(ends.filter((end) => end === 'delivered').length, 10);
    assert.equal(ends.filter((end) => end === 'suppressed').length, 290);
  });

  it('do so when no notification gets through', async () => {
    cluster.proxy.loseNotifications(true);
    const events = cluster.eventsAbout(4, 6);
    await cluster.run(events);
    cluster.proxy.loseNotifications(false);
    assert.ok(cluster.proxy.lost() > 0);
    cluster.assertOnce(events);
  });

  it('go on when their connections are cut one by one', async () => {
    const events = cluster.eventsAbout(STREAM.files, STREAM.times);
    let areCut = 0;
    for (let number = 0; number < events.length; number += 10) {
      await cluster.send(events.slice(number, number + 10));
      areCut += cluster.proxy.cut();
    }
    await cluster.ended(events);
    assert.equal(areCut, events.length / 10);
    cluster.assertOnce(events);
  });

  it('wait for PostgreSQL that is killed and started again', async () => {
    const events = cluster.eventsAbout(STREAM.files, STREAM.times);
    const [half, requests] = [events.length / 2, cluster.virusTotal.requests.length];
    cluster.virusTotal.hold();
    await cluster.send(events.slice(0, half));
    await cluster.virusTotal.waitForRequests(requests + 1);
    await cluster.postgres.kill();
    cluster.virusTotal.release();
    await cluster.send(events.slice(half));
    await cluster.postgres.start();
    await cluster.ended(events);
    cluster.assertOnce(events, { asksAgain: true, raisesUnasked: true });
  });

  it('lose nothing and do nothing twice when one after the other is stopped and started', async () => {
    const stream = cluster.stream();
    for (const member of cluster.members) {
      await member.retire();
      await member.start();
    }
    cluster.assertOnce(await stream.stop(), { endsAgain: true });
  });

  it('take over from one that is killed and one that stands still, and do nothing twice', async () => {
    const [, killed, paused] = cluster.members;
    assert.ok(killed && paused);
    const mails = holdMails(cluster);
    const mailed = cluster.eventsAbout(9);
    await cluster.send(mailed);
    await cluster.untilKept('outbox mail', 9);
    cluster.virusTotal.hold();
    const asked = cluster.eventsAbout(30);
    await cluster.send(asked);
    await cluster.untilKept('lookup ask', 30);
    paused.pause();
    await killed.kill();
    cluster.virusTotal.release();
    mails.release();
    await cluster.ended([...mailed, ...asked]);
    paused.resume();
    await killed.start();
    const more = cluster.eventsAbout(3, 3);
    await cluster.run(more);
    cluster.assertOnce([...mailed, ...asked, ...more], { asksAgain: true });
  });
});
