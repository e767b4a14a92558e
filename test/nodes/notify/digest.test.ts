import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { identityOfDigest, type DigestItem } from '../../../nodes/notify/digest';
import { composeDigest } from '../../../src/mail/page/digest';
import { stableMessageId } from '../../../src/mail/mail';
import { readMailPart } from '../../../src/mail/content/part';
import { compileTemplate } from '../../../src/mail/content/template';

const TEMPLATES = { subject: compileTemplate('{{about}}'), text: compileTemplate('{{about}}') };
const RECIPIENTS = { to: ['ann@example.com'], cc: [], bcc: [] };

/** What a digest keeps of the message `messageId`, which came at `at`. */
function item(messageId: string, at: number): DigestItem {
  const msg = { _msgid: messageId, about: `Alert ${messageId}` };
  return { part: readMailPart(msg, TEMPLATES, false), messageId, at };
}

function messageIdOf(items: readonly DigestItem[]): string {
  const { subject } = composeDigest(
    items.map(({ part }) => part),
    RECIPIENTS,
    'none',
  );
  return stableMessageId(['mail', ...identityOfDigest(items), subject], RECIPIENTS, 'a@b.example');
}

describe('the Message-ID of a digest', () => {
  const first = messageIdOf([item('1', 10), item('2', 20)]);

  it('is the same however often it is made of the same messages', () => {
    assert.equal(messageIdOf([item('1', 10), item('2', 20)]), first);
  });

  for (const [what, items] of [
    ['one message more', [item('1', 10), item('2', 20), item('3', 30)]],
    ['one message less', [item('1', 10)]],
    ['another message', [item('1', 10), item('3', 20)]],
    ['the same message, which came once more', [item('1', 10), item('2', 30)]],
  ] as const) {
    it(`is another with ${what}`, () => {
      assert.notEqual(messageIdOf(items), first);
    });
  }
});
