import assert from 'node:assert/strict';
import { readHappened } from '../../../../nodes/shared/figures/happened';
import { createJournal } from '../../../../src/journal/create-journal';
import type { Journal, NewVerdict } from '../../../../src/journal/journal';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock';

const HOUR = 3_600_000;

const verdict = (value: string): NewVerdict => ({
  account: 'a1',
  node: 'v1',
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'domain', value },
  simulated: false,
});

describe('what has happened', () => {
  let clock: FakeClock;
  let journals: Journal[];

  beforeEach(() => {
    clock = createFakeClock('2026-01-15T12:30:00Z');
    journals = [1, 2].map(() => createJournal(createMemoryStore(clock), clock));
  });

  afterEach(() => Promise.all(journals.map((journal) => journal.close())));

  it('is counted over all journals, from the beginning of an hour on', async () => {
    const [one, other] = journals;
    one?.lookup('a1', 'asked');
    one?.verdict(verdict('old.example'));
    clock.advance(2 * HOUR);
    one?.lookup('a1', 'cache');
    one?.lookup('a1', { failed: 'timeout' });
    other?.lookup('a1', { failed: 'timeout' });
    other?.lookup('__proto__', 'list');
    other?.verdict(verdict('new.example'));
    const since = clock.now() - HOUR;
    const happened = await readHappened(journals, since);
    assert.equal(happened.since, Date.parse('2026-01-15T13:00:00Z'));
    assert.deepEqual(
      [...happened.lookups],
      [
        ['a1', { asked: 0, cache: 1, list: 0, failed: { timeout: 2 } }],
        ['__proto__', { asked: 0, cache: 0, list: 1, failed: {} }],
      ],
    );
    assert.deepEqual([...happened.verdicts], [['malicious', 1]]);
    assert.deepEqual(
      happened.verdictNotes.map(({ indicator }) => indicator?.value),
      ['new.example'],
    );
  });

  it('is told newest first, whichever journal has it', async () => {
    const [one, other] = journals;
    for (const [journal, value] of [
      [one, 'a.example'],
      [other, 'b.example'],
      [one, 'c.example'],
    ] as const) {
      journal?.verdict(verdict(value));
      clock.advance(1000);
    }
    const { verdictNotes } = await readHappened(journals, 0);
    assert.deepEqual(
      verdictNotes.map(({ indicator }) => indicator?.value),
      ['c.example', 'b.example', 'a.example'],
    );
  });
});
