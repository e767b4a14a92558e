import assert from 'node:assert/strict';
import { isSecretName } from '../../nodes/gate-secrets';

describe('a secret name', () => {
  for (const name of [
    'authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'password',
    'db_password',
    'PASSWD',
    'pwd',
    'secret',
    'clientSecret',
    'token',
    'access_token',
    'refreshToken',
    'api-key',
    'apikey',
    'X-ApiKey',
    'credentials',
    'private_key',
    'secret_access_key',
    'accessKey',
    'bearer',
  ]) {
    it(`is ${name}`, () => assert.equal(isSecretName(name), true));
  }

  for (const name of [
    'level',
    'zone',
    'tokenCount',
    'passed',
    'keyboard',
    'compass',
    'author',
    '',
  ]) {
    it(`is not ${name || 'an empty one'}`, () => assert.equal(isSecretName(name), false));
  }
});
