import assert from 'node:assert/strict';
import { startFlow, type RunningFlow, type TestMessage } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const MD5 = 'c'.repeat(32);

function reply(resource: string, positives: number): TestMessage {
  return { response_code: 1, resource, positives, total: 70 };
}

const excepted = {
  data: {
    type: 'file',
    id: MD5,
    attributes: {
      last_analysis_stats: { malicious: 9, suspicious: 0, harmless: 0, undetected: 61 },
      known_distributors: { distributors: ['Example Linux'] },
    },
  },
};

const assessed = {
  data: {
    type: 'file',
    id: MD5,
    attributes: {
      last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 0, undetected: 70 },
      gti_assessment: { verdict: { value: 'VERDICT_MALICIOUS' } },
    },
  },
};

describe('the verdict node', () => {
  let flow: RunningFlow;

  async function start(properties: Record<string, unknown> = {}): Promise<void> {
    flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'judge', type: 'virustotal-verdict', z: 'tab', wires: [['judged']], ...properties },
      { id: 'catching', type: 'catch', z: 'tab', scope: ['judge'], wires: [['caught']] },
      ...sinks('judged', 'caught'),
    ]);
  }

  async function judged(payload: unknown, more: TestMessage = {}): Promise<TestMessage> {
    flow.receive('judge', { payload, ...more });
    return flow.next('judged');
  }

  afterEach(() => flow.stop());

  describe('given a message that was judged before', () => {
    for (const [name, target, payload] of [
      ['that is no report', 'verdict', { hello: 1 }],
      ['that is no JSON', 'verdict', '<html>'],
      ['that goes deeper', 'found.verdict', { hello: 1 }],
    ] as const) {
      it(`leaves nothing of the earlier verdict with a reply ${name}`, async () => {
        await start({ target });
        flow.receive('judge', {
          payload,
          verdict: { level: 'clean' },
          found: { verdict: { level: 'clean' }, kept: 1 },
          virustotal_count: '0 / 70',
          virustotal_result: [],
        });
        const msg = await flow.next('caught');
        const found = part(msg, 'found');
        assert.deepEqual(msg.payload, payload);
        assert.equal(target === 'verdict' ? msg.verdict : found.verdict, undefined);
        assert.equal(found.kept, 1);
        assert.ok(!('virustotal_count' in msg) && !('virustotal_result' in msg));
      });
    }

    it('keeps the reply itself where it lies in the place of the verdict, and nothing else there', async () => {
      await start({ property: 'verdict.report', target: 'verdict' });
      flow.receive('judge', { verdict: { report: { hello: 1 }, level: 'clean' } });
      assert.deepEqual((await flow.next('caught')).verdict, { report: { hello: 1 } });
    });

    it('keeps the reply itself where the verdict would have replaced it', async () => {
      await start({ target: 'payload' });
      flow.receive('judge', { payload: { hello: 1 } });
      assert.deepEqual((await flow.next('caught')).payload, { hello: 1 });
    });

    it('reads a reply before the verdict takes the place of a part of it', async () => {
      await start({ target: 'payload.data' });
      const { payload } = await judged(excepted);
      assert.equal(part(part({ payload }, 'payload'), 'data').level, 'suspicious');
    });

    it('leaves nothing of it where the reply cannot even be read', async () => {
      await start({ property: '$error("no")', propertyType: 'jsonata' });
      flow.receive('judge', {
        payload: {},
        verdict: { level: 'clean' },
        virustotal_count: '0 / 7',
      });
      const msg = await flow.next('caught');
      assert.ok(!('verdict' in msg) && !('virustotal_count' in msg));
    });

    it('leaves nothing of it with the one reply of a batch that is none', async () => {
      await start();
      flow.receive('judge', { payload: [{ hello: 1 }], verdict: { level: 'clean' } });
      assert.ok(!('verdict' in (await flow.next('caught'))));
    });

    it('leaves the other elements of a list in their places', async () => {
      await start({ target: 'verdicts[0]' });
      flow.receive('judge', { payload: { hello: 1 }, verdicts: [{ level: 'clean' }, 'other'] });
      assert.deepEqual((await flow.next('caught')).verdicts, [null, 'other']);
    });

    it('says what is wrong with the reply, also where the verdict has no place', async () => {
      await start({ target: 'verdicts[0].found' });
      flow.receive('judge', { payload: { hello: 1 }, verdicts: [null] });
      assert.equal(part(await flow.next('caught'), 'error').code, 'bad-response');
    });
  });

  it('gives a list of one parts, and judges it as what was asked for', async () => {
    await start();
    const indicator = { type: 'domain', value: 'www.example.com', id: 'www.example.com' };
    const msg = await judged([{ response_code: 0, verbose_msg: 'Domain not found' }], {
      virustotal: { indicator },
      parts: { id: 'outer' },
    });
    const { count, index, type, parts } = part(msg, 'parts');
    assert.deepEqual([count, index, type, parts], [1, 0, 'array', { id: 'outer' }]);
    assert.deepEqual(part(msg, 'verdict').indicator, indicator);
    assert.deepEqual(msg.payload, { response_code: 0, verbose_msg: 'Domain not found' });
  });

  describe('given a batch', () => {
    const batch = [reply('a'.repeat(64), 9), { hello: 1 }, reply('b'.repeat(64), 0)];

    it('sends one message for each element, in order, with parts and what the batch came with', async () => {
      await start();
      flow.receive('judge', { payload: JSON.stringify(batch), kept: 1, parts: { id: 'outer' } });
      const [first, last] = [await flow.next('judged'), await flow.next('judged')];
      const failed = await flow.next('caught');
      assert.deepEqual(
        [first, last].map((msg) => [part(msg, 'verdict').level, msg.payload, msg.kept]),
        [
          ['malicious', batch[0], 1],
          ['clean', batch[2], 1],
        ],
      );
      assert.equal(part(failed, 'error').code, 'bad-response');
      assert.deepEqual(failed.payload, batch[1]);
      const { id } = part(first, 'parts');
      const parts = { id, type: 'array', count: 3, len: 1, parts: { id: 'outer' } };
      assert.deepEqual(first.parts, { ...parts, index: 0 });
      assert.deepEqual(failed.parts, { ...parts, index: 1 });
      assert.deepEqual(last.parts, { ...parts, index: 2 });
      assert.equal(flow.unread('judged'), 0);
    });

    it('does not take what was looked up for what each element is about', async () => {
      await start();
      const indicator = { type: 'domain', value: 'example.com', id: 'example.com' };
      const unnamed = { response_code: 1, positives: 0, total: 70, scan_date: '' };
      flow.receive('judge', { payload: [unnamed, unnamed], virustotal: { indicator } });
      assert.equal(part(await flow.next('judged'), 'verdict').indicator, undefined);
      assert.equal(part(await flow.next('judged'), 'verdict').indicator, undefined);
    });

    it('of none fails', async () => {
      await start();
      flow.receive('judge', { payload: [] });
      assert.equal(part(await flow.next('caught'), 'error').code, 'bad-response');
    });
  });

  it("adds DNIF's fields where they are wished for, and none of an earlier reply", async () => {
    await start({ dnifFields: true });
    const old = { VTURL: 'http://evil.example/', VTPositives: 7, VTWHOIS: 'old' };
    const msg = await judged({ response_code: 0, resource: MD5, md5: MD5 }, old);
    assert.deepEqual(
      Object.fromEntries(Object.entries(msg).filter(([name]) => name.startsWith('VT'))),
      { VTResponseCode: 0 },
    );
    flow.receive('judge', { payload: '', ...old });
    const failed = await flow.next('caught');
    assert.deepEqual(
      Object.keys(failed).filter((name) => name.startsWith('VT')),
      [],
    );
  });

  it("leaves fields of DNIF's names alone where they are not wished for", async () => {
    await start();
    const msg = await judged(reply(MD5, 3), { VTPositives: 'mine' });
    assert.equal(msg.VTPositives, 'mine');
    assert.ok(!('taxonomy' in part(msg, 'verdict')));
  });

  it("adds Cortex's taxonomy where it is wished for", async () => {
    await start({ taxonomy: true });
    assert.deepEqual(part(await judged(reply(MD5, 3)), 'verdict').taxonomy, {
      level: 'malicious',
      namespace: 'VT',
      predicate: 'GetReport',
      value: '3/70',
    });
  });

  for (const perType of [{ file: [10, 5] }, '{"file":[10,5]}', { file: ['10', '5'] }]) {
    it(`follows thresholds per type saved as ${JSON.stringify(perType)}`, async () => {
      await start({ perType });
      assert.equal(part(await judged(reply(MD5, 9)), 'verdict').level, 'suspicious');
    });
  }

  for (const [exceptions, level] of [
    [undefined, 'suspicious'],
    [true, 'suspicious'],
    [false, 'malicious'],
  ] as const) {
    it(`calls what a known distributor has ${level} with exceptions ${exceptions}`, async () => {
      await start(exceptions === undefined ? {} : { exceptions });
      assert.equal(part(await judged(excepted), 'verdict').level, level);
    });
  }

  for (const [assessment, level] of [
    [undefined, 'malicious'],
    [true, 'malicious'],
    [false, 'clean'],
  ] as const) {
    it(`calls what Google's analysts call malicious ${level} with assessment ${assessment}`, async () => {
      await start(assessment === undefined ? {} : { assessment });
      assert.equal(part(await judged(assessed), 'verdict').level, level);
    });
  }

  describe('given what the list of the account allows', () => {
    const indicator = { type: 'ip', value: '192.0.2.1', id: '192.0.2.1' };
    for (const payload of [
      { allowed: true, indicator },
      JSON.stringify({ allowed: true, indicator }),
    ]) {
      it(`calls it clean by that list, given as ${typeof payload}`, async () => {
        await start({ dnifFields: true });
        const msg = await judged(payload, { VTPositives: 7 });
        const { level, count, reasons } = part(msg, 'verdict');
        assert.deepEqual([level, count], ['clean', '0 / 0']);
        assert.match(String(reasons), /^Your own list says/);
        assert.deepEqual(part(msg, 'verdict').indicator, indicator);
        assert.equal(msg.virustotal_count, '0 / 0');
        assert.ok(!('VTPositives' in msg));
        assert.deepEqual(msg.payload, payload);
      });
    }
  });

  describe('that is told no property', () => {
    const found = reply(MD5, 9);
    const table: [what: string, msg: TestMessage, level: string][] = [
      ['where the lookup wrote', { report: found, virustotal: { target: 'report' } }, 'malicious'],
      ['deeper', { a: { b: found }, virustotal: { target: 'a.b' } }, 'malicious'],
      ['the payload where the lookup wrote nowhere', { payload: found }, 'malicious'],
      [
        'the payload where nothing is where the lookup wrote',
        { payload: found, virustotal: { target: 'gone.away' } },
        'malicious',
      ],
      [
        'the payload where that is no path',
        { payload: found, virustotal: { target: '][' } },
        'malicious',
      ],
      [
        'the payload where that is no text',
        { payload: found, virustotal: { target: 5 } },
        'malicious',
      ],
      ['the payload of a text', { payload: found, virustotal: 'text' }, 'malicious'],
    ];
    for (const [what, msg, level] of table) {
      it(`reads ${what}`, async () => {
        await start({ property: '', propertyType: 'msg' });
        flow.receive('judge', msg);
        assert.equal(part(await flow.next('judged'), 'verdict').level, level);
      });
    }

    it('reads the payload in a flow of before it could be told none', async () => {
      await start();
      flow.receive('judge', { payload: found, report: {}, virustotal: { target: 'report' } });
      assert.equal(part(await flow.next('judged'), 'verdict').level, 'malicious');
    });

    it('gives each message of a batch its reply where the lookup wrote', async () => {
      await start({ property: '' });
      const report = [found, { hello: 1 }];
      flow.receive('judge', { payload: 'log line', report, virustotal: { target: 'report' } });
      const msg = await flow.next('judged');
      assert.deepEqual([msg.payload, msg.report], ['log line', found]);
      const failed = await flow.next('caught');
      assert.deepEqual([failed.payload, failed.report], ['log line', { hello: 1 }]);
    });

    it('says that the lookup has judged where it has written a verdict', async () => {
      await start({ property: '' });
      flow.receive('judge', { payload: found });
      const { verdict } = await flow.next('judged');
      flow.receive('judge', { verdict, virustotal: { target: 'verdict' } });
      const msg = await flow.next('caught');
      assert.match(String(part(msg, 'error').message), /^It is a verdict already/);
      assert.deepEqual(msg.verdict, verdict);
    });

    it('keeps the reply where it cannot be judged', async () => {
      await start({ property: '', target: 'report' });
      flow.receive('judge', { report: { hello: 1 }, virustotal: { target: 'report' } });
      assert.deepEqual((await flow.next('caught')).report, { hello: 1 });
    });
  });

  const malformed: [property: string, value: unknown][] = [
    ['perType', 'many'],
    ['perType', { file: [1, 2] }],
    ['perType', '${UNSET_PER_TYPE}'],
    ['exceptions', 'perhaps'],
    ['assessment', 'perhaps'],
    ['dnifFields', 'perhaps'],
    ['taxonomy', 'perhaps'],
  ];
  for (const [property, value] of malformed) {
    it(`names a malformed ${property}: ${JSON.stringify(value)}`, async () => {
      await start({ [property]: value });
      flow.receive('judge', { payload: reply(MD5, 3) });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'configuration');
      assert.ok(String(error.message).startsWith(`${property}: `));
    });
  }
});
