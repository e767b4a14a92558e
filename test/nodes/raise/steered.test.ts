import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startFlow, type FlowNode, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { passOn } from '../../support/pass-on';
import { quietNow } from '../../support/quiet-now';
import { raiseFlow } from '../../support/raise-flow';
import { part } from '../../support/sinks';

const URL = 'http://evil.example/';

function event(value = URL, severity = 3, more: TestMessage = {}): TestMessage {
  return { severity, verdict: { positives: 5, indicator: { value } }, ...more };
}

function flagged(positives: number): TestMessage {
  return event(URL, 3, { verdict: { positives, indicator: { value: URL } } });
}

function nodes(properties: Record<string, unknown> = {}, ids?: string[]): FlowNode[] {
  const found = { detection: 'seen', severity: 'severity', severityType: 'msg' };
  return raiseFlow({ ...found, ...properties }, ids);
}

describe('a raise node that is steered by messages', () => {
  let flow: RunningFlow;

  async function start(properties?: Record<string, unknown>, ids = ['raise']): Promise<void> {
    flow = await startFlow(allNodes, nodes(properties, ids));
    for (const raise of ['unsilence', 'reset']) await steer({ raise }, ids[0]);
    // What a test before has left.
    while (flow.unread('raised') > 0) await flow.next('raised');
  }

  async function steer(msg: TestMessage, id = 'raise'): Promise<void> {
    flow.receive(id, msg);
    await flow.next('completed');
  }

  async function alertFrom(sink: string): Promise<Record<string, unknown>> {
    return part(await flow.next(sink), 'alert');
  }

  afterEach(async () => {
    await passOn();
    await flow.stop();
  });

  it('silences a subject for some time, counts, and tells when that is ended', async () => {
    await start();
    flow.receive('raise', event());
    assert.equal((await alertFrom('raised')).reason, 'first');
    await steer({ raise: 'silence', silence: { subject: URL, for: '8h' } });
    await flow.shows('raise', /^silenced until /);
    for (const severity of [3, 6]) flow.receive('raise', event(URL, severity));
    for (const [severity, suppressed] of [
      [3, 1],
      [6, 2],
    ]) {
      const alert = await alertFrom('suppressed');
      assert.deepEqual(
        [alert.reason, alert.severity, alert.suppressed],
        ['silenced', severity, suppressed],
      );
    }
    await flow.shows('raise', /^silenced until .*, 2 so far$/);
    flow.receive('raise', event('other'));
    assert.equal((await alertFrom('raised')).subject, 'other');
    await steer({ raise: 'unsilence', silence: { subject: URL } });
    const { reason, severity, suppressed, subject } = await alertFrom('raised');
    assert.deepEqual([reason, severity, suppressed, subject], ['silence-over', 6, 2, URL]);
    await flow.shows('raise', 'silence over, severity 6');
  });

  it('is silenced by any node of the same store', async () => {
    await start({}, ['one', 'other']);
    await steer({ raise: 'silence', silence: { module: 'virustotal', for: '1h' } }, 'other');
    flow.receive('one', event());
    assert.equal((await alertFrom('suppressed')).reason, 'silenced');
    await steer({ raise: 'unsilence' }, 'one');
    assert.equal((await alertFrom('raised')).reason, 'silence-over');
  });

  it('keeps what was silenced through a deploy', async () => {
    await start();
    await steer({ raise: 'silence', silence: { for: '1h' } });
    flow.receive('raise', event());
    await flow.next('suppressed');
    await flow.redeploy(nodes({ name: 'renamed' }));
    flow.receive('raise', event());
    assert.equal((await alertFrom('suppressed')).suppressed, 2);
    await steer({ raise: 'unsilence' });
    assert.equal((await alertFrom('raised')).suppressed, 2);
  });

  it('lets what is made up silence nothing real', async () => {
    await start();
    const virustotal = { simulated: true };
    await steer({ raise: 'silence', silence: { for: '1h' }, virustotal });
    flow.receive('raise', event(URL, 3, { virustotal }));
    assert.equal((await alertFrom('suppressed')).reason, 'silenced');
    flow.receive('raise', event());
    assert.equal((await alertFrom('raised')).reason, 'first');
  });

  for (const silence of [
    undefined,
    {},
    { subject: URL },
    { for: 'ever' },
    { for: '0s' },
    { for: '366d' },
    { for: '1h', subject: undefined },
    { for: '1h', subject: ' ' },
    { for: '1h', module: null },
    [],
    'all',
  ]) {
    it(`silences nothing by ${JSON.stringify(silence)}`, async () => {
      await start();
      flow.receive('raise', { raise: 'silence', silence });
      assert.equal(part(await flow.next('caught'), 'error').code, 'no-silence');
      flow.receive('raise', event());
      assert.equal((await alertFrom('raised')).reason, 'first');
    });
  }

  it('keeps quiet about what is acknowledged until it gets worse', async () => {
    await start({ suppress: '' });
    flow.receive('raise', event());
    const { alert } = await flow.next('raised');
    await flow.next('completed');
    await steer({ raise: 'acknowledge', alert });
    await flow.shows('raise', 'acknowledged');
    flow.receive('raise', event());
    const quiet = await alertFrom('suppressed');
    assert.deepEqual(
      [quiet.reason, quiet.id, quiet.quietUntil],
      ['acknowledged', Object(alert).id, undefined],
    );
    flow.receive('raise', event(URL, 4));
    assert.equal((await alertFrom('raised')).reason, 'escalated');
  });

  it('does not acknowledge what got worse since, nor without an alert', async () => {
    await start({ suppress: '' });
    flow.receive('raise', event());
    const { alert } = await flow.next('raised');
    flow.receive('raise', event(URL, 7));
    await flow.next('raised');
    flow.receive('raise', { raise: 'acknowledge', alert });
    await flow.shows('raise', /^not acknowledged/);
    flow.receive('raise', { raise: 'acknowledge' });
    assert.equal(part(await flow.next('caught'), 'error').code, 'no-alert');
  });

  it('does not acknowledge what more engines flag since, also where the message lost its verdict', async () => {
    await start({ suppress: '' });
    flow.receive('raise', flagged(3));
    const { alert } = await flow.next('raised');
    flow.receive('raise', flagged(60));
    const { alert: later } = await flow.next('raised');
    flow.receive('raise', { raise: 'acknowledge', alert });
    await flow.shows('raise', /^not acknowledged/);
    flow.receive('raise', { raise: 'acknowledge', alert: later });
    await flow.shows('raise', 'acknowledged');
  });

  it('raises again what was acknowledged, once it is reset', async () => {
    await start();
    flow.receive('raise', event());
    const { alert } = await flow.next('raised');
    await flow.next('completed');
    await steer({ raise: 'acknowledge', alert });
    await steer({ ...event(), raise: 'reset' });
    flow.receive('raise', event());
    assert.equal((await alertFrom('raised')).reason, 'first');
  });
});

describe('a raise node in quiet hours', () => {
  let flow: RunningFlow;

  afterEach(async () => {
    await passOn();
    await flow.stop();
  });

  async function alertFrom(sink: string): Promise<Record<string, unknown>> {
    return part(await flow.next(sink), 'alert');
  }

  it('keeps what it raises, but not what is urgent, and sends it on when they are over', async () => {
    const detection = 'in quiet hours';
    flow = await startFlow(allNodes, nodes({ ...quietNow(), urgentFrom: '8', detection }));
    for (const severity of [3, 5, 4]) flow.receive('raise', { ...event(URL, severity), kept: 1 });
    flow.receive('raise', event('urgent', 8));
    assert.equal((await alertFrom('raised')).subject, 'urgent');
    assert.equal((await alertFrom('suppressed')).reason, 'held');
    for (let count = 0; count < 4; count += 1) await flow.next('completed');
    flow.receive('raise', event('another'));
    await flow.shows('raise', /^quiet hours until .*, 2 held$/);
    assert.equal(flow.unread('raised'), 0);
    await flow.redeploy(nodes({ detection }));
    const raised = await flow.next('raised');
    const { reason, severity, suppressed } = part(raised, 'alert');
    assert.deepEqual([raised.kept, reason, severity, suppressed], [1, 'quiet-over', 5, 2]);
    assert.equal((await alertFrom('raised')).subject, 'another');
  });

  it('tells of what it kept in the log where it is removed', async () => {
    const detection = 'removed';
    flow = await startFlow(allNodes, nodes({ ...quietNow(), detection }));
    flow.receive('raise', event());
    await flow.shows('raise', /1 held$/);
    const others = nodes({ detection }, ['other']);
    await flow.redeploy(others);
    assert.match(flow.log(), /nobody gets what waited there: http:\/\/evil\.example\//);
    flow.receive('other', event());
    assert.equal((await alertFrom('raised')).reason, 'again');
  });

  for (const [property, value, expected] of [
    ['quietHours', 'Mon-Fry', /"Fry" is no day of the week: .* such as Mon-Fri 18:00-07:00/],
    ['quietHours', 'Mon-Sun', /it would always be quiet/],
    ['timeZone', 'Europe/Atlantis', /"Europe\/Atlantis" is no time zone such as Europe\/Berlin/],
    ['urgentFrom', 'high', /a number from 1 to 10 is expected/],
  ] as const) {
    it(`says what is expected where ${property} is "${value}"`, async () => {
      const wrong = { ...quietNow(), [property]: value };
      flow = await startFlow(allNodes, nodes(wrong));
      assert.match(flow.log(), expected);
      flow.receive('raise', event());
      assert.equal(part(await flow.next('caught'), 'error').code, 'configuration');
    });
  }

  it('raises at once what has no subject', async () => {
    flow = await startFlow(allNodes, nodes(quietNow()));
    flow.receive('raise', { severity: 3 });
    assert.equal((await alertFrom('raised')).reason, 'unsuppressed');
  });

  it('raises all at once where there is no store', async () => {
    flow = await startFlow(allNodes, nodes({ ...quietNow(), store: 'nowhere' }));
    flow.receive('raise', event());
    assert.equal((await alertFrom('raised')).reason, 'unsuppressed');
    flow.receive('raise', { raise: 'silence', silence: { for: '1h' } });
    assert.equal(part(await flow.next('caught'), 'error').code, 'store');
  });
});
