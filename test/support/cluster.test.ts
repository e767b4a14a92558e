import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCluster, type Cluster } from './cluster';
import { hashOf } from './counted-virustotal';

const EVENTS = 30;
const CLOCK_AHEAD = 300_000;

/** Each has a store of its own: what they share is not tried here. */
describe('Node-REDs behind a shared subscription', function () {
  this.timeout(60_000);
  let cluster: Cluster;

  before(async () => {
    cluster = await startCluster({
      size: 2,
      store: () => ({ kind: 'memory' }),
      clocks: [0, CLOCK_AHEAD],
    });
  });
  after(() => cluster.close());

  it('each get their share of the events, which all end once', async () => {
    const events = Array.from({ length: EVENTS }, (_, number) => ({
      event: String(number),
      hash: hashOf(number, number % 2 === 0 ? 'malicious' : 'clean'),
    }));
    await cluster.send(events);
    await cluster.waitForEnds(EVENTS);
    for (const [number, { event }] of events.entries())
      assert.deepEqual(cluster.ends().get(event), [number % 2 === 0 ? 'delivered' : 'clean']);
    assert.equal(cluster.smtp.taken.length, EVENTS / 2);
    assert.equal(new Set(cluster.virusTotal.requests.map(({ hash }) => hash)).size, EVENTS);
  });

  it('get what one had not acknowledged when it was killed', async () => {
    const [paused, other] = cluster.members;
    assert.ok(paused && other);
    paused.pause();
    const events = Array.from({ length: 4 }, (_, number) => ({
      event: `again ${number}`,
      hash: hashOf(number, 'clean'),
    }));
    await cluster.send(events);
    await cluster.waitForEnds(EVENTS + 2);
    await paused.kill();
    await cluster.waitForEnds(EVENTS + 4);
    await paused.start();
    assert.equal(cluster.broker.unacknowledged(), 0);
  });

  it('have each the time of day that it was given', async () => {
    await cluster.broker.waitForMembers(2);
    const dates = await Promise.all(cluster.members.map((member) => member.now()));
    const [one = Number.NaN, other = Number.NaN] = dates;
    assert.equal(Math.round((other - one) / 60_000), CLOCK_AHEAD / 60_000);
  });
});
