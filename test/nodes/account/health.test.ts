import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { createHealth, troubleWith, type Health } from '../../../nodes/account/health';
import { conditionsOf, type TroubleCode } from '../../../nodes/shared/figures/conditions';
import { CredentialsError } from '../../../src/lookup/errors';
import { createLedger, type Ledger } from '../../../src/lookup/ledger';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Allowance, Usage } from '../../../src/store/store';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { passOn } from '../../support/pass-on';

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

describe('how an account fares', () => {
  const runtime = { events: new EventEmitter() };
  const node: Node = Object.assign(Object.create(new EventEmitter()), { id: 'a', name: 'Main' });
  let clock: FakeClock;
  let health: Health;
  let ledger: Ledger;

  const bad = (): TroubleCode[] =>
    conditionsOf(runtime)
      .bad()
      .map(({ code }) => code);

  async function wait(milliseconds: number): Promise<void> {
    clock.advance(milliseconds);
    await passOn();
  }

  beforeEach(async () => {
    clock = createFakeClock(NOW);
    health = createHealth(runtime, node, clock);
    ledger = health.hear(
      createLedger({
        service: { id: 'virustotal', name: 'VirusTotal' },
        store: createMemoryStore(clock),
        key: 'k3y-of-nobody',
        allowance: { perMinute: 0, perDay: 2, perMonth: 0 },
        clock,
        timeout: 0,
        warn: () => undefined,
      }),
    );
    await wait(MINUTE);
  });

  afterEach(() => health.end());

  it('is bad as soon as the last request of the day is made, and good at midnight', async () => {
    await ledger.reserve();
    await wait(MINUTE);
    assert.deepEqual(bad(), []);
    await ledger.reserve();
    await wait(MINUTE);
    assert.deepEqual(bad(), ['day']);
    while (clock.now() < DAY_ENDS + MINUTE) await wait(MINUTE);
    assert.deepEqual(bad(), []);
  });

  it('is bad once its key is refused, until the service answers', () => {
    health.keyRefused(new CredentialsError('VirusTotal refuses the API key'));
    assert.deepEqual(bad(), ['key-refused']);
    ledger.answered();
    assert.deepEqual(bad(), []);
  });

  it('is bad while it is refused for long, and good after that', async () => {
    await ledger.refused(clock.elapsed(), 16 * MINUTE);
    await wait(MINUTE);
    assert.deepEqual(bad(), ['paused']);
    for (let minutes = 0; minutes < 20; minutes += 1) await wait(MINUTE);
    assert.deepEqual(bad(), []);
  });
});
