import assert from 'node:assert/strict';
import { identify } from '../../src/indicator/identify';
import { NO_VOTES, type Votes } from '../../src/virustotal/vote-buckets';
import { VIRUSTOTAL } from '../../src/virustotal/virustotal';
import { reply } from '../support/virustotal-replies';

const NOW = Date.UTC(2026, 0, 15, 12);
const file = identify('44d88612fea8a8f36de82e1278abb02f', 'file');

describe('VirusTotal, whichever version is asked', () => {
  const standings: [votes: Partial<Votes>, standing: string][] = [
    [{ malicious: 1, undetected: 70 }, 'flagged'],
    [{ suspicious: 1, harmless: 70 }, 'flagged'],
    [{ undetected: 1 }, 'clean'],
    [{ harmless: 1 }, 'clean'],
    [{}, 'unknown'],
  ];
  for (const [votes, standing] of standings) {
    it(`takes for ${standing} what has the votes ${JSON.stringify(votes)}`, () => {
      const report = {
        api: 3,
        outcome: 'found',
        votes: { ...NO_VOTES, ...votes },
        results: [],
      } as const;
      assert.equal(VIRUSTOTAL.standingOf(report), standing);
    });
  }

  it('has a page by the id of the report, or else by what was asked for', () => {
    const pages = 'https://www.virustotal.com/gui/file';
    const subject = { type: 'file', value: 'a'.repeat(64), id: 'a'.repeat(64) } as const;
    assert.equal(VIRUSTOTAL.pageOf(file, { subject }), `${pages}/${subject.id}`);
    assert.equal(VIRUSTOTAL.pageOf(file, {}), `${pages}/${file.id}`);
    assert.equal(VIRUSTOTAL.pageOf(file), `${pages}/${file.id}`);
  });

  for (const status of [204, 429]) {
    it(`says with status ${status} that the quota is spent`, () => {
      const refusal = VIRUSTOTAL.readQuotaRefusal(reply(status), NOW);
      assert.equal(refusal?.code, 'quota');
      assert.equal(refusal?.retryAt, NOW + 60_000);
    });
  }

  for (const status of [200, 403, 404, 503]) {
    it(`says something else with status ${status}`, () => {
      assert.equal(VIRUSTOTAL.readQuotaRefusal(reply(status), NOW), undefined);
    });
  }
});
