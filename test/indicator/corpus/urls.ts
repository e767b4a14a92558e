import { createSeededRandom } from '../../support/seeded-random';

const HOSTS: readonly string[] = [
  'evil.example',
  'www.evil.example',
  'a.b.c.d.evil.example',
  'evil.com',
  'EVIL.COM',
  'evil-site.co.uk',
  'x1.evil.io',
  '3com.net',
  'cdn_1.evil.org',
  'evil.top',
  'login.bank.example.evil.ru',
  'sub--domain.evil.info',
  'x.photography',
  'payload.evil.zip',
  'evil.sh',
  'abcdefghijklmnop.onion',
  `${'a'.repeat(63)}.evil.com`,
  'xn--bcher-kva.example',
  'xn--80ak6aa92e.com',
  'evil.xn--p1ai',
  'bücher.example',
  'президент.рф',
  '例え.テスト',
  '中国.中国',
  'παράδειγμα.δοκιμή',
  '✪df.ws',
  'faß.de',
  '192.31.196.66',
  '8.8.8.8',
  '203.0.113.254',
  '[2001:db8::1]',
  '[2001:db8:85a3::8a2e:370:7334]',
  '[::ffff:192.0.2.128]',
  'localhost',
  'intranet',
];

const USERS: readonly string[] = ['', '', '', '', '', 'kim@', 'kim:secret@', 'kim.b:p%40ss-1@'];
const PORTS: readonly string[] = ['', '', '', ':80', ':8080', ':65535', ':1'];
const PATHS: readonly string[] = [
  '',
  '/',
  '/a',
  '/index.html',
  '/a/b/c/',
  '/wp-content/uploads/2026/11/invoice.pdf.exe',
  '/download.php',
  '/a_(b)',
  '/a_(b)_(c)/d',
  '/%7Ekim/a%20b%2Fc',
  '/~kim/',
  '/a//b/./c',
  '/a-b_c.d~e',
  '/a!b$c*d+e',
  '/maps/@59.939,30.316,15z',
  '/ein/größe/日本語',
  '/a:b:c',
  '/x=1',
  '/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '/http://other.example/a',
  `/${'long/'.repeat(60)}end`,
];
const QUERIES: readonly string[] = [
  '',
  '',
  '?a=1',
  '?a=1&b=2',
  '?q',
  '?id=42&next=%2Fhome%3Fx%3D1&lang=de',
  '?url=http%3A%2F%2Fother.example%2F',
  '?u=https://other.example/path',
  '?a[]=1&a[]=2',
  '?q=a+b+(c)',
  '?mail=kim@evil.example',
  '?d=a.b.c&v=1.2.3.4',
  `?token=${'A1b2-_'.repeat(80)}`,
  '?x=%F0%9F%98%80&y=%00%0A',
];
const FRAGMENTS: readonly string[] = ['', '', '', '#top', '#/route?a=1', '#a=b&c=d', '#:~:text=a'];

/** As many different http and https URLs as asked for, each one valid, always the same ones. */
export function urls(count: number): readonly string[] {
  const random = createSeededRandom(2_026);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const made = new Set<string>();
  for (let each = 0; made.size < count; each += 1) {
    const scheme = random() < 0.5 ? 'http' : 'https';
    const host = HOSTS[each % HOSTS.length] ?? '';
    const query = pick(QUERIES);
    made.add(
      `${scheme}://${pick(USERS)}${host}${pick(PORTS)}${pick(PATHS)}${query}${pick(FRAGMENTS)}`,
    );
  }
  return [...made];
}
