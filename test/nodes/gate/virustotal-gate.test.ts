import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

describe('virustotal-gate', () => {
  let flow: RunningFlow;

  async function start(properties: Record<string, unknown> = {}): Promise<void> {
    flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      {
        id: 'gate',
        type: 'virustotal-gate',
        z: 'tab',
        wires: [['passes'], ['does not'], ['undetermined']],
        ...properties,
      },
      { id: 'catching', type: 'catch', z: 'tab', scope: ['gate'], wires: [['caught']] },
      ...sinks('passes', 'does not', 'undetermined', 'caught'),
    ]);
  }

  afterEach(() => flow.stop());

  const outcomes: [string, unknown, string, boolean | null, string][] = [
    ['two engines', { level: 'suspicious', positives: 2 }, 'passes', true, 'passed'],
    ['one engine', { level: 'suspicious', positives: 1 }, 'does not', false, 'not passed'],
    [
      'an unknown indicator',
      { level: 'unknown', positives: 0 },
      'undetermined',
      null,
      'undetermined',
    ],
    [
      'a pending analysis',
      { level: 'pending', positives: 0 },
      'undetermined',
      null,
      'undetermined',
    ],
    ['a verdict without a number', { level: 'clean' }, 'undetermined', null, 'undetermined'],
    ['no verdict', undefined, 'undetermined', null, 'no verdict'],
    ['something else', 'text', 'undetermined', null, 'no verdict'],
  ];
  for (const [name, verdict, output, passed, text] of outcomes) {
    it(`as it comes from the palette sends ${name} by "${output}"`, async () => {
      await start();
      flow.receive('gate', { verdict, payload: 'kept' });
      const msg = await flow.next(output);
      assert.equal(msg.payload, 'kept');
      assert.equal(part(msg, 'gate').passed, passed);
      const { reasons } = part(msg, 'gate');
      assert.ok(Array.isArray(reasons) && reasons.length === 1);
      await flow.shows('gate', text);
    });
  }

  it('asks all its rules, of the message too', async () => {
    const rules = [
      { metric: 'level', op: '=', value: 'malicious' },
      { metric: 'msg', path: 'host.zone', op: '=', value: 'plant' },
    ];
    await start({ rules, match: 'all' });
    const verdict = { level: 'malicious', positives: 9 };
    flow.receive('gate', { verdict, host: { zone: 'plant' } });
    await flow.next('passes');
    flow.receive('gate', { verdict, host: { zone: 'office' } });
    await flow.next('does not');
    flow.receive('gate', { verdict });
    await flow.next('undetermined');
  });

  it('is undetermined where the way to the verdict leads nowhere', async () => {
    await start({ property: 'a.verdict' });
    flow.receive('gate', {});
    assert.equal(part(await flow.next('undetermined'), 'gate').passed, null);
  });

  const VERDICT = { level: 'malicious', positives: 9, reasons: ['9 engines flag it.'] };

  for (const [name, msg, expected] of [
    ['nothing', { payload: 'text' }, 'and none elsewhere in the message'],
    ['a verdict elsewhere', { payload: VERDICT }, 'msg.payload holds one: set Verdict to that'],
    [
      'a verdict deep in it',
      { answer: { judged: VERDICT } },
      'msg.answer.judged holds one: set Verdict to that',
    ],
    [
      'a report in the place of a verdict',
      { payload: { data: { attributes: {}, id: 'a' } } },
      'msg.payload holds a report: a verdict node before this one judges it',
    ],
    [
      'a report of the older API',
      { report: { response_code: 1 } },
      'msg.report holds a report: a verdict node before this one judges it',
    ],
  ] as const) {
    it(`fails by the third output where there is no verdict, and says that there is ${name}`, async () => {
      await start();
      flow.receive('gate', { ...msg });
      const failed = await flow.next('undetermined');
      const { code, message } = part(failed, 'error');
      assert.equal(code, 'no-verdict');
      assert.ok(String(message).startsWith('There is no verdict in msg.verdict'));
      assert.ok(String(message).includes(expected), String(message));
      assert.equal(part(failed, 'gate').passed, null);
      assert.equal(flow.unread('caught'), 0);
    });

    it(`fails by Catch where the third output is not wired and there is ${name}`, async () => {
      await start({ wires: [['passes'], ['does not'], []] });
      flow.receive('gate', { ...msg });
      assert.equal(part(await flow.next('caught'), 'error').code, 'no-verdict');
    });
  }

  it('takes no report for a verdict that lacks what is asked', async () => {
    await start({ property: 'payload' });
    const attributes = { last_analysis_stats: { malicious: 60 } };
    flow.receive('gate', { payload: { data: { type: 'file', id: 'a', attributes } } });
    const { code, message } = part(await flow.next('undetermined'), 'error');
    assert.equal(code, 'no-verdict');
    assert.match(String(message), /a verdict node before this one judges it/);
  });

  it('takes for a verdict whatever has what is asked, or a level', async () => {
    await start({ property: 'payload' });
    for (const payload of [{ positives: 'many' }, { level: 'malicious' }]) {
      flow.receive('gate', { payload });
      assert.equal((await flow.next('undetermined')).error, undefined);
    }
  });

  it('leaves the failure of a lookup as it is', async () => {
    await start();
    const error = { code: 'quota', message: 'The quota is spent' };
    flow.receive('gate', { error });
    assert.deepEqual((await flow.next('undetermined')).error, error);
  });

  it('needs no verdict where no rule asks for one, or another rule decides', async () => {
    const zone = { metric: 'msg', path: 'zone', op: '=', value: 'plant' };
    const level = { metric: 'level', op: '=', value: 'malicious' };
    await start({ rules: [zone] });
    flow.receive('gate', { zone: 'plant' });
    await flow.next('passes');
    flow.receive('gate', {});
    assert.equal((await flow.next('undetermined')).error, undefined);
    await flow.stop();
    await start({ rules: [zone, level], match: 'all' });
    flow.receive('gate', { zone: 'office' });
    await flow.next('does not');
  });

  it('tells once in the log, and in the status of what is malicious, that the third output is not wired', async () => {
    const rules = [{ metric: 'score', op: '>', value: 60 }];
    await start({ rules, wires: [['passes'], ['does not'], []] });
    assert.equal(flow.log().split('Output 3 is wired to nothing').length - 1, 1);
    flow.receive('gate', { verdict: { level: 'suspicious' } });
    await flow.shows('gate', 'undetermined');
    flow.receive('gate', { verdict: { level: 'malicious' } });
    await flow.shows('gate', 'malicious, but undetermined: wire output 3');
    await flow.stop();
    await start({ rules });
    assert.ok(!flow.log().includes('is wired to nothing'));
  });

  it('shows where what is malicious does not pass', async () => {
    await start();
    flow.receive('gate', { verdict: { level: 'malicious', positives: 0 } });
    await flow.next('does not');
    await flow.shows('gate', 'malicious, but not passed');
  });

  it('reads the verdict from where it is told', async () => {
    await start({ property: 'payload' });
    flow.receive('gate', { payload: { level: 'malicious', positives: 60 } });
    await flow.next('passes');
  });

  it('is not stalled by an expression that would take for ever', async () => {
    await start({ rules: [{ metric: 'msg', path: 'payload', op: 'matches', value: '^(a+)+$' }] });
    flow.receive('gate', { payload: `${'a'.repeat(50)}!` });
    const { reasons } = part(await flow.next('undetermined'), 'gate');
    assert.match(String(reasons), /takes too long/);
  });

  const malformed: [string, Record<string, unknown>][] = [
    ['rules', { rules: [] }],
    ['rules\\[0\\]', { rules: [{ metric: 'positives', op: '>', value: '' }] }],
    ['metric', { rules: [{ metric: 'colour', op: '=', value: 'red' }] }],
    ['op', { rules: [{ metric: 'positives', op: '~', value: 1 }] }],
    [
      'rules\\[1\\]',
      {
        rules: [
          { metric: 'level', op: '=', value: 'clean' },
          { metric: 'msg', op: '=', value: 1 },
        ],
      },
    ],
    ['rules\\[0\\]', { rules: [{ metric: 'engine', op: 'matches', value: '(' }] }],
    ['rules\\[0\\]', { rules: [{ metric: 'positives', op: '>', value: 'many' }] }],
    ['rules\\[0\\]', { rules: [{ metric: 'level', op: '=', value: 'malicous' }] }],
    ['match', { match: 'most' }],
  ];
  for (const [property, properties] of malformed) {
    it(`names a malformed ${property}: ${JSON.stringify(properties)}`, async () => {
      await start(properties);
      flow.receive('gate', { verdict: { level: 'malicious', positives: 9 } });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'configuration');
      assert.match(String(error.message), new RegExp(`^${property}: `));
    });
  }
});
