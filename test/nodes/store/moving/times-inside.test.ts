import assert from 'node:assert/strict';
import { TIMES_INSIDE } from '../../../../nodes/store/moving/times-inside';
import { readEntry, writeEntryPart, type Entry } from '../../../../src/keeping/entry';
import { decodeEntry, encodeEntry } from '../../../../src/mail/outbox/entry';
import { openSilences } from '../../../../src/alert/silences';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createFakeClock } from '../../../support/fake-clock';

const SHIFT = 5000;

const MAIL = {
  from: 'a@example.com',
  to: ['b@example.com'],
  cc: [],
  bcc: [],
  subject: 'Alert',
  text: 'bad',
  messageId: '<1@example.com>',
  date: 9,
};

describe('the times that nodes keep in a store', () => {
  const { payload, ranks, takes } = TIMES_INSIDE;

  it('move in a mail that waits, and nothing else of it does', () => {
    const entry = { mail: MAIL, since: 100, attempts: 2, accepted: [], refused: [] };
    const moved = payload('outbox node', encodeEntry(entry), SHIFT);
    assert.deepEqual(decodeEntry(moved), { ...entry, since: 100 + SHIFT });
  });

  it('move in an alert that is kept for later', () => {
    const entry: Entry = {
      msg: { _msgid: '1', alert: { subject: 'a' } },
      value: { positives: 3, at: 100, simulated: false },
      origin: { node: 'node', at: 7 },
      has: [],
    };
    const moved = readEntry(payload('held node', writeEntryPart(entry), SHIFT), 'node');
    assert.deepEqual(moved, {
      ...entry,
      value: { positives: 3, at: 100 + SHIFT, simulated: false },
    });
  });

  it('move in a silence, as that is kept', async () => {
    const clock = createFakeClock();
    const store = createMemoryStore(clock);
    const [kept] = await keptBy(store, clock);
    assert.ok(kept);
    assert.deepEqual(ranks(kept.name, kept.ranks, SHIFT), [60_000, store.elapsed() + SHIFT]);
    assert.deepEqual(ranks('other', [1, 2], SHIFT), [1, 2]);
  });

  it('are in nothing else that waits', () => {
    const bytes = Buffer.from('anything');
    for (const queue of ['lookup node', 'raise node', 'digest node', 'outbox node'])
      assert.equal(payload(queue, bytes, SHIFT), bytes);
  });

  it('leave alone what only one process can use', () => {
    assert.equal(takes('collect node'), false);
    assert.equal(takes('journal/3'), false);
    assert.equal(takes('Zl6oAs0wTnO1kZ0Sv8e3qA'), true);
  });
});

/** The claim by which a silence is kept, with the name of its claims. */
async function keptBy(
  store: ReturnType<typeof createMemoryStore>,
  clock: ReturnType<typeof createFakeClock>,
): Promise<{ readonly name: string; readonly ranks: readonly number[] }[]> {
  const found: { readonly name: string; readonly ranks: readonly number[] }[] = [];
  const names: string[] = [];
  const claims = (name: string): ReturnType<typeof store.claims> => {
    names.push(name);
    return store.claims(name);
  };
  const silences = openSilences({ ...store, claims }, clock, () => 'id');
  await silences.add({ key: 'a' }, 60_000);
  for (const name of names)
    for await (const part of store.claims(name).held(60_000))
      found.push(...part.map((claim) => ({ name, ranks: claim.ranks })));
  return found;
}
