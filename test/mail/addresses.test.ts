import assert from 'node:assert/strict';
import { parseAddresses } from '../../src/mail/addresses';
import { RecipientError } from '../../src/mail/errors';

describe('addresses', () => {
  const table: [what: string, text: string, expected: string[]][] = [
    ['none', '', []],
    ['none in empty lines', ' \r\n\t\n', []],
    ['none in separators', ' , ;\n,', []],
    ['one', 'a@b.example', ['a@b.example']],
    ['one in brackets', '<a@b.example>', ['a@b.example']],
    [
      'one a line',
      'a@b.example\nc@d.example\r\ne@f.example',
      ['a@b.example', 'c@d.example', 'e@f.example'],
    ],
    ['commas', 'a@b.example, c@d.example', ['a@b.example', 'c@d.example']],
    ['semicolons', 'a@b.example; c@d.example;', ['a@b.example', 'c@d.example']],
    [
      'all of them',
      'a@b.example,c@d.example;\n e@f.example ,',
      ['a@b.example', 'c@d.example', 'e@f.example'],
    ],
    ['a host of one label', 'root@localhost', ['root@localhost']],
    ['a plus and dots', 'first.last+tag@mail.b.example', ['first.last+tag@mail.b.example']],
    ['a domain in another script', 'a@bücher.example', ['a@bücher.example']],
    ['a literal address', 'a@[192.0.2.1]', ['a@[192.0.2.1]']],
    ['one in another script', 'jõgeva@bücher.example', ['jõgeva@bücher.example']],
    ['all signs of an atom', "!#$%&'*+/=?^_`{|}~-@b.example", ["!#$%&'*+/=?^_`{|}~-@b.example"]],
    ['a name', 'Duty Officer <a@b.example>', ['Duty Officer <a@b.example>']],
    ['a quoted name', '"Duty Officer" <a@b.example>', ['Duty Officer <a@b.example>']],
    ['a name with a comma', '"Officer, Duty" <a@b.example>', ['"Officer, Duty" <a@b.example>']],
    ['a name with a semicolon', '"Day; Night" <a@b.example>', ['"Day; Night" <a@b.example>']],
    ['a name with quotes', '"The \\"Team\\"" <a@b.example>', ['"The \\"Team\\"" <a@b.example>']],
    ['a name with a backslash', '"a\\\\b" <a@b.example>', ['"a\\\\b" <a@b.example>']],
    ['a name with an apostrophe', "O'Team <a@b.example>", ["O'Team <a@b.example>"]],
    ['a name in another script', 'Größe <a@b.example>', ['"Größe" <a@b.example>']],
    ['a comment', 'a@b.example (Duty)', ['Duty <a@b.example>']],
    ['a group', 'Team: a@b.example, c@d.example;', ['a@b.example', 'c@d.example']],
    ['an empty group', 'Team:;', []],
    [
      'a group with names',
      'Team: One <a@b.example>, c@d.example;',
      ['One <a@b.example>', 'c@d.example'],
    ],
    [
      'a group, then more',
      'Team: a@b.example;, c@d.example\ne@f.example',
      ['a@b.example', 'c@d.example', 'e@f.example'],
    ],
  ];
  for (const [what, text, expected] of table) {
    it(`may be ${what}: ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await parseAddresses(text), expected);
    });
  }

  const repeated: [what: string, text: string, expected: string[]][] = [
    ['the same', 'a@b.example\na@b.example', ['a@b.example']],
    ['another case', 'a@b.example, A@B.EXAMPLE', ['a@b.example']],
    ['with and without a name', 'One <a@b.example>; a@b.example', ['One <a@b.example>']],
    ['with two names', 'One <a@b.example>, Two <a@b.example>', ['One <a@b.example>']],
    ['inside a group', 'a@b.example\nTeam: a@b.example;', ['a@b.example']],
  ];
  for (const [what, text, expected] of repeated) {
    it(`are named once: ${what}`, async () => {
      assert.deepEqual(await parseAddresses(text), expected);
    });
  }

  const refused: [text: string, shown: string][] = [
    ['team', 'team'],
    ['a@', 'a@'],
    ['@b.example', '@b.example'],
    ['a@b@c.example', 'a@b@c.example'],
    ['a@b..example', 'a@b..example'],
    ['a@.example', 'a@.example'],
    ['a@b.example.', 'a@b.example.'],
    ['ann@exam ple.example', 'ann@exam'],
    ['a@b.example\u200b', 'a@b.example '],
    ['Team <>', 'Team'],
    ['<>', '<>'],
    ['a@b.example, team', 'team'],
    ['Team: a@b.example, nobody;', 'nobody'],
    ['http://www.example.com/', '//www.example.com/'],
    ['{{to}}', '{{to}}'],
    ['a..b@x.example', 'a..b@x.example'],
    ['.ann@x.example', '.ann@x.example'],
    ['ann.@x.example', 'ann.@x.example'],
    ['a[b@x.example', 'a[b@x.example'],
    ['a\\b@x.example', 'a\\b@x.example'],
    ['"a..b"@x.example', 'a..b@x.example'],
  ];
  for (const [text, shown] of refused) {
    it(`are not ${JSON.stringify(text)}`, async () => {
      await assert.rejects(parseAddresses(text), (error) => {
        assert.ok(error instanceof RecipientError);
        assert.equal(error.code, 'recipient');
        assert.equal(error.message, `"${shown}" is no mail address`);
        return true;
      });
    });
  }

  const together: [text: string, name: string][] = [
    ['a@x.example b@x.example', 'b@x.example'],
    ['a@x.example b@x.example c@x.example', 'b@x.example c@x.example'],
    ['"x@y.example" <a@b.example>', 'x@y.example'],
    ['a@x.example, Team: c@x.example d@x.example;', 'd@x.example'],
  ];
  for (const [text, name] of together) {
    it(`are not taken for a name: ${text}`, async () => {
      await assert.rejects(
        parseAddresses(text),
        new RecipientError(`"${name}" is no name: separate addresses by commas`),
      );
    });
  }

  const injections = [
    'Evil\r\nBcc: x@y.example\r\n <a@b.example>',
    '"Evil\r\nBcc: x@y.example" <a@b.example>',
    'a@b.example\r\nSubject: evil',
    'Evil\u0000\u000b\u000c\u0085\u2028\u2029X <a@b.example>',
    '"Evil\u2028Bcc: x@y.example" <a@b.example>',
    '=?utf-8?q?Evil=0D=0ABcc:_x@y.example?= <a@b.example>',
    'a@b.example\r',
    'a\r@b.example',
    'a@b.ex\u0085ample',
  ];
  for (const text of injections) {
    it(`put no second line into a header: ${JSON.stringify(text)}`, async () => {
      const entries = await parseAddresses(text).catch((error: unknown) => {
        assert.ok(error instanceof RecipientError);
        return [error.message];
      });
      for (const entry of entries) assert.doesNotMatch(entry, /[\p{Cc}\p{Zl}\p{Zp}]/u);
    });
  }

  const many: [what: string, text: string][] = [
    ['brackets', '('.repeat(20_000)],
    ['quotes', `${'"'.repeat(20_001)}@`],
    ['groups', `${'a:'.repeat(5_000)}b`],
    ['letters', 'x'.repeat(200_000)],
  ];
  for (const [what, text] of many) {
    it(`are refused at once for many ${what}`, async () => {
      await assert.rejects(parseAddresses(text), RecipientError);
    });
  }

  it('may be twenty thousand', async () => {
    const all = Array.from({ length: 20_000 }, (_, index) => `a${index}@b.example`);
    assert.deepEqual(await parseAddresses(all.join('\n')), all);
  });
});
