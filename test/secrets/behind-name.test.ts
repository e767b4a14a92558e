import assert from 'node:assert/strict';
import { isBehindSecretName } from '../../src/secrets/behind-name';

const HASH = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/** `#` is where the value stands. */
const SECRET = [
  'password=#',
  'password[]=#',
  'user[password]=#',
  'GET /login?user=a&api_key=# HTTP/1.1',
  'GET /login?user=a&api%5Fkey%3D# HTTP/1.1',
  'https://example.com/;jsessionid=#',
  'x-apikey: #',
  'X-ApiKey:#',
  'Ocp-Apim-Subscription-Key: #',
  'curl -H "x-apikey: #"',
  "curl --header 'x-apikey: #'",
  '{"apiKey":"#"}',
  '{"apiKey": "#"}',
  '{\\"apiKey\\":\\"#\\"}',
  '{&quot;apiKey&quot;:&quot;#&quot;}',
  '{"apiKeys":["#"]}',
  `{"apiKeys":["${HASH}","#"]}`,
  `{"apiKeys": [ "${HASH}", "${HASH}", "#" ]}`,
  '{"token":{"value":"#"}}',
  '{"name":"apiKey","value":"#"}',
  '<add key="apiKey" value="#" />',
  'Cookie: ASP.NET_SessionId=#',
  'Cookie: lang=en; theme=dark; visitor=#',
  'Cookie: lang=en; visitor=#; theme=dark',
  'Set-Cookie: visitor=#; Path=/',
  '{"Cookie":"lang=en; visitor=#"}',
  'Authorization: Bearer #',
  'authorization: token #',
  '"Authorization": "ApiKey #"',
  'Authorization: Digest username="a", realm="b", nonce="#", uri="/"',
  'Authorization: Digest username="a", realm="b", nonce="c", uri="/", response="#"',
  'Authorization: AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=#',
  'X-Hub-Signature-256: sha256=#',
  'sent Bearer # to it',
  'vt --apikey # file',
  'tool --token=#',
  'tool --token "#"',
  'VT_API_KEY=#',
  'export VT_API_KEY="#"',
  "$config['api_key'] = '#';",
  'const apiKey = "#"',
  'api_key => "#"',
  'apiKey := "#"',
  'API key: #',
  'your API key is refused: key API key #',
  'password hash: #',
  'password_md5=#',
  '<password>#</password>',
  '<password type="md5">#</password>',
  'redis://user:#@cache.example.com/',
  'pwd:#',
  'session #',
  'pаssword=#',
  'пароль: #',
  '密码：#',
  '비밀번호: #',
  'كلمة المرور: #',
  'şifre=#',
  'heslo=#',
  'mật khẩu: #',
  'Proxy-Authorization: Basic #',
  'api key is #',
  'new password is #',
  'Password Hash MD5: #',
  'pwdhash=#',
  'enable secret 5 #',
  'snmp community: #',
  'sshpass -p # ssh host',
  'vt -k # file report',
  'curl -u admin:# https://example.com/',
  "define('API_KEY', '#');",
  'request.setHeader("x-apikey", "#")',
  "SET password = MD5('#')",
  "INSERT INTO users (name, password) VALUES ('kim', '#')",
  'cs(Cookie)=visitor=#',
];

const PUBLIC = [
  '#',
  'sha256=#',
  'SHA256: #',
  'file #',
  '{"sha256":"#"}',
  '{"token":"a","sha256":"#"}',
  '{"session":{"id":1},"file":{"hash":{"sha256":"#"}}}',
  '{"hashes":["#"]}',
  `{"hashes":["${HASH}","#"]}`,
  'session.file.hash.sha256=#',
  'token_file_sha256=#',
  'user=a password=b sha256=#',
  'Cookie: a=b" sha256=#',
  'Cookie: a=b sha256=#',
  'Authorization: Bearer abc" file=#',
  'password changed, file: #',
  'Session file hash: #',
  'token revoked; hash #',
  'keyword=#',
  'author: #',
  'monkey=#',
  'key_name: #',
  'primaryKey=#',
  'cache_key=#',
  'tokens_count=3 md5=#',
  'https://example.com/secret/page?id=#',
  'https://example.com/download/#',
  'Hashes=MD5=44d88612fea8a8f36de82e1278abb02f,SHA256=#',
  'https://example.com:443/a,md5:#',
  'name="report.pdf" value="#"',
  'MD5 (invoice.exe) = #',
  'malware #',
  "INSERT INTO samples (name, sha256) VALUES ('a.exe', '#')",
  "lookup('file', '#')",
  'the file is #',
  'sample 5 #',
  'scan -f #',
];

describe('a value in a text', () => {
  for (const text of SECRET) {
    it(`stands behind the name of a secret: ${text}`, () => assert.equal(judge(text), true));
  }

  for (const text of PUBLIC) {
    it(`does not: ${text}`, () => assert.equal(judge(text), false));
  }

  const repeated = [
    'a ',
    'a=',
    '"a",',
    'cookie: ',
    'cookie: a=b; ',
    'digest ',
    '<a ',
    "['",
    'key="a" ',
  ];
  for (const part of repeated) {
    it(`is judged by what is near, however much stands before: ${part}`, () => {
      const text = part.repeat(1_000_000 / part.length);
      for (let count = 0; count < 200; count += 1) isBehindSecretName(text, text.length - count);
    });
  }
});

function judge(text: string): boolean {
  const at = text.indexOf('#');
  return isBehindSecretName(text.replace('#', HASH), at);
}
