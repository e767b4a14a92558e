import assert from 'node:assert/strict';
import { LONGEST_SUBJECT, shortText } from '../../src/journal/short-text';

describe('a text as the journal keeps it', () => {
  const secret = 'hunter2hunter2hunter2';

  for (const [what, text] of [
    ['the password of a URL', `${'x '.repeat(488)}https://bob:${secret}@evil.example/a`],
    ['a token', `https://evil.example/${'a'.repeat(960)}?token=${secret}`],
    ['a token of Slack', `${'x '.repeat(490)} xoxb-${'123456789012-'.repeat(2)}${secret}`],
  ] as const) {
    it(`holds no half of ${what} that lies where it is cut`, () => {
      const short = shortText(text, LONGEST_SUBJECT);
      assert.doesNotMatch(short, /hunter|123456/);
      assert.notEqual(short, '');
    });
  }

  it('is as long as it may be, and says that there is more', () => {
    assert.equal(shortText('x'.repeat(1001), LONGEST_SUBJECT), `${'x'.repeat(999)}…`);
    assert.equal(shortText('x'.repeat(100_000), LONGEST_SUBJECT), `${'x'.repeat(999)}…`);
    assert.equal(shortText('x'.repeat(1000), LONGEST_SUBJECT), 'x'.repeat(1000));
  });
});
