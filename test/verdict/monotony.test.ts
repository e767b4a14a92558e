import assert from 'node:assert/strict';
import type { Policy } from '../../src/verdict/policy';
import { summarize } from '../../src/verdict/summarize';
import type { Level } from '../../src/verdict/verdict';
import { type Report } from '../../src/virustotal/report';
import { countVotes, type EngineResult } from '../../src/virustotal/vote-buckets';
import { engine, report } from './reports';

const CASES = 2_000;
const NAMES = Array.from({ length: 12 }, (_, index) => `Engine ${index}`);
const CATEGORIES = ['malicious', 'suspicious', 'harmless', 'undetected', 'none'];

/** `unknown` is below `clean`: to leave the last opinion out raises nothing. */
const RANK: Readonly<Record<Level, number>> = {
  pending: 0,
  unknown: 0,
  clean: 1,
  suspicious: 2,
  malicious: 3,
};

/** Park and Miller's generator: the same cases in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

interface Case {
  readonly results: EngineResult[];
  readonly facts: Partial<Report>;
  readonly policy: Policy;
}

function makeCase(random: (below: number) => number): Case {
  const some = (oneIn: number): string[] => NAMES.filter(() => random(oneIn) === 0);
  const suspiciousAt = 1 + random(4);
  return {
    results: some(2).map((name) => engine(name, CATEGORIES[random(CATEGORIES.length)] ?? 'none')),
    facts: {
      ...(random(8) === 0 && { assessment: { verdict: 'suspicious' } }),
      ...(random(3) === 0 && { distributors: ['Example Linux'] }),
      ...(random(2) === 0 && { subject: { type: 'file', value: 'x', id: 'x' } }),
    },
    policy: {
      suspiciousAt,
      maliciousAt: suspiciousAt + random(4),
      perType: random(2) === 0 ? { file: [3, 2] } : {},
      exceptions: random(2) === 0,
      assessment: random(2) === 0,
      countSuspicious: random(2) === 0,
      trusted: some(8),
      ignored: some(8),
    },
  };
}

function rank({ results, facts, policy }: Case): number {
  return RANK[summarize(report(results, facts), policy, 0).level];
}

describe(`in ${CASES} made-up cases`, () => {
  const random = createRandom(20_260_115);
  const cases = Array.from({ length: CASES }, () => makeCase(random));

  it('every level occurs', () => {
    assert.deepEqual(new Set(cases.map(rank)), new Set([0, 1, 2, 3]));
  });

  it('one more engine that flags it never lowers the level', () => {
    for (const { results, facts, policy } of cases) {
      for (const category of ['malicious', 'suspicious']) {
        const more = [...results, engine('One more', category)];
        assert.ok(rank({ results: more, facts, policy }) >= rank({ results, facts, policy }));
      }
    }
  });

  it('one engine that changes its mind to malicious never lowers the level', () => {
    for (const { results, facts, policy } of cases) {
      for (const [index, { engine: name }] of results.entries()) {
        const changed = results.with(index, engine(name, 'malicious'));
        assert.ok(rank({ results: changed, facts, policy }) >= rank({ results, facts, policy }));
      }
    }
  });

  it('one more ignored engine never raises the level', () => {
    for (const { results, facts, policy } of cases) {
      for (const name of NAMES) {
        const ignored = [...policy.ignored, name];
        assert.ok(
          rank({ results, facts, policy: { ...policy, ignored } }) <=
            rank({ results, facts, policy }),
        );
      }
    }
  });

  it("one more ignored engine raises nothing where VirusTotal's counts are off by one", () => {
    for (const { results, facts, policy } of cases) {
      const counted = countVotes(results);
      for (const bucket of ['malicious', 'suspicious', 'undetected'] as const) {
        const votes = { ...counted, [bucket]: Math.max(0, counted[bucket] - 1) };
        if (Object.values(votes).every((count) => count === 0)) continue;
        const off = { ...facts, votes };
        for (const name of NAMES) {
          const ignored = [...policy.ignored, name];
          const more = rank({ results, facts: off, policy: { ...policy, ignored } });
          assert.ok(more <= rank({ results, facts: off, policy }));
        }
      }
    }
  });

  it('one more ignored engine takes away its own flag at most, however far the list is cut down', () => {
    for (const { results, facts, policy } of cases) {
      const whole = { ...facts, votes: countVotes(results) };
      for (let length = 0; length <= results.length; length += 1) {
        const listed = report(results.slice(0, length), whole);
        const before = summarize(listed, policy, 0);
        for (const name of NAMES) {
          const ignored = [...policy.ignored, name];
          const after = summarize(listed, { ...policy, ignored }, 0);
          const own = before.detections.filter((detection) => detection.engine === name).length;
          assert.ok(RANK[after.level] <= RANK[before.level]);
          assert.ok(after.positives >= before.positives - own);
        }
      }
    }
  });

  it('what speaks for it never raises the level', () => {
    for (const { results, facts, policy } of cases) {
      const excepted = rank({ results, facts: { ...facts, distributors: ['A'] }, policy });
      assert.ok(excepted <= rank({ results, facts, policy: { ...policy, exceptions: false } }));
    }
  });

  it('one more trusted engine never lowers the level', () => {
    for (const { results, facts, policy } of cases) {
      for (const name of NAMES) {
        const trusted = [...policy.trusted, name];
        assert.ok(
          rank({ results, facts, policy: { ...policy, trusted } }) >=
            rank({ results, facts, policy }),
        );
      }
    }
  });

  it('counting "suspicious" never lowers the level', () => {
    for (const { results, facts, policy } of cases) {
      const without = rank({ results, facts, policy: { ...policy, countSuspicious: false } });
      const counted = rank({ results, facts, policy: { ...policy, countSuspicious: true } });
      assert.ok(counted >= without);
    }
  });
});
