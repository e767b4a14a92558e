import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { fieldLabel } from '../../../nodes/shared/field-labels';
import { startFlow, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';
import { part, sinks } from '../../support/sinks';

const HASH = 'a'.repeat(64);

const V2_REPORT = {
  response_code: 1,
  resource: HASH,
  sha256: HASH,
  scan_date: '2026-01-02 03:04:05',
  positives: 2,
  total: 3,
  scans: {
    Bkav: { detected: true, result: 'W32.AIDetect' },
    ALYac: { detected: true, result: 'Trojan.Agent' },
    Zoner: { detected: false, result: null },
  },
};

/** What vt-cli prints about one file. */
function printed(id: string, malicious: number): string {
  const stats = { malicious, undetected: 70 - malicious };
  return JSON.stringify([{ _id: id, _type: 'file', last_analysis_stats: stats }]);
}

describe('virustotal-verdict', () => {
  let flow: RunningFlow;

  async function start(properties: Record<string, unknown> = {}): Promise<void> {
    flow = await startFlow(allNodes, [
      { id: 'tab', type: 'tab', label: 'test' },
      { id: 'judge', type: 'virustotal-verdict', z: 'tab', wires: [['judged']], ...properties },
      { id: 'catching', type: 'catch', z: 'tab', scope: ['judge'], wires: [['caught']] },
      ...sinks('judged', 'caught'),
    ]);
  }

  afterEach(() => flow.stop());

  it('judges a text of megabytes, and says what is wrong with one that is cut off', async () => {
    await start();
    const names = Array.from({ length: 100_000 }, (_, each) => `file ${each}.exe`);
    const payload = JSON.stringify({ ...V2_REPORT, submission_names: names });
    flow.receive('judge', { payload });
    assert.equal(part(await flow.next('judged'), 'verdict').count, '2 / 3');
    flow.receive('judge', { payload: payload.slice(0, -1) });
    assert.equal(part(await flow.next('caught'), 'error').code, 'bad-response');
  });

  it("adds the verdict and Devo Flow's two fields, and keeps the report", async () => {
    await start();
    flow.receive('judge', { payload: V2_REPORT });
    const msg = await flow.next('judged');
    assert.deepEqual(msg.payload, V2_REPORT);
    assert.deepEqual(msg.virustotal_result, ['Bkav -> W32.AIDetect', 'ALYac -> Trojan.Agent']);
    assert.equal(msg.virustotal_count, '2 / 3');
    const { ageDays, ...verdict } = part(msg, 'verdict');
    assert.ok(Number.isSafeInteger(ageDays));
    assert.deepEqual(verdict, {
      level: 'suspicious',
      positives: 2,
      total: 3,
      percent: 66.7,
      count: '2 / 3',
      detections: [
        { engine: 'Bkav', label: 'W32.AIDetect', category: 'malicious' },
        { engine: 'ALYac', label: 'Trojan.Agent', category: 'malicious' },
      ],
      trusted: [],
      indicator: { type: 'file', value: HASH, id: HASH },
      hashes: { sha256: HASH },
      analysedAt: '2026-01-02T03:04:05.000Z',
      stale: false,
      link: `https://www.virustotal.com/gui/file/${HASH}`,
      reasons: ['2 of 3 engines flag it (Bkav, ALYac); from 1 it is suspicious, from 3 malicious.'],
    });
    await flow.shows('judge', 'suspicious 2 / 3');
  });

  it('follows its settings', async () => {
    await start({
      maliciousAt: '10',
      suspiciousAt: 5,
      trusted: 'Bkav\nSophos',
      ignored: 'alyac',
      staleAfter: '1d',
      devoFields: false,
      target: 'judged.by',
    });
    flow.receive('judge', { payload: JSON.stringify(V2_REPORT) });
    const msg = await flow.next('judged');
    const verdict = part(part(msg, 'judged'), 'by');
    assert.equal(verdict.level, 'malicious');
    assert.equal(verdict.count, '1 / 2');
    assert.equal(verdict.stale, true);
    assert.deepEqual(verdict.trusted, ['Bkav']);
    assert.ok(!('virustotal_count' in msg));
  });

  it('names what was looked up where the report does not', async () => {
    await start();
    const indicator = {
      type: 'url',
      value: 'http://unknown.example/',
      id: 'aHR0cDovL3Vua25vd24uZXhhbXBsZS8',
    };
    const virustotal = {
      indicator,
      outcome: 'unknown',
      link: 'https://www.virustotal.com/gui/url/1',
    };
    const payload = { error: { code: 'NotFoundError', message: 'URL not found' } };
    flow.receive('judge', { payload, virustotal });
    const verdict = part(await flow.next('judged'), 'verdict');
    assert.equal(verdict.level, 'unknown');
    assert.deepEqual(verdict.indicator, indicator);
    assert.equal(verdict.link, virustotal.link);
  });

  const noReports: [string, unknown][] = [
    ['nothing', undefined],
    ['text that is no JSON', '<html>'],
    ['an empty array', []],
    ['an object that is no report', { positives: 3 }],
  ];
  for (const [name, payload] of noReports) {
    it(`gives no verdict on ${name}`, async () => {
      await start();
      flow.receive('judge', { payload, kept: 1 });
      const msg = await flow.next('caught');
      assert.equal(part(msg, 'error').code, 'bad-response');
      assert.equal(msg.kept, 1);
      assert.ok(!('verdict' in msg));
      await flow.shows('judge', 'no report');
    });
  }

  it("gives no verdict on VirusTotal's word that the key is wrong, and does not repeat it", async () => {
    await start();
    const error = { code: 'WrongCredentialsError', message: 'Wrong API key: open sesame' };
    flow.receive('judge', { payload: { error }, statusCode: 401, verdict: { level: 'clean' } });
    const msg = await flow.next('caught');
    assert.equal(part(msg, 'error').code, 'credentials');
    assert.doesNotMatch(String(part(msg, 'error').message), /sesame/);
    assert.ok(!('verdict' in msg));
    assert.equal((await flow.shows('judge', 'check the API key')).fill, 'red');
  });

  it('takes an empty body with the status that API v2 has for a spent quota as that', async () => {
    await start();
    for (const payload of ['', {}, Buffer.alloc(0)]) {
      flow.receive('judge', { payload, statusCode: 204 });
      assert.equal(part(await flow.next('caught'), 'error').code, 'quota');
    }
  });

  it('judges each of what vt-cli prints, in whatever way its text was read', async () => {
    await start();
    const text = `${printed('a'.repeat(64), 5)}\n${printed('b'.repeat(64), 0)}\n`;
    for (const payload of [text, `\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      flow.receive('judge', { payload });
      const verdicts = [await flow.next('judged'), await flow.next('judged')].map((msg) =>
        part(msg, 'verdict'),
      );
      assert.deepEqual(
        verdicts.map(({ level }) => level),
        ['malicious', 'clean'],
      );
    }
  });

  const malformed: [string, Record<string, unknown>][] = [
    ['maliciousAt', { maliciousAt: 'three' }],
    ['suspiciousAt', { maliciousAt: 1, suspiciousAt: 2 }],
    ['staleAfter', { staleAfter: 'old' }],
    ['devoFields', { devoFields: 'perhaps' }],
  ];
  for (const [property, properties] of malformed) {
    it(`names a malformed ${property}`, async () => {
      await start(properties);
      flow.receive('judge', { payload: V2_REPORT });
      const error = part(await flow.next('caught'), 'error');
      assert.equal(error.code, 'configuration');
      assert.match(String(error.message), new RegExp(`^${property}: `));
      assert.equal((await flow.shows('judge', `check ${fieldLabel(property)}`)).fill, 'red');
    });
  }
});
