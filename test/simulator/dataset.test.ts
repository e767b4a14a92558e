import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataset } from '../../src/simulator/dataset';
import { fileEngines, networkEngines } from '../../src/virustotal/engines';
import type { Facts } from '../../src/simulator/facts';
import { collections } from '../../src/simulator/report-v3';
import { createSimulator } from '../../src/simulator/virustotal';
import { createFakeClock } from '../support/fake-clock';
import { bodyV2, bodyV3, getV2, getV3, sum, type BodyV2, type BodyV3 } from './requests';

const analysed = dataset.filter(({ standing }) => standing !== 'pending');

function reportV3(facts: Facts): BodyV3 {
  const simulator = createSimulator({ clock: createFakeClock() });
  return bodyV3(simulator.answer(getV3(`${collections[facts.type]}/${facts.id}`)));
}

function reportV2(facts: Facts): BodyV2 {
  const simulator = createSimulator({ clock: createFakeClock() });
  switch (facts.type) {
    case 'file':
      return bodyV2(simulator.answer(getV2('file/report', { resource: facts.id })));
    case 'url':
      return bodyV2(simulator.answer(getV2('url/report', { resource: facts.url })));
    case 'domain':
      return bodyV2(simulator.answer(getV2('domain/report', { domain: facts.id })));
    case 'ip_address':
      return bodyV2(simulator.answer(getV2('ip-address/report', { ip: facts.id })));
  }
}

describe('the data of the stand-in', () => {
  it('has about seventy engines for each kind, all different', () => {
    for (const engines of [fileEngines, networkEngines]) {
      assert.ok(engines.length >= 70 && engines.length <= 80, `${engines.length} engines`);
      assert.equal(new Set(engines).size, engines.length);
    }
  });

  it('has each standing for each type of indicator', () => {
    for (const type of ['file', 'url', 'domain', 'ip_address']) {
      const standings = dataset.filter((facts) => facts.type === type).map((f) => f.standing);
      assert.deepEqual(
        [...new Set(standings)].toSorted(),
        ['clean', 'malicious', 'pending', 'suspicious'],
        type,
      );
    }
  });

  it('names URLs in their canonical form and identifies them by its SHA-256', () => {
    for (const facts of dataset) {
      if (facts.type !== 'url') continue;
      assert.equal(new URL(facts.url).href, facts.url);
      assert.equal(facts.id, createHash('sha256').update(facts.url).digest('hex'));
    }
  });

  it('has the identifier that VirusTotal has for a URL', () => {
    const ids = dataset.filter((f) => f.type === 'url' && f.url === 'http://www.virustotal.com/');
    assert.deepEqual(
      ids.map((facts) => facts.id),
      ['1db0ad7dbcec0676710ea0eaacd35d5e471d3e11944d53bcbd31f0cbd11bce31'],
    );
  });

  const fewestFlags = { malicious: 3, suspicious: 1, clean: 0, pending: 0 };
  const mostFlags = { malicious: 75, suspicious: 2, clean: 0, pending: 0 };

  for (const facts of analysed) {
    const name = facts.type === 'url' ? facts.url : facts.id;

    it(`is ${facts.standing} by its counts: ${name}`, () => {
      const stats = reportV3(facts).data.attributes.last_analysis_stats;
      const flagged = sum(stats, 'malicious', 'suspicious');
      assert.ok(flagged >= fewestFlags[facts.standing], `${flagged} flags`);
      assert.ok(flagged <= mostFlags[facts.standing], `${flagged} flags`);
    });

    it(`counts what the engines said: ${name}`, () => {
      const { attributes } = reportV3(facts).data;
      const results = Object.entries(attributes.last_analysis_results ?? {});
      const counted: Record<string, number> = {};
      for (const [engine, result] of results) {
        assert.equal(result.engine_name, engine);
        assert.equal(result.method, 'blacklist');
        counted[result.category] = (counted[result.category] ?? 0) + 1;
        if (['malicious', 'suspicious'].includes(result.category)) assert.ok(result.result);
      }
      const withoutZeros = Object.entries(attributes.last_analysis_stats ?? {}).filter(
        ([, count]) => count > 0,
      );
      assert.deepEqual(counted, Object.fromEntries(withoutZeros));
      const engines = facts.type === 'file' ? fileEngines : networkEngines;
      assert.equal(results.length, engines.length);
    });

    it(`is told alike by v2 and v3: ${name}`, () => {
      if (facts.id.includes(':')) {
        assert.equal(reportV2(facts).response_code, -1, 'v2 takes no IPv6 address');
        return;
      }
      const { attributes } = reportV3(facts).data;
      const stats = attributes.last_analysis_stats;
      const positives = sum(stats, 'malicious', 'suspicious');
      const total = sum(stats, 'malicious', 'suspicious', 'harmless', 'undetected');
      const v2 = reportV2(facts);
      assert.equal(v2.response_code, 1);
      if (facts.type === 'domain' || facts.type === 'ip_address') {
        assert.equal('positives' in v2 || 'total' in v2, false);
        const counts = (v2.detected_urls ?? []).map((url) => [url.positives, url.total]);
        assert.deepEqual(counts, positives > 0 ? [[positives, total]] : []);
        return;
      }
      const scans = Object.entries(v2.scans ?? {});
      assert.equal(v2.positives, positives);
      assert.equal(v2.total, total);
      assert.equal(scans.length, total);
      assert.equal(scans.filter(([, scan]) => scan.detected).length, positives);
      assert.equal(
        Date.parse(`${v2.scan_date?.replace(' ', 'T')}Z`),
        (attributes.last_analysis_date ?? 0) * 1000,
      );
      for (const [engine, scan] of scans) {
        const { result } = attributes.last_analysis_results?.[engine] ?? {};
        assert.equal(scan.result, facts.type === 'url' ? `${result} site` : result);
      }
    });
  }

  it('shows under a domain a URL whose own report has the same counts', () => {
    for (const facts of dataset) {
      if (facts.type !== 'domain' || facts.flaggedUrl === undefined) continue;
      const simulator = createSimulator({ clock: createFakeClock() });
      const url = bodyV2(simulator.answer(getV2('url/report', { resource: facts.flaggedUrl })));
      const [listed] = reportV2(facts).detected_urls ?? [];
      assert.deepEqual([listed?.positives, listed?.total], [url.positives, url.total]);
    }
  });

  it('has the categories of files and of the network as VirusTotal has them', () => {
    const network = ['malicious', 'suspicious', 'undetected', 'harmless', 'timeout'];
    const file = [...network, 'confirmed-timeout', 'failure', 'type-unsupported'];
    for (const facts of analysed) {
      const stats = reportV3(facts).data.attributes.last_analysis_stats ?? {};
      const expected = facts.type === 'file' ? file : network;
      assert.deepEqual(Object.keys(stats).toSorted(), expected.toSorted());
    }
  });

  it('dates its analyses two hours before now, in whole seconds', () => {
    const clock = createFakeClock('2026-05-05T10:00:00.750Z');
    const simulator = createSimulator({ clock });
    const body = bodyV3(simulator.answer(getV3('ip_addresses/8.8.8.8')));
    assert.equal(body.data.attributes.last_analysis_date, Date.UTC(2026, 4, 5, 8) / 1000);
  });

  it('is the same bytes at the same time', () => {
    for (const facts of dataset) {
      const [one, other] = [0, 1].map(() => {
        const simulator = createSimulator({ clock: createFakeClock('2026-07-01T00:00:00Z') });
        return simulator.answer(getV3(`${collections[facts.type]}/${facts.id}`));
      });
      assert.deepEqual(one, other);
    }
  });
});

describe('the shape of a v3 report', () => {
  const captures = join(process.cwd(), '..', 'shared', 'real-reports');
  /** Documented, but missing from the captures because they are older. */
  const documented: Record<string, readonly string[]> = {
    file: [],
    url: [],
    domain: ['last_analysis_date'],
    ip_address: ['last_analysis_date'],
  };

  function capturedNames(): Map<string, Set<string>> {
    const names = new Map<string, Set<string>>();
    function collect(value: unknown): void {
      if (typeof value !== 'object' || value === null) return;
      if ('attributes' in value && 'type' in value && typeof value.type === 'string') {
        const known = names.get(value.type) ?? new Set<string>();
        for (const name of Object.keys(value.attributes ?? {})) known.add(name);
        names.set(value.type, known);
      }
      for (const inner of Object.values(value)) collect(inner);
    }
    for (const file of readdirSync(captures).filter((name) => name.endsWith('.json'))) {
      collect(JSON.parse(readFileSync(join(captures, file), 'utf8')));
    }
    return names;
  }

  it('has no attribute that VirusTotal does not have', function () {
    if (!existsSync(captures)) {
      console.log('      skipped: the captured replies are not beside the project');
      this.skip();
    }
    const names = capturedNames();
    for (const facts of analysed) {
      const known = new Set([...(names.get(facts.type) ?? []), ...(documented[facts.type] ?? [])]);
      const own = Object.keys(reportV3(facts).data.attributes);
      assert.deepEqual(
        own.filter((name) => !known.has(name)),
        [],
        facts.id,
      );
    }
  });
});
