import assert from 'node:assert/strict';
import { isSecretName } from '../src/secret-name';

const SECRET = `authorization authorisation Proxy-Authorization cookie Set-Cookie cookies password
  userPassword db_password pass-word passwords PASSWD passphrase passcode pass pwd auth jwt secret
  clientSecret client_secret secrets token access_token refreshToken accessToken tokenCount tokens
  api-key apikey X-ApiKey x-api-key api_key API.key apiKeys credentials credential_id private_key
  privateKey secret_access_key accessKey auth-key authKey bearer bearerName session sessionid session_id
  userSession signing_key encryptionKeys VT_KEY`;

const NOT_SECRET = `level zone passed keyboard compass author authored passenger key vtkeyboard monkey
  keys signingKeyboard pwdx jwts`;

const words = (text: string): string[] => text.split(/\s+/);

describe('a secret name', () => {
  for (const name of [...words(SECRET), 'API key', 'apiékey', 'SECRET!']) {
    it(`is ${name}`, () => assert.equal(isSecretName(name), true));
  }

  for (const name of [...words(NOT_SECRET), '']) {
    it(`is not ${name || 'an empty one'}`, () => assert.equal(isSecretName(name), false));
  }
});
