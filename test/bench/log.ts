import { createSeededRandom } from '../support/seeded-random';
import { DEFANG_STYLES, type DefangStyle } from '../indicator/corpus/defang-styles';
import { NOISES, noise } from '../indicator/corpus/noise';
import { WRAPPERS } from '../indicator/corpus/wrappers';

const HEXADECIMAL = '0123456789abcdef'.split('');
const WORDS =
  'news shop login static img api v2 user account invoice report update cdn assets track media files blog mail portal'.split(
    ' ',
  );
const ENDINGS = ['com', 'com', 'com', 'net', 'org', 'de', 'io', 'co.uk', 'ru', 'example', 'info'];
const FILES = ['', '', 'index.html', 'logo.png', 'app.js', 'a.php', 'setup.exe', 'feed.xml'];

/** One line in so many has a URL that is defanged. */
const DEFANGED_SHARE = 0.1;

type Random = () => number;

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from');
  return picked;
}

function signs(random: Random, length: number): string {
  return Array.from({ length }, () => pick(random, HEXADECIMAL)).join('');
}

function number(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function address(random: Random): string {
  return [0, 0, 0, 0].map(() => 1 + number(random, 254)).join('.');
}

function domain(random: Random): string {
  return `${pick(random, WORDS)}.${pick(random, WORDS)}${number(random, 10_000)}.${pick(random, ENDINGS)}`;
}

function url(random: Random): string {
  const host = random() < 0.1 ? address(random) : domain(random);
  const port = random() < 0.05 ? ':8080' : '';
  const folders = Array.from({ length: number(random, 4) }, () => `${pick(random, WORDS)}/`);
  const query =
    random() < 0.4
      ? `?id=${number(random, 1e6)}&s=${signs(random, 16)}&ref=${pick(random, WORDS)}%20x`
      : '';
  const scheme = random() < 0.6 ? 'https' : 'http';
  return `${scheme}://${host}${port}/${folders.join('')}${pick(random, FILES)}${query}`;
}

const STYLES: readonly DefangStyle[] = Object.values(DEFANG_STYLES);

function written(random: Random): string {
  const plain = url(random);
  return random() < DEFANGED_SHARE ? (pick(random, STYLES)(plain) ?? plain) : plain;
}

/** Lines without a URL, as an endpoint, a firewall, a name server, a mail gateway and an analyst write them. */
const OTHER_LINES: readonly ((random: Random) => string)[] = [
  (random) =>
    `{"@timestamp":"2026-11-24T08:00:01.123Z","event":{"category":"process","id":"${signs(random, 8)}-${signs(random, 4)}"},"process":{"executable":"C:\\\\Windows\\\\System32\\\\svchost.exe","pid":${number(random, 65_000)},"hash":{"md5":"${signs(random, 32)}","sha256":"${signs(random, 64)}"}},"user":{"name":"kim"}}`,
  (random) =>
    `Nov 24 08:00:01 fw kernel: [${number(random, 1e6)}.123456] DROP IN=eth0 OUT= MAC=00:16:3e:5e:6c:00:00:16:3e:1b:2a:00:08:00 SRC=${address(random)} DST=${address(random)} LEN=60 TOS=0x00 PREC=0x00 TTL=49 ID=${number(random, 65_000)} DF PROTO=TCP SPT=${number(random, 65_000)} DPT=22 WINDOW=29200 RES=0x00 SYN URGP=0`,
  (random) =>
    `24-Nov-2026 08:00:01.123 queries: info: client @0x7f${signs(random, 8)} ${address(random)}#53124 (${domain(random)}): query: ${domain(random)} IN A +E(0)K (${address(random)})`,
  (random) =>
    `Nov 24 08:00:01 mx postfix/smtpd[${number(random, 30_000)}]: ${signs(random, 10).toUpperCase()}: from=<kim@${domain(random)}>, size=${number(random, 1e5)}, nrcpt=1 (queue active)`,
  (random) =>
    `Sample ${signs(random, 40)} talks to ${domain(random).replaceAll('.', '[.]')} and ${address(random).replace('.', '[.]')}, see the report.`,
  (random) => pick(random, NOISE),
];

const NOISE: readonly string[] = NOISES.flatMap((kind) => noise(kind, 50));

/** Proxies and web servers write most of what a log has. */
const BUSY: readonly string[] = ['squid', 'Apache combined', 'JSON', 'CEF', 'key="value"'];

function line(random: Random): string {
  if (random() < 0.4) return pick(random, OTHER_LINES)(random);
  const format = random() < 0.7 ? pick(random, BUSY) : pick(random, Object.keys(WRAPPERS));
  return WRAPPERS[format]?.wrap(written(random)) ?? '';
}

/** A log of proxies, servers, endpoints and mails, in pieces of whole lines; always the same one. */
export function mixedLog(pieces: number, pieceLength: number): string[] {
  const random = createSeededRandom(50);
  return Array.from({ length: pieces }, () => {
    const lines: string[] = [];
    for (let length = 0; length < pieceLength;) {
      const next = line(random);
      lines.push(next);
      length += next.length + 1;
    }
    return lines.join('\n');
  });
}
