import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bareAddress, everybody, stableMessageId } from '../../src/mail/mail';

const NOBODY = { to: [], cc: [], bcc: [] };

describe('bareAddress', () => {
  for (const [entry, address] of [
    ['bob@example.com', 'bob@example.com'],
    ['Bob <bob@example.com>', 'bob@example.com'],
    ['"Bob <the> builder" <bob@example.com>', 'bob@example.com'],
    ['bob@bücher.example', 'bob@xn--bcher-kva.example'],
    ['bob@[127.0.0.1]', 'bob@[127.0.0.1]'],
  ] as const) {
    it(`of ${entry} is ${address}`, () => {
      assert.equal(bareAddress(entry), address);
    });
  }
});

describe('everybody', () => {
  it('names each recipient once, whatever the list, the name and the letters', () => {
    const recipients = {
      to: ['Bob <bob@example.com>', 'ann@example.com'],
      cc: ['BOB@example.com'],
      bcc: ['eve@example.com', 'ann@example.com'],
    };
    assert.deepEqual(everybody(recipients), [
      'bob@example.com',
      'ann@example.com',
      'eve@example.com',
    ]);
  });
});

describe('stableMessageId', () => {
  const recipients = { ...NOBODY, to: ['bob@example.com', 'ann@example.com'] };
  const id = stableMessageId(['node', 'alert'], recipients, 'SOC <soc@plant.example>');

  it('is an id in the domain of the sender (RFC 5322, 3.6.4)', () => {
    assert.match(id, /^<[\da-f]{32}@plant\.example>$/);
  });

  it('is the same for the same mail, in whatever order its recipients are', () => {
    const turned = { ...NOBODY, cc: ['ann@example.com', 'bob@example.com'] };
    assert.equal(stableMessageId(['node', 'alert'], turned, 'soc@plant.example'), id);
  });

  it('differs with each part, with where a part ends, and with the recipients', () => {
    const others = [
      stableMessageId(['node', 'other'], recipients, 'soc@plant.example'),
      stableMessageId(['nodealert'], recipients, 'soc@plant.example'),
      stableMessageId(['node', 'alert'], NOBODY, 'soc@plant.example'),
    ];
    assert.equal(new Set([id, ...others]).size, 4);
  });
});
