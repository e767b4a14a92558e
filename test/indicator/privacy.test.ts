import assert from 'node:assert/strict';
import { PrivateIndicatorError } from '../../src/indicator/errors';
import { guard, isStopped } from './guarded';

describe('internal names', () => {
  const internal = [
    'http://intranet/',
    'http://intranet./',
    'http://localhost:1880/',
    'http://LOCALHOST/',
    'http://printer.local/',
    'printer.local',
    'printer.local.',
    'host.localdomain',
    'www.corp',
    'wiki.internal',
    'router.lan',
    'router.home',
    'router.home.arpa',
    '1.2.0.192.in-addr.arpa',
    'a.b.localhost',
    'www.test',
    'www.example',
    'www.invalid',
    'www.alt',
    'files.intranet',
    'files.private',
    'pc.workgroup',
    'a.tests',
    'WWW.CORP',
    'https://wiki.internal:8443/a?b',
  ];
  for (const text of internal) {
    it(`are stopped: ${text}`, () => isStopped(text, / is an internal name$/));
  }

  const open = ['example.com', 'local.example.com', 'http://test.example.com/', 'corp.com'];
  for (const text of open) {
    it(`do not include ${text}`, () => assert.doesNotThrow(() => guard(text)));
  }
});

describe('URLs that open something', () => {
  const users = [
    'http://user:hunter2@example.com/',
    'http://user@example.com/',
    'http://:hunter2@example.com/',
    'https://user:hunter2@example.com:8443/a?b#c',
    'http:\\\\user:hunter2@example.com\\',
  ];
  for (const text of users) {
    it(`are stopped for their user: ${text}`, () => {
      isStopped(text, /^The URL holds a user name or password$/);
    });
  }

  const names = [
    'token',
    'access_token',
    'accessToken',
    'auth-token',
    'id_token',
    'refresh_token',
    'csrfToken',
    'oauth_token',
    'user_token',
    'api_key',
    'apikey',
    'api-key',
    'x-api-key',
    'google_api_key',
    'pass',
    'password',
    'passwd',
    'passphrase',
    'pwd',
    'user_password',
    'user[password]',
    'new-password',
    'secret',
    'client_secret',
    'jwt',
    'sid',
    'sessionid',
    'session_id',
    'PHPSESSID',
    'jsessionid',
    'private_key',
    'sig',
    'signature',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'X-Amz-Security-Token',
    'X-Goog-Signature',
    'code_verifier',
    'authorization',
    'Proxy-Authorization',
    'auth',
    'session',
    'ticket',
    'otp',
    'SAMLResponse',
    'SAMLRequest',
    'credential',
    'credentials',
    'aws_credentials',
    'bearer',
    'pw',
  ];
  for (const name of names) {
    it(`are stopped for their parameter ${name}`, () => {
      const message = `The URL's parameter "${name}" may hold a secret`;
      const stopped = new PrivateIndicatorError(message);
      assert.throws(() => guard(`https://example.com/a?b=1&${name}=hunter2`), stopped);
      assert.throws(() => guard(`https://example.com/a#b=1&${name}=hunter2`), stopped);
      assert.throws(() => guard(`https://example.com/a?${name.toUpperCase()}=hunter2`), /may hold/);
    });
  }

  const hidden: [what: string, text: string][] = [
    ['behind a route in the fragment', 'https://example.com/#/callback?access_token=hunter2'],
    ['behind a hashbang', 'https://example.com/#!/a?b=1&access_token=hunter2'],
    ['with an escaped name', 'https://example.com/?%74oken=hunter2'],
    ['with a plus in its name', 'https://example.com/?access%5Ftoken=hunter2'],
    ['in the path', 'https://example.com/a;jsessionid=hunter2/b'],
    ['in the path before a query', 'https://example.com/a;v=1;jsessionid=hunter2?b=1'],
    ['as a part of the path', 'https://example.com/a/token=hunter2/b'],
    ['twice', 'https://example.com/?token=&token=hunter2'],
    ['without a path', 'example.com?token=hunter2'],
    ['in Base64 with a plus sign', 'https://example.com/?signature=aBc+dEf%2FgH+iJk%3D'],
    ['that only previews knew', 'https://example.com/?session_key=hunter2'],
  ];
  for (const [what, text] of hidden) {
    it(`are stopped for a secret ${what}`, () => {
      isStopped(text, /^The URL's parameter "[\w-]+" may hold a secret$/);
    });
  }

  const inner: [what: string, text: string, message: RegExp][] = [
    [
      'with a secret',
      'https://evil.example.com/?next=https%3A%2F%2Fapp.example.com%2F%3Faccess_token%3DSECRET',
      /^The URL's parameter "access_token" may hold a secret$/,
    ],
    [
      'escaped twice, with a secret',
      'https://example.com/?next=https%253A%252F%252Fa.example.com%252F%253Fpw%253Da',
      /parameter "pw"/,
    ],
    [
      'in the path, with a user',
      'http://proxy.example.com/http://user:pw@10.0.0.1/',
      /^The URL holds a user name or password$/,
    ],
    [
      'escaped in the path, with a user',
      'http://proxy.example.com/http:%2F%2Fuser%3Aa&b%40example.org/',
      /^The URL holds a user name or password$/,
    ],
    [
      'with a password that holds an ampersand',
      'https://example.com/?u=http%3A%2F%2Fuser%3Aa%26b%40example.org%2F',
      /^The URL holds a user name or password$/,
    ],
    [
      'with a private address',
      'https://example.com/?u=http%3A%2F%2F10.0.0.1%3A99999',
      /^10\.0\.0\.1 is a private or reserved address$/,
    ],
    ['with a private address in disguise', 'https://example.com/?u=http://167772161/', /^10\.0/],
    ['with an IPv6 address', 'https://example.com/?u=http://[::1]:80/', /^::1 is a private/],
    ['with one slash', 'https://example.com/http:/10.0.0.1/a', /^10\.0\.0\.1 is/],
    ['with backslashes', 'https://example.com/?u=HTTPS:\\\\10.0.0.1', /^10\.0\.0\.1 is/],
    ['with an internal name', 'https://example.com/#http://wiki.corp./', /^wiki\.corp is an int/],
    ['before another parameter', 'https://example.com/?u=http://intranet&b=c', /^intranet is an/],
    [
      'behind another',
      'https://example.com/http://a.example.com/?u=http://b.example.com,http://10.0.0.1,c',
      /^10\.0\.0\.1 is/,
    ],
    [
      'behind a malformed escape',
      'https://example.com/?a=%zz%&u=%E0http%3A%2F%2F10.0.0.1',
      /^10\.0\.0\.1 is/,
    ],
  ];
  for (const [what, text, message] of inner) {
    it(`are stopped for a URL in them ${what}: ${text}`, () => isStopped(text, message));
  }

  const nothingInside: [what: string, part: string][] = [
    ['URLs', 'http://a.com/'],
    ['schemes', 'http:'],
    ['schemes and slashes', 'http:/,'],
    ['slashes', '/'],
    ['at signs', 'http://@,'],
    ['open brackets', 'http://[,'],
    ['escaped percent signs', '%25'],
    ['percent signs', '%'],
    ['parameters', '&a=%2526'],
    ['escapes of no text', '%ff'],
  ];
  for (const [what, part] of nothingInside) {
    it(`do not make the search long: ${what}`, () => {
      for (const mark of ['/', '?', '#']) {
        guard(`http://example.com/${mark}${part.repeat(Math.floor(8_000 / part.length))}`);
      }
    });
  }

  const open = [
    'https://example.com/token/password',
    'https://example.com/?RelayState=a',
    'https://example.com/?author=a&tickets=2&sessions=3&option=4',
    'https://example.com/?next=https%3A%2F%2Fapp.example.com%2F%3Fa%3Db',
    'https://example.com/?url=https%3A%2F%2Fexample.org&email=a@b.example',
    'https://example.com/http://example.org:8080/a@b',
    'https://example.com/?q=http://',
    'https://example.com/?q=http%3A',
    'https://example.com/%zz?a=%&b=%E0%A4%A',
    'https://example.com/?q=token',
    'https://example.com/?tokens=1',
    'https://example.com/?tokenized=1',
    'https://example.com/?passenger=2',
    'https://example.com/?side=a&design=b',
    'https://example.com/?id=1&key=2&code=3',
    'https://example.com/#token',
    'https://example.com/a@b',
    'https://example.com/?mail=a@b.example',
  ];
  for (const text of open) {
    it(`do not include ${text}`, () => assert.doesNotThrow(() => guard(text)));
  }

  it('are named in one short line whatever the parameter is called', () => {
    const name = `${'a'.repeat(5_000)}_token`;
    assert.throws(() => guard(`https://example.com/?${name}=hunter2`), /^[^\n]{1,150}$/);
  });

  const secrets = [
    'http://user:hunter2@example.com/',
    'http://user:hunter2@10.0.0.1/?token=hunter2',
    'http://user:hunter2@intranet/',
    'https://example.com/?token=hunter2',
    'https://example.com/#access_token=hunter2',
    'https://example.com/a;jsessionid=hunter2',
    'https://example.com/?u=http%3A%2F%2Fuser%3Ahunter2%4010.0.0.1%2F%3Ftoken%3Dhunter2',
  ];
  for (const text of secrets) {
    it(`are stopped without repeating the secret: ${text}`, () => {
      isStopped(text, /^(?!.*hunter2).+$/);
    });
  }
});

describe('with sendPrivate', () => {
  const all = ['10.0.0.1', 'http://intranet/', 'http://a:b@example.com/', 'example.com?token=a'];
  for (const text of all) {
    it(`passes ${text}`, () => assert.doesNotThrow(() => guard(text, true)));
  }
});

describe('a file', () => {
  it('is never private', () => {
    assert.doesNotThrow(() => guard('44d88612fea8a8f36de82e1278abb02f'));
  });
});
