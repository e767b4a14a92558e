import assert from 'node:assert/strict';
import { serialize } from 'node:v8';
import { describe, it } from 'mocha';
import { readEntry, writeEntry, writeEntryPart, type Entry } from '../../src/keeping/entry';

const ENTRY: Entry = {
  msg: { _msgid: 'a', payload: Buffer.from('bytes') },
  value: 'value',
  origin: { node: 'ask', at: 5 },
  has: ['mail'],
};

describe('an entry of a keeping', () => {
  it('is read as it was written', () => {
    assert.deepEqual(readEntry(writeEntry(ENTRY) ?? Buffer.of(), 'other'), ENTRY);
  });

  it('is not written where it holds what cannot be, or only without that', () => {
    const msg = { _msgid: 'a', res: { end: () => undefined }, count: 1 };
    assert.equal(writeEntry({ ...ENTRY, msg }), undefined);
    const part = readEntry(writeEntryPart({ ...ENTRY, msg }), 'other');
    assert.deepEqual(part, { ...ENTRY, msg: { _msgid: 'a', count: 1 } });
  });

  it('is read as version 0.1 wrote a lookup', () => {
    const written = serialize({ msg: { _msgid: 'a' }, value: 'value' });
    const origin = { node: 'ask', at: 0 };
    assert.deepEqual(readEntry(written, 'ask'), {
      msg: { _msgid: 'a' },
      value: 'value',
      origin,
      has: [],
    });
  });

  it('is read as version 0.1 wrote an alert, whatever its event holds', () => {
    const msg = { _msgid: 'a', alert: { id: 'b' }, msg: { text: 'of a syslog line' } };
    const { msg: read, value } = readEntry(serialize(msg), 'raise') ?? {};
    assert.deepEqual([read, value], [msg, undefined]);
  });

  for (const [name, bytes] of Object.entries({
    'no bytes of v8': Buffer.from('nonsense'),
    'a text': serialize('text'),
    'an object without a message': serialize({ value: 1 }),
  })) {
    it(`is none in ${name}`, () => assert.equal(readEntry(bytes, 'ask'), undefined));
  }
});
