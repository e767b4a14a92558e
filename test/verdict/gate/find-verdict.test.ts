import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findVerdict as find, type Found } from '../../../src/verdict/gate/find-verdict';
import { looksLikeReport } from '../../../src/virustotal/looks-like-report';

const VERDICT = { level: 'malicious', reasons: ['9 engines flag it.'] };
const STATS = { last_analysis_stats: { malicious: 9 } };

const findVerdict = (msg: Record<string, unknown>): Found | undefined => find(msg, looksLikeReport);

describe('where in a message a verdict lies', () => {
  for (const [path, msg] of [
    ['payload', { payload: VERDICT }],
    ['a.b.c.verdict', { a: { b: { c: { verdict: VERDICT } } } }],
    ['payload[1]', { payload: [{}, VERDICT] }],
    ['payload.items[0].verdict', { payload: { items: [{ verdict: VERDICT }] } }],
    ['payload["my verdict"]', { payload: { 'my verdict': VERDICT } }],
    ['late', { early: { deep: VERDICT }, late: VERDICT }],
  ] as const) {
    it(`is ${path}`, () => {
      assert.deepEqual(findVerdict(msg), { path, what: 'verdict' });
    });
  }

  for (const [name, report] of [
    ['as the service sends it', { data: { type: 'file', id: 'a', attributes: STATS } }],
    ['without its wrapper', { type: 'file', id: 'a', attributes: STATS }],
    ['as its attributes alone', STATS],
    ['of the older API', { response_code: 1, positives: 9, total: 70 }],
    ['as text', '{\n  "data": {"attributes": {}}}'],
    ['of the older API as text', '{"scans": {"Bkav": {}}}'],
  ] as const) {
    it(`is nowhere, but a report is there ${name}`, () => {
      assert.deepEqual(findVerdict({ payload: report }), { path: 'payload', what: 'report' });
    });
  }

  it('is nowhere in what has none, however much there is', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`a${at}`, [{}]]));
    const cyclic: Record<string, unknown> = { many };
    cyclic['itself'] = cyclic;
    assert.equal(findVerdict(cyclic), undefined);
    assert.equal(findVerdict({ payload: { level: 'malicious' }, text: '{"data' }), undefined);
  });
});
