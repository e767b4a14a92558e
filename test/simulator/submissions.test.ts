import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { bodyV2, bodyV3, errorOf, getV2, getV3, KEY, postV2, postV3, sum, urlId } from './requests';

const START = '2026-02-03T04:05:06.700Z';
const submittedAt = Date.UTC(2026, 1, 3, 4, 5, 6) / 1000;
const unknownUrl = 'https://new.example.org/page';
const digest = createHash('sha256').update(unknownUrl).digest('hex');

describe('a URL submitted to API v3', () => {
  it('is queued, then in progress with some results, then completed', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const accepted = simulator.answer(postV3('urls', { url: unknownUrl }));
    assert.equal(accepted.status, 200);
    const { id, type } = bodyV3(accepted).data;
    assert.deepEqual([type, id], ['analysis', `u-${digest}-${submittedAt}`]);

    const polls = [0, 1, 2, 3].map(() => bodyV3(simulator.answer(getV3(`analyses/${id}`))));
    assert.deepEqual(
      polls.map(({ data }) => data.attributes.status),
      ['queued', 'in-progress', 'completed', 'completed'],
    );
    const results = polls.map(({ data }) => Object.keys(data.attributes.results ?? {}).length);
    assert.equal(results[0], 0);
    assert.ok((results[1] ?? 0) > 0 && (results[1] ?? 0) < (results[2] ?? 0), results.join(' '));
    for (const [index, { data, meta }] of polls.entries()) {
      assert.equal(data.attributes.date, submittedAt);
      assert.equal(
        sum(data.attributes.stats, ...Object.keys(data.attributes.stats ?? {})),
        results[index],
      );
      assert.deepEqual(meta?.url_info, { id: digest, url: unknownUrl });
    }
  });

  it('has no report before it is completed, and a clean one after', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const report = getV3(`urls/${urlId(unknownUrl)}`);
    assert.equal(errorOf(simulator.answer(report)).code, 'NotFoundError');
    const { id } = bodyV3(simulator.answer(postV3('urls', { url: unknownUrl }))).data;
    assert.equal(errorOf(simulator.answer(report)).code, 'NotAvailableYet');
    for (let poll = 0; poll < 3; poll += 1) simulator.answer(getV3(`analyses/${id}`));

    for (const path of [`urls/${urlId(unknownUrl)}`, `urls/${digest}`, `analyses/${id}/item`]) {
      const { data } = bodyV3(simulator.answer(getV3(path)));
      assert.deepEqual([data.type, data.id], ['url', digest]);
      assert.equal(data.attributes.last_analysis_date, submittedAt);
      assert.equal(sum(data.attributes.last_analysis_stats, 'malicious', 'suspicious'), 0);
    }
  });

  it('may come as a multipart form', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const body = [
      '--frontier',
      'Content-Disposition: form-data; name="url"',
      '',
      unknownUrl,
      '--frontier--',
      '',
    ].join('\r\n');
    const reply = simulator.answer({
      ...postV3('urls'),
      headers: { 'x-apikey': KEY, 'content-type': 'multipart/form-data; boundary=frontier' },
      body,
    });
    assert.equal(bodyV3(reply).data.id, `u-${digest}-${submittedAt}`);
  });

  it('is one analysis when it is submitted twice in a second, and another one later', () => {
    const clock = createFakeClock(START);
    const simulator = createSimulator({ clock });
    const submit = (): string =>
      bodyV3(simulator.answer(postV3('urls', { url: unknownUrl }))).data.id;
    const first = submit();
    clock.advance(200);
    assert.equal(submit(), first);
    clock.advance(1000);
    assert.notEqual(submit(), first);
  });

  it('keeps its verdict when it was known', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const url = 'http://malware.wicar.org/data/eicar.com';
    const { id } = bodyV3(simulator.answer(postV3('urls', { url }))).data;
    const polls = [0, 1, 2].map(() => bodyV3(simulator.answer(getV3(`analyses/${id}`))));
    assert.equal(polls[2]?.data.attributes.stats?.['malicious'], 14);
  });
});

describe('an analysis asked for again', () => {
  const known: readonly [string, string][] = [
    ['files/44d88612fea8a8f36de82e1278abb02f', 'f'],
    [`urls/${urlId('https://nodered.org/')}`, 'u'],
    ['domains/example.com', 'u'],
    ['ip_addresses/8.8.8.8', 'u'],
  ];
  for (const [path, letter] of known) {
    it(`renews the date of ${path.split('/')[0]}`, () => {
      const simulator = createSimulator({ clock: createFakeClock(START) });
      const before = bodyV3(simulator.answer(getV3(path))).data.attributes.last_analysis_date;
      const { id } = bodyV3(simulator.answer(postV3(`${path}/analyse`))).data;
      assert.match(id, new RegExp(`^${letter}-[0-9a-f]{64}-${submittedAt}$`));
      for (let poll = 0; poll < 3; poll += 1) simulator.answer(getV3(`analyses/${id}`));
      const after = bodyV3(simulator.answer(getV3(path))).data.attributes.last_analysis_date;
      assert.deepEqual([before, after], [submittedAt - 7200, submittedAt]);
    });
  }

  it('ends the wait of a pending one', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const { id } = bodyV3(simulator.answer(postV3('domains/pending.example.com/analyse'))).data;
    for (let poll = 0; poll < 3; poll += 1) simulator.answer(getV3(`analyses/${id}`));
    assert.equal(simulator.answer(getV3('domains/pending.example.com')).status, 200);
  });
});

describe('a URL submitted to API v2', () => {
  const queued = 'Scan request successfully queued, come back later for the report';

  it('with scan=1 answers code 1 without counts, then queued, then the report', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const ask = (): ReturnType<typeof bodyV2> =>
      bodyV2(simulator.answer(getV2('url/report', { resource: unknownUrl, scan: '1' })));
    const first = ask();
    assert.deepEqual([first.response_code, first.verbose_msg], [1, queued]);
    assert.equal(first.scan_id, `${digest}-${submittedAt}`);
    assert.equal('positives' in first || 'total' in first || 'scans' in first, false);
    const codes = [ask(), ask(), ask()].map((answer) => [answer.response_code, answer.positives]);
    assert.deepEqual(codes, [
      [-2, undefined],
      [-2, undefined],
      [1, 0],
    ]);
  });

  it('without scan=1 stays unknown', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    for (const scan of ['', '0']) {
      const reply = simulator.answer(getV2('url/report', { resource: unknownUrl, scan }));
      assert.equal(bodyV2(reply).response_code, 0);
    }
  });

  it('by url/scan is found by its scan_id', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const answer = bodyV2(simulator.answer(postV2('url/scan', { url: unknownUrl })));
    assert.deepEqual([answer.response_code, answer.verbose_msg], [1, queued]);
    assert.equal(answer.scan_date, '2026-02-03 04:05:06');
    const report = getV2('url/report', { resource: answer.scan_id ?? '' });
    const codes = [0, 1, 2].map(() => bodyV2(simulator.answer(report)).response_code);
    assert.deepEqual(codes, [-2, -2, 1]);
  });

  it('by url/scan must be a URL', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const answer = bodyV2(simulator.answer(postV2('url/scan', { url: 'no address' })));
    assert.equal(answer.response_code, -1);
  });
});

describe('the memory of the stand-in', () => {
  it('forgets the oldest of a thousand submissions, and goes on', () => {
    const simulator = createSimulator({ clock: createFakeClock(START) });
    const ids = Array.from({ length: 1001 }, (_, index) => {
      const url = `https://new.example.org/${index}`;
      return bodyV3(simulator.answer(postV3('urls', { url }))).data.id;
    });
    assert.equal(simulator.answer(getV3(`analyses/${ids[0]}`)).status, 404);
    assert.equal(simulator.answer(getV3(`analyses/${ids[1000]}`)).status, 200);
  });
});
