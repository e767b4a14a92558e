import assert from 'node:assert/strict';
import { isSecret, isSecretInUrl, isSecretName } from '../../src/secrets/judge';
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
    ['signature', 'Trojan.Gen', false],
    ['signature', 'Trojan:Win32/AgentTesla!MTB', false],
    ['signature', 'Trojan:PowerShell/CoinStealer.RP', false],
    ['signature', 'Exploit.CVE-2021-44228', false],
    ['sig', 'Win.Test.EICAR_HDB-1', false],
    ['sig', 4104, false],
    ['sid', 2019401, false],
    ['sid', '1:2019401:3', false],
    ['sid', 'S-1-5-21-3623811015-3361044348-30300820-1013', false],
    ['sid', '1234567890123', true],
    ['sid', 'hunter2', true],
    ['sid', 's:4mq9zkVJc5Q1hTn0Xw7e.dGhlIHNpZ25hdHVyZQ', true],
    ['sid', 'd41d8cd98f00b204e9800998ecf8427e', true],
    ['sig', 'aBc+dEf/gH+iJk=', true],
    ['signature', 'aBcdEf/gHiJkLmNoPq/rStUv', true],
    ['signature', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', true],
    ['signature', { deep: 'Trojan.Gen' }, true],
    ['token', 'Trojan.Gen', true],
    ['password', 2019401, true],
    ['ticket', 'INC0012345', false],
    ['ticket', 'SEC-42', false],
    ['ticket', 'ST-1856339-aA5Yuvrxzpv8Tau1cYQ7', true],
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

describe('a value by a secret name in a URL', () => {
  const table: readonly (readonly [name: string, value: string, secret: boolean])[] = [
    ['tokens', '3', false],
    ['user', 'kim', false],
    ['otp_tokens', '4821', true],
    ['sid', '2019401', true],
    ['ticket', 'INC0012345', true],
    ['sig', 'Trojan.Gen', true],
    ['signature', 'ET MALWARE Win32/Example Checkin', true],
  ];
  for (const [name, value, secret] of table) {
    const is = secret ? 'is' : 'is not';
    it(`${is} one: ${name} = ${JSON.stringify(value)}`, () => {
      assert.equal(isSecretInUrl(name, value), secret);
    });
  }
});

describe('a name of hundreds of characters', () => {
  const long = 'some_field_'.repeat(20_000);
  const table: readonly (readonly [what: string, name: string, secret: boolean])[] = [
    ['that begins as a secret does', `password_${long}`, true],
    ['that ends as a secret does', `${long}api_key`, true],
    ['that ends as a secret does, in escapes', `${long}%70assword`, true],
    ['that ends in a short word for a secret', `${long}pwd`, true],
    ['that ends in what is told of a secret', `${long}password_length`, false],
    ['that is about something else', long, false],
    ['whose ends make no word together', `${'x'.repeat(400)}pass${'y'.repeat(146)}`, false],
  ];
  for (const [what, name, secret] of table) {
    it(`${secret ? 'is' : 'is not'} that of a secret: one ${what}`, () => {
      assert.equal(isSecretName(name), secret);
      assert.equal(isSecretInUrl(name, 'abc'), secret);
    });
  }
});
