import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { requestOf } from '../../../src/mail/delivery/token-request';

function formAt(tokenUrl: string): URLSearchParams {
  const { body } = requestOf({ tokenUrl, clientId: 'client', clientSecret: 's3cret' }, 'refresh');
  return new URLSearchParams(body);
}

describe('the request for an access token', () => {
  const scopes: readonly (readonly [tokenUrl: string, scope: string | null])[] = [
    ['https://oauth2.googleapis.com/token', null],
    ['https://login.example.com/v2.0/token', null],
    [
      'https://login.microsoftonline.com/consumers/oauth2/v2.0/token',
      'https://outlook.office.com/SMTP.Send offline_access',
    ],
    [
      'https://login.microsoftonline.us/0f/oauth2/v2.0/token',
      'https://outlook.office365.us/SMTP.Send offline_access',
    ],
    [
      'https://login.partner.microsoftonline.cn/0f/oauth2/v2.0/token',
      'https://partner.outlook.cn/SMTP.Send offline_access',
    ],
    ['https://login.microsoftonline.com/common/oauth2/token', null],
    ['https://login.microsoftonline.com.example.com/x/oauth2/v2.0/token', null],
  ];
  for (const [tokenUrl, scope] of scopes) {
    it(`names ${scope ?? 'no scope'} at ${tokenUrl}`, () => {
      assert.equal(formAt(tokenUrl).get('scope'), scope);
    });
  }

  it('has what a refresh token is asked with, and no secret in its address', () => {
    const request = requestOf(
      {
        tokenUrl: 'https://login.example.com/token?p=policy',
        clientId: 'client',
        clientSecret: '',
      },
      'refresh',
    );
    assert.deepEqual(request.query, { p: 'policy' });
    assert.equal(request.path, '/token');
    assert.equal(request.body, 'grant_type=refresh_token&refresh_token=refresh&client_id=client');
  });
});
