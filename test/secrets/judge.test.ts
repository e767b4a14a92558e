import assert from 'node:assert/strict';
import { isSecret, isSecretName } from '../../src/secrets/judge';
import { namesOf, NOT_SECRET, SECRET } from './sample-names';

describe('a secret name', () => {
  for (const [source, names] of Object.entries(SECRET)) {
    for (const name of namesOf(names)) {
      it(`of ${source} is ${name}`, () => assert.equal(isSecretName(name), true));
    }
  }

  for (const [source, names] of Object.entries(NOT_SECRET)) {
    for (const name of namesOf(names)) {
      it(`of ${source} is not ${JSON.stringify(name)}`, () => {
        assert.equal(isSecretName(name), false);
      });
    }
  }
});

describe('a value by a secret name', () => {
  const table: readonly (readonly [name: string, value: unknown, secret: boolean])[] = [
    ['tokens', 3, false],
    ['max.tokens', '1024', false],
    ['sessions', '12', false],
    ['input_tokens', 4821, false],
    ['output_tokens', 310, false],
    ['total.input.tokens', 5131, false],
    ['otp_tokens', 4821, true],
    ['password_tokens', 3, true],
    ['auth_tokens', 3, true],
    ['authTokens', 3, true],
    ['otp_input_tokens', 3, true],
    ['requestCookies', 3, true],
    ['tokens', '93481', true],
    ['tokens', 'a3', true],
    ['tokens', ['a'], true],
    ['token', 3, true],
    ['password', '1234', true],
    ['passwords', '1234', true],
    ['signature', 'ET MALWARE Win32/Example Checkin', false],
    ['signature', 'c2lnbmVk', true],
    ['Signature', undefined, true],
    ['X-Amz-Signature', 'two words', true],
    ['ticket', 'Printer on fire', false],
    ['ticket', 'ST-1-abc', true],
    ['password', 'correct horse battery staple', true],
    ['user', 'kim', false],
  ];
  for (const [name, value, secret] of table) {
    const is = secret ? 'is' : 'is not';
    it(`${is} one: ${name} = ${JSON.stringify(value)}`, () => {
      assert.equal(isSecret(name, value), secret);
    });
  }
});
