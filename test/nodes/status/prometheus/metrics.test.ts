import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { countingTotals, totalsOf } from '../../../../nodes/shared/figures/totals';
import { writeMetrics } from '../../../../nodes/status/prometheus/exposition';
import { metricsOf } from '../../../../nodes/status/prometheus/metrics';
import { createJournal } from '../../../../src/journal/create-journal';
import type { Journal } from '../../../../src/journal/journal';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createFakeClock } from '../../../support/fake-clock';
import { readExposition } from '../../../support/exposition';
import { findPromtool } from '../../../support/promtool';
import { FIGURES, INSTANCES } from '../figures';
import { EventEmitter } from 'node:events';

const SECRETS = ['evil.example', 'desk@example.com', 'virustotal/state.sqlite'];

describe('the metrics', () => {
  const clock = createFakeClock();
  const runtime = { events: new EventEmitter() };
  const totals = totalsOf(runtime);
  let journal: Journal;
  let text: string;

  before(() => {
    journal = countingTotals(runtime, createJournal(createMemoryStore(clock), clock));
    for (const end of ['asked', 'cache', 'cache', 'list'] as const) journal.lookup('a1', end);
    journal.lookup('a1', { failed: 'timeout' });
    journal.verdict({
      account: 'a1',
      node: 'v1',
      level: 'malicious',
      count: '52 / 70',
      indicator: { type: 'domain', value: 'evil.example' },
      simulated: false,
    });
    journal.alert({
      node: 'r1',
      id: 'x',
      module: 'virustotal',
      detection: 'malicious_domain_detected',
      subject: 'evil.example',
      severity: 5,
      simulated: false,
      fate: 'raised',
    });
    journal.mail({
      node: 'n1',
      id: 'm1',
      alerts: ['x'],
      subject: 'evil.example',
      to: ['desk@example.com'],
      fate: 'given-up',
    });
    const bad = [
      {
        what: 'mail-server',
        id: 'm',
        name: 'Mail',
        code: 'unreachable',
        message: 'x',
        since: clock.now(),
      },
    ] as const;
    const mails = [{ node: 'n1', name: 'Tell "all"\\', mailer: 'm', waiting: 2, dead: 1 }];
    text = writeMetrics(metricsOf({ ...FIGURES, bad, mails, instances: INSTANCES }, totals));
  });

  after(() => journal.close());

  function value(name: string, labels: Record<string, string> = {}): number | undefined {
    const found = readExposition(text).filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
    );
    assert.equal(found.length, 1, `${name} ${JSON.stringify(labels)}`);
    return found[0]?.value;
  }

  it('tell the quota of each window, and when the next request may go in seconds', () => {
    const main = { account: 'a1', name: 'Main' };
    assert.equal(value('virustotal_quota_used_requests', { ...main, window: 'day' }), 12);
    assert.equal(value('virustotal_quota_limit_requests', { ...main, window: 'month' }), 15_500);
    assert.equal(
      value('virustotal_next_request_timestamp_seconds', main),
      (FIGURES.accounts[0]?.nextAt ?? 0) / 1000,
    );
    assert.equal(value('virustotal_account_up', main), 1);
    assert.equal(value('virustotal_lookup_longest_wait_seconds', main), 60);
    assert.equal(value('virustotal_lookups_in_progress', main), 4);
  });

  it('count what has happened', () => {
    assert.equal(value('virustotal_lookups_total', { source: 'api' }), 1);
    assert.equal(value('virustotal_lookups_total', { source: 'cache' }), 2);
    assert.equal(value('virustotal_lookup_failures_total', { code: 'timeout' }), 1);
    assert.equal(value('virustotal_verdicts_total', { level: 'malicious' }), 1);
    assert.equal(value('virustotal_verdicts_total', { level: 'clean' }), 0);
    assert.equal(value('virustotal_alerts_total', { outcome: 'raised' }), 1);
    assert.equal(value('virustotal_mails_total', { outcome: 'given-up' }), 1);
  });

  it('tell which mails wait, and how much is bad', () => {
    assert.equal(value('virustotal_mails_waiting', { name: 'Tell "all"\\' }), 2);
    assert.equal(value('virustotal_mails_given_up', { node: 'n1' }), 1);
    assert.equal(value('virustotal_troubles', { what: 'mail-server' }), 1);
    assert.equal(value('virustotal_troubles', { what: 'account' }), 0);
  });

  it('tell of the Node-REDs that share a store, and which is gone', () => {
    const up = INSTANCES.map(({ name }) => value('virustotal_instance_up', { instance: name }));
    assert.deepEqual(up, [1, 1, 0]);
    const one = { instance: 'red-1:1880' };
    assert.equal(value('virustotal_instance_requests_running', one), 1);
    assert.equal(value('virustotal_instance_lookups_in_progress', one), 12);
    assert.equal(value('virustotal_instance_mails_waiting', one), 2);
    assert.equal(value('virustotal_instance_alerts_kept', one), 3);
    assert.equal(value('virustotal_instance_alerts_kept', { instance: 'red-3:1880' }), 0);
  });

  it('say nothing of instances where there is only one, whatever came before it', () => {
    const [one] = INSTANCES;
    const before = one && { ...one, id: 'before', isThis: false, isGone: true };
    for (const instances of [[], [one], [one, before]]) {
      const known = instances.filter((each) => each !== undefined);
      const metrics = writeMetrics(metricsOf({ ...FIGURES, instances: known }, totals));
      assert.ok(!metrics.includes('virustotal_instance_'));
    }
  });

  it('name each once, also after a restart', () => {
    const [, two] = INSTANCES;
    const again = two && { ...two, id: 'again' };
    const instances = again ? [...INSTANCES, again] : [];
    const metrics = writeMetrics(metricsOf({ ...FIGURES, instances }, totals));
    const found = readExposition(metrics).filter(({ name }) => name === 'virustotal_instance_up');
    assert.equal(found.length, 3);
  });

  it('name no indicator, subject or address', () => {
    for (const secret of SECRETS) assert.ok(!text.includes(secret), secret);
  });

  it("are read by Prometheus' own tool without a complaint", function () {
    this.timeout(120_000);
    const found = findPromtool();
    if ('why' in found) {
      console.log(`    skipped: ${found.why}`);
      this.skip();
    }
    const { status, stdout, stderr } = spawnSync(found.tool, ['check', 'metrics'], { input: text });
    assert.deepEqual({ status, said: String(stdout) + String(stderr) }, { status: 0, said: '' });
  });
});
