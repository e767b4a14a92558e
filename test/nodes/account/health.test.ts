import assert from 'node:assert/strict';
import { troubleWith } from '../../../nodes/account/health';
import type { TroubleCode } from '../../../nodes/shared/figures/conditions';
import type { Allowance, Usage } from '../../../src/store/store';

const NOW = Date.parse('2026-02-27T23:30:00Z');
const DAY_ENDS = Date.parse('2026-02-28T00:00:00Z');
const MONTH_ENDS = Date.parse('2026-03-01T00:00:00Z');
const MINUTE = 60_000;
const ALLOWANCE: Allowance = { perMinute: 4, perDay: 500, perMonth: 15_500 };

const CASES: readonly {
  readonly when: string;
  readonly usage: Partial<Usage>;
  readonly allowance?: Partial<Allowance>;
  readonly code?: TroubleCode;
  readonly until?: number;
}[] = [
  { when: 'nothing is used', usage: {} },
  { when: 'the minute is used up', usage: { minute: 4, day: 4, month: 4 } },
  { when: 'one of the day is left', usage: { day: 499, month: 499 } },
  { when: 'the day is used up', usage: { day: 500 }, code: 'day', until: DAY_ENDS },
  {
    when: 'the month is, too',
    usage: { day: 500, month: 15_500 },
    code: 'month',
    until: MONTH_ENDS,
  },
  { when: 'more is used than may be', usage: { day: 501 }, code: 'day', until: DAY_ENDS },
  { when: 'there is no limit', usage: { day: 9e9 }, allowance: { perDay: 0, perMonth: 0 } },
  { when: 'it is refused for a minute', usage: { pausedUntil: NOW + MINUTE } },
  {
    when: 'it is refused for long',
    usage: { pausedUntil: NOW + 16 * MINUTE },
    code: 'paused',
    until: NOW + 16 * MINUTE,
  },
];

describe('the quota of an account', () => {
  for (const { when, usage, allowance, code, until } of CASES) {
    it(`is ${code === undefined ? 'well' : 'bad'} where ${when}`, () => {
      const used = { minute: 0, day: 0, month: 0, ...usage };
      const trouble = troubleWith(used, { ...ALLOWANCE, ...allowance }, NOW);
      assert.deepEqual({ code: trouble?.code, until: trouble?.until }, { code, until });
    });
  }
});
