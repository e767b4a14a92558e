import { createSeededRandom } from '../../support/seeded-random';

/** Makes one piece of a line; `random` gives numbers in [0, 1). */
type Piece = (random: () => number) => string;

const HEXADECIMAL = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function signs(random: () => number, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function upTo(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

function oneOf(...words: readonly string[]): Piece {
  return (random) => words[upTo(random, words.length)] ?? '';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const time: Piece = (random) =>
  `${two(upTo(random, 24))}:${two(upTo(random, 60))}:${two(upTo(random, 60))}`;

const uuid: Piece = (random) =>
  [8, 4, 4, 4, 12].map((length) => signs(random, HEXADECIMAL, length)).join('-');

const mac =
  (separator: string): Piece =>
  (random) =>
    Array.from({ length: 6 }, () => signs(random, HEXADECIMAL, 2)).join(separator);

/** What logs are full of and what is no hash, URL, domain or address. */
const PIECES: Readonly<Record<string, Piece>> = {
  'a version': (random) =>
    `${upTo(random, 20)}.${upTo(random, 30)}.${upTo(random, 9)}${oneOf('', '-rc1', 'b2', '-SNAPSHOT')(random)}`,
  'a version of four numbers': (random) =>
    `${oneOf('Chrome/', 'Firefox/', 'version ', 'ver=', 'Version: ')(random)}${upTo(random, 200)}.${upTo(random, 9)}.${upTo(random, 9)}.${upTo(random, 9)}`,
  'a date and time': (random) => `2026-11-${two(1 + upTo(random, 28))}T${time(random)}.123Z`,
  'a time': time,
  'a file': oneOf(
    'kernel32.dll',
    'invoice.pdf.exe',
    'README.md',
    'setup.py',
    'libssl.so.3',
    'run.sh',
    'main.rs',
    'archive.zip',
    'index.html',
    'app.min.js',
    'photo.jpeg',
    'core-1.2.3.jar',
    'Thumbs.db',
    'movie.mov',
    'log4j2.xml',
  ),
  'a path on Windows': oneOf(
    String.raw`C:\Windows\System32\drivers\etc\hosts`,
    String.raw`C:\Program Files (x86)\Vendor\app.exe`,
    String.raw`\\fileserver\share\2026\report.docx`,
    String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run`,
    String.raw`C:\\Users\\kim\\AppData\\Local\\Temp\\x.tmp`,
  ),
  'a path': oneOf(
    '/usr/lib/python3.12/site-packages/app/main.py:42',
    '/var/log/nginx/access.log.1.gz',
    './bin/run.sh --config=/etc/app/app.conf',
    '/proc/4711/fd/3',
  ),
  'a name in a program': oneOf(
    'java.lang.NullPointerException',
    'org.springframework.web.servlet.DispatcherServlet',
    'io.netty.channel.AbstractChannel$1.run',
    'std::vector<std::string>::push_back',
    'com.vendor.product.Main.main(Main.java:17)',
    'self.app.run()',
    'System.Net.Sockets.SocketException',
    'a::b::c',
    '$this.name',
    'console.log("x")',
  ),
  'a key': oneOf('user.name=kim', '"host.name":"gate"', 'os.version=11', "'event.id': 7"),
  'a UUID': uuid,
  'a hardware address': mac(':'),
  'a hardware address with hyphens': mac('-'),
  'a fingerprint': (random) => `SHA256:${signs(random, BASE64, 43)}`,
  'a fingerprint in pairs': (random) =>
    Array.from({ length: 16 }, () => signs(random, HEXADECIMAL, 2)).join(':'),
  'a longer hash': (random) => signs(random, HEXADECIMAL, 128),
  'a shorter hash': (random) => signs(random, HEXADECIMAL, 7 + upTo(random, 24)),
  'a trace': (random) =>
    `00-${signs(random, HEXADECIMAL, 32)}-${signs(random, HEXADECIMAL, 16)}-01`,
  base64: (random) => `${signs(random, BASE64, 20 + upTo(random, 300))}==`,
  'a number': (random) => `${upTo(random, 1_000_000)}.${upTo(random, 100)}`,
  'a network': oneOf('10.0.0.0/8', '192.168.0.0/16', '172.16.0.0/12', '2001:db8::/32', '::/0'),
  'not an address': oneOf('1.2.3.4.5', '256.1.1.1', '1.2.3', '1.2.3.400', '12:34', '1.3.6.1.4.1'),
  'an object identifier': (random) => `1.3.6.1.4.1.${upTo(random, 9999)}.${upTo(random, 9)}.2.1`,
  'another scheme': oneOf(
    'urn:isbn:0451450523',
    'data:text/plain;base64,SGVsbG8=',
    'about:blank',
    'tel:+49-30-901820',
    'http://',
    'hxxp',
    'http:',
    'https://"',
  ),
  words: oneOf(
    'e.g. this, i.e. that, etc.',
    'session opened for user root(uid=0)',
    'Hello,world and good,bye',
    'error(s) [2 of 3] {"n":1,"ok":true}',
    'a[0] = b[1]; c(2)',
    'P.S. see above...',
    '100 % of 3.5 GB in 2 h',
    '[info] (main) <start>',
    'α.β, Größe: 12 µs, 価格',
    'C# and .NET, node.js is one',
    'x@y, @kim, #4711',
  ),
};

export type Noise = keyof typeof PIECES;

/** The names of all kinds of noise. */
export const NOISES: readonly Noise[] = Object.keys(PIECES);

const FRAMES: readonly ((piece: string) => string)[] = [
  (piece) => piece,
  (piece) => `<134>Nov 24 08:00:01 gate app[4711]: started ${piece} after 12 ms`,
  (piece) => `{"level":"info","message":${JSON.stringify(piece)},"n":1}`,
  (piece) => `time=08:00:01 level=info value="${piece.replaceAll('"', String.raw`\"`)}" n=1`,
  (piece) => `"kim","${piece.replaceAll('"', '""')}","17"`,
  (piece) => `\t${piece}\t-\t200\r\n`,
  (piece) => `I saw (${piece}), and nothing else.`,
];

/** Lines that hold one kind of noise and no indicator, always the same ones. */
export function noise(kind: Noise, count: number): readonly string[] {
  const random = createSeededRandom(count);
  return Array.from({ length: count }, (_, each) => {
    const frame = FRAMES[each % FRAMES.length] ?? String;
    return frame(PIECES[kind]?.(random) ?? '');
  });
}
