import assert from 'node:assert/strict';
import { serialize } from 'node:v8';
import { describe, it } from 'mocha';
import { decodeEntry, encodeEntry } from '../../../src/mail/outbox/entry';
import { freshEntry, mailNumber } from '../../support/mails';

describe('an entry of the outbox', () => {
  it('comes back as it was written down', () => {
    const entry = freshEntry({
      mail: mailNumber(1, { html: '<p>', cc: ['eve@example.com'] }),
      senderData: { msg: { _msgid: '1' } },
      attempts: 2,
      accepted: ['ann@example.com'],
      refused: [{ recipient: 'bob@example.com', reply: '550 No' }],
      lastError: '451 Later',
      givenUp: true,
    });
    assert.deepEqual(decodeEntry(encodeEntry(entry)), entry);
  });

  it('keeps its mail whatever else its sender wants to have back', () => {
    const act = decodeEntry;
    const many = Array.from({ length: 250_000 }, (_, each) => ({ each }));
    const rows = { few: many.slice(0, 1000), act };
    const entry = freshEntry({
      mail: mailNumber(1),
      senderData: { msg: { _msgid: '1', req: { act }, rows, heavy: { many, act } }, act },
    });
    const read = decodeEntry(encodeEntry(entry));
    assert.deepEqual(read?.mail, entry.mail);
    const { msg } = Object(read?.senderData);
    assert.equal(msg['_msgid'], '1');
    assert.deepEqual(Object.keys(msg), ['_msgid', 'rows']);
  });

  it('is none in bytes that say nothing', () => {
    assert.equal(decodeEntry(Buffer.from('nonsense')), undefined);
    assert.equal(decodeEntry(Buffer.alloc(0)), undefined);
  });

  const mail = mailNumber(1);
  const malformed: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a list', [freshEntry()]],
    ['no mail', { ...freshEntry(), mail: undefined }],
    ['a mail of no fields', { ...freshEntry(), mail: {} }],
    ['no sender', { ...freshEntry(), mail: { ...mail, from: 1 } }],
    [
      'one recipient that is no list',
      { ...freshEntry(), mail: { ...mail, to: 'ann@example.com' } },
    ],
    ['a recipient that is no text', { ...freshEntry(), mail: { ...mail, bcc: [{}] } }],
    ['no subject', { ...freshEntry(), mail: { ...mail, subject: undefined } }],
    ['no text', { ...freshEntry(), mail: { ...mail, text: undefined } }],
    ['a page that is no text', { ...freshEntry(), mail: { ...mail, html: {} } }],
    ['no Message-ID', { ...freshEntry(), mail: { ...mail, messageId: undefined } }],
    ['no date', { ...freshEntry(), mail: { ...mail, date: Number.NaN } }],
    ['no time', { ...freshEntry(), since: Infinity }],
    ['no count', { ...freshEntry(), attempts: '1' }],
    ['nobody named', { ...freshEntry(), accepted: undefined }],
    ['a refusal that is none', { ...freshEntry(), refused: [{ recipient: 'bob@example.com' }] }],
    ['an error that is no text', { ...freshEntry(), lastError: {} }],
    ['a mark that is none', { ...freshEntry(), givenUp: 'yes' }],
  ];
  for (const [what, value] of malformed) {
    it(`is none with ${what}`, () => {
      assert.equal(decodeEntry(serialize(value)), undefined);
    });
  }
});
