import assert from 'node:assert/strict';
import { passOn } from '../../support/pass-on';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { startFlow, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { raiseFlow } from '../../support/raise-flow';
import { part } from '../../support/sinks';

const URL = 'http://evil.example/';

function event(positives = 5, value: unknown = URL): TestMessage {
  return { kept: 1, verdict: { positives, indicator: { value } } };
}

describe('virustotal-raise', () => {
  let flow: RunningFlow;

  async function start(properties?: Record<string, unknown>, ids?: string[]): Promise<void> {
    flow = await startFlow(allNodes, raiseFlow(properties, ids));
    for (const id of ids ?? ['raise']) flow.receive(id, { raise: 'reset' });
    for (const _ of ids ?? ['raise']) await flow.next('completed');
  }

  afterEach(async () => {
    // Stopped before those who follow have it, an alert would come again in the next test.
    await passOn();
    await flow.stop();
  });

  it('shows what it has decided, whatever those who follow make of it', async () => {
    await start();
    for (let count = 0; count < 2; count += 1) flow.receive('raise', event());
    Object.assign(part(await flow.next('suppressed'), 'alert'), { suppressed: 99 });
    await flow.shows('raise', /^1 suppressed, until /);
  });

  it('raises the first, keeps the message, and suppresses what follows', async () => {
    await start();
    for (let count = 0; count < 3; count += 1) flow.receive('raise', event());
    const raised = await flow.next('raised');
    assert.equal(raised.kept, 1);
    const { id, reason, subject, severity, module, detection } = part(raised, 'alert');
    assert.deepEqual(
      [reason, subject, severity, module, detection],
      ['first', URL, 3, 'virustotal', 'malicious_url_detected'],
    );
    for (const suppressed of [1, 2]) {
      const alert = part(await flow.next('suppressed'), 'alert');
      assert.deepEqual([alert.id, alert.reason, alert.suppressed], [id, 'suppressed', suppressed]);
    }
    await flow.shows('raise', /^2 suppressed, until /);
    for (let count = 0; count < 3; count += 1) await flow.next('completed');
    assert.equal(flow.unread('raised') + flow.unread('caught'), 0);
  });

  it('raises at once what got worse', async () => {
    await start();
    for (const positives of [5, 4, 6]) flow.receive('raise', event(positives));
    assert.equal(part(await flow.next('raised'), 'alert').reason, 'first');
    const worse = part(await flow.next('raised'), 'alert');
    assert.deepEqual([worse.reason, worse.suppressed], ['escalated', 1]);
    assert.equal(flow.unread('suppressed'), 1);
  });

  for (const [type, detection] of [
    ['url', 'malicious_url_detected'],
    ['file', 'malicious_file_detected'],
    ['domain', 'malicious_domain_detected'],
    ['ip', 'malicious_ip_detected'],
    [undefined, 'malicious_indicator_detected'],
    ['constructor', 'malicious_indicator_detected'],
  ]) {
    it(`calls what it raises ${detection} where the verdict is about ${type} and no name is given`, async () => {
      await start({ detection: '' });
      flow.receive('raise', { verdict: { positives: 5, indicator: { type, value: URL } } });
      assert.equal(part(await flow.next('raised'), 'alert').detection, detection);
    });
  }

  it('knows the kind by what was looked up, where the verdict lies elsewhere', async () => {
    await start({ detection: '', subject: 'judged' });
    flow.receive('raise', { judged: URL, virustotal: { indicator: { type: 'ip' } } });
    const { detection } = part(await flow.next('raised'), 'alert');
    assert.equal(detection, 'malicious_ip_detected');
  });

  it('knows the kind by the verdict, whatever was looked up before it', async () => {
    await start({ detection: '' });
    const verdict = { positives: 5, indicator: { type: 'file', value: URL } };
    flow.receive('raise', { verdict, virustotal: { indicator: { type: 'url' } } });
    const { detection } = part(await flow.next('raised'), 'alert');
    assert.equal(detection, 'malicious_file_detected');
  });

  it('never lets what the demonstration has made up suppress what is real, nor the other way', async () => {
    await start();
    const demo = { simulated: true };
    for (const virustotal of [demo, undefined, demo, undefined]) {
      flow.receive('raise', { ...event(), virustotal });
    }
    for (const virustotal of [demo, undefined]) {
      const raised = await flow.next('raised');
      assert.deepEqual([raised.virustotal, part(raised, 'alert').reason], [virustotal, 'first']);
      const { alert } = await flow.next('suppressed');
      assert.equal(Object(alert).id, part(raised, 'alert').id);
    }
  });

  for (const virustotal of [{ simulated: true }, undefined]) {
    it(`releases ${virustotal ? 'what is made up' : 'what is real'}, and nothing else`, async () => {
      await start();
      for (const each of [{ simulated: true }, undefined]) {
        flow.receive('raise', { ...event(), virustotal: each });
      }
      const raised = [await flow.next('raised'), await flow.next('raised')];
      const released = raised.find((each) => Boolean(each.virustotal) === Boolean(virustotal));
      assert.ok(released);
      flow.receive('raise', { alert: released.alert, raise: 'release' });
      await flow.shows('raise', 'released');
      flow.receive('raise', { ...event(), virustotal });
      assert.equal(part(await flow.next('raised'), 'alert').reason, 'first');
      flow.receive('raise', {
        ...event(),
        virustotal: virustotal ? undefined : { simulated: true },
      });
      await flow.next('suppressed');
    });
  }

  it('shares with the other nodes that name the same', async () => {
    await start({}, ['one', 'other']);
    flow.receive('one', event());
    await flow.next('raised');
    flow.receive('other', event());
    await flow.next('suppressed');
  });

  it('forgets nothing when it is edited and deployed', async () => {
    await start();
    flow.receive('raise', event());
    const { id } = part(await flow.next('raised'), 'alert');
    await passOn();
    await flow.redeploy(raiseFlow({ name: 'renamed', suppress: '1h' }));
    flow.receive('raise', event());
    assert.equal(part(await flow.next('suppressed'), 'alert').id, id);
  });

  it('raises again what was released, and sends the release nowhere', async () => {
    await start();
    flow.receive('raise', event());
    const { alert } = await flow.next('raised');
    await flow.next('completed');
    flow.receive('raise', { ...event(), alert, raise: 'release' });
    await flow.next('completed');
    await flow.shows('raise', 'released');
    flow.receive('raise', event());
    assert.equal(part(await flow.next('raised'), 'alert').reason, 'first');
    assert.equal(flow.unread('suppressed'), 0);
  });

  for (const alert of [undefined, 'id', { id: 'id' }, { id: 1, module: 2 }]) {
    it(`fails to release ${JSON.stringify(alert)}`, async () => {
      await start();
      flow.receive('raise', { raise: 'release', alert });
      assert.equal(part(await flow.next('caught'), 'error').code, 'no-alert');
    });
  }

  it('forgets one subject where the reset has one', async () => {
    await start();
    for (const subject of ['a', 'b']) flow.receive('raise', event(5, subject));
    await flow.next('raised');
    await flow.next('raised');
    flow.receive('raise', { ...event(5, 'a'), raise: 'reset' });
    flow.receive('raise', event(5, 'b'));
    flow.receive('raise', event(5, 'a'));
    await flow.next('suppressed');
    assert.equal(part(await flow.next('raised'), 'alert').subject, 'a');
  });

  it('takes any other word in msg.raise for part of the event', async () => {
    await start();
    flow.receive('raise', { ...event(), raise: 'yes' });
    assert.equal((await flow.next('raised')).raise, 'yes');
  });

  for (const [name, msg] of [
    ['no verdict', {}],
    ['an empty subject', event(5, '  ')],
    ['null', event(5, null)],
  ] as const) {
    it(`raises every time what has ${name}, and warns`, async () => {
      await start();
      flow.receive('raise', { ...msg });
      flow.receive('raise', { ...msg });
      for (let count = 0; count < 2; count += 1) {
        assert.equal(part(await flow.next('raised'), 'alert').reason, 'unsuppressed');
      }
      await flow.shows('raise', /cannot suppress/);
      assert.match(flow.log(), /has no subject/);
    });
  }

  for (const [name, value, subject] of [
    ['a number', 7, '7'],
    ['an object', { a: 1 }, '{"a":1}'],
    ['a prototype name', '__proto__', '__proto__'],
  ] as const) {
    it(`suppresses by ${name}`, async () => {
      await start();
      flow.receive('raise', event(5, value));
      flow.receive('raise', event(5, value));
      assert.equal(part(await flow.next('raised'), 'alert').subject, subject);
      await flow.next('suppressed');
    });
  }

  for (const [given, severity] of [
    [7, 7],
    ['7.5', 7.5],
    [0, 1],
    [99, 10],
    ['high', 3],
    [undefined, 3],
    [{}, 3],
  ] as const) {
    it(`takes the severity ${JSON.stringify(given)} for ${severity}`, async () => {
      await start({ severity: 'level', severityType: 'msg' });
      flow.receive('raise', { ...event(), level: given });
      assert.equal(part(await flow.next('raised'), 'alert').severity, severity);
    });
  }

  it('raises every time where its store is missing', async () => {
    await start({ store: 'missing' });
    flow.receive('raise', event());
    flow.receive('raise', event());
    for (let count = 0; count < 2; count += 1) {
      assert.equal(part(await flow.next('raised'), 'alert').reason, 'unsuppressed');
    }
    assert.match(flow.log(), /no such store/);
  });

  for (const [why, store, field] of [
    ['is missing', 'missing', 'store'],
    ['has no address', 'shared', 'url'],
  ] as const) {
    it(`shows that it cannot suppress where its store ${why}`, async () => {
      const shared = { id: 'shared', type: 'virustotal-store', kind: 'postgres' };
      flow = await startFlow(allNodes, [...raiseFlow({ store }), shared]);
      const { fill } = await flow.shows('raise', `check ${fieldLabel(field)}`);
      assert.equal(fill, 'red');
    });
  }

  for (const [property, value] of [
    ['suppress', 'ten minutes'],
    ['module', ' '],
    ['detection', '${NO_SUCH_VARIABLE}'],
  ] as const) {
    it(`names the property ${property} where it cannot be used`, async () => {
      flow = await startFlow(allNodes, raiseFlow({ [property]: value }));
      flow.receive('raise', event());
      assert.equal(part(await flow.next('caught'), 'error').code, 'configuration');
      await flow.shows('raise', `check ${fieldLabel(property)}`);
    });
  }

  it('raises every event where nothing is to be suppressed', async () => {
    await start({ suppress: '' });
    flow.receive('raise', event());
    flow.receive('raise', event());
    await flow.next('raised');
    await flow.next('raised');
    assert.equal(flow.unread('suppressed'), 0);
  });
});
