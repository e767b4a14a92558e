import { createSeededRandom } from './seeded-random';

/** What no mail may ever hold: it stands where only an expanded mark would reach it. */
export const EXPANDED = 'a mark was expanded';

const MEGABYTE = 2 ** 20;

/** Text that somebody sends who wants to break a mail, or its reader. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  'a\r\nBcc: victim@evil.example\r\n\r\n<h1>body</h1>',
  'a\nContent-Type: text/html\n\n',
  '=?utf-8?B?QmNjOiBh?=',
  '</style></title></td></table><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onclick='alert(1)",
  '<!--',
  '-->',
  ']]>',
  '&lt;script&gt;&#60;b&#x3c;',
  'javascript:alert(1)',
  'http://evil.example/<b>?a=b&c=d',
  'https://www.virustotal.com@evil.example/',
  'https://www.virustotal.com/"onmouseover="alert(1)',
  'https://www.virustotal.com/gui/file/aa',
  'invoice\u202efdp.exe',
  '\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u202a\u202b\u202c\u202d',
  '\u0000\u0001\u0007\u0008\u001b[2J\u007f\u0085\u009b',
  '\ud800',
  '\udc00\ud800',
  'a\ud83d',
  '\u2028\u2029\ufeff\u00ad\u200b\u{e0001}',
  '{{verdict.expanded}}',
  '{{{verdict.expanded}}}{{&verdict.expanded}}',
  '{{#verdict}}{{expanded}}{{/verdict}}',
  '%%{verdict.expanded}%%﹛verdict.expanded﹜',
  '$_expanded',
  '$&$1$`',
  '{{',
  '{{=<% %>=}}',
  '__proto__',
  'constructor',
  'Ａ'.repeat(1000),
  'a\u0301'.repeat(1000),
  'a'.repeat(MEGABYTE),
  '<'.repeat(MEGABYTE),
  '\u202e'.repeat(MEGABYTE),
  'http://'.repeat(MEGABYTE / 8),
  'a.'.repeat(MEGABYTE / 2),
  '{{verdict.expanded}}'.repeat(MEGABYTE / 20),
  '\n'.repeat(MEGABYTE),
];

const LONG_LIST: readonly unknown[] = Array.from({ length: 10_000 }, (_, index) => ({
  engine: `<b>${index}`,
  label: '{{verdict.expanded}}',
}));

function nest(depth: number): unknown {
  let value: unknown = '<i>';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
}

const DEEP = nest(5000);

/** Small to hold, endless to write: each list stands ten times in the next, as YAML's aliases do. */
const LAUGHS = Array.from({ length: 40 }).reduce<unknown>((inner) => Array(10).fill(inner), 'ha');

const CIRCLE: Record<string, unknown> = { '<b>': 1 };
CIRCLE.self = CIRCLE;
CIRCLE.list = [CIRCLE, CIRCLE];

/** Made anew for each event, because somebody may change them. */
const OTHERS: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.NaN,
  () => Infinity,
  () => 2n ** 100n,
  () => true,
  () => [],
  () => ({}),
  () => LONG_LIST,
  () => Array(1_000_000),
  () => DEEP,
  () => LAUGHS,
  () => CIRCLE,
  () => Buffer.alloc(MEGABYTE, '<'),
  () => new Uint8Array(MEGABYTE),
  () => new Date(Number.NaN),
  () => new Date(0),
  () => new Map([['<b>', 1]]),
  () => Symbol('<b>'),
  () => () => EXPANDED,
  () => JSON.parse('{"__proto__":{"polluted":"<b>"},"constructor":{"prototype":"<b>"}}'),
  () => ({ toString: () => EXPANDED, toJSON: () => '{{verdict.expanded}}' }),
  () => ({
    get engine(): string {
      throw new TypeError('a getter that throws');
    },
    get label(): never {
      // oxlint-disable-next-line typescript/only-throw-error -- nobody can count on an Error.
      throw null;
    },
  }),
];

const PLACES =
  'payload topic user sample count firstSeen lastSeen password indicator verdict.level verdict.positives verdict.total verdict.count verdict.detections verdict.indicator verdict.indicator.value verdict.indicator.type verdict.names verdict.hashes verdict.hashes.md5 verdict.categories verdict.tags verdict.label verdict.reputation verdict.analysedAt verdict.stale verdict.link verdict.reasons alert alert.module alert.detection alert.subject alert.severity alert.reason alert.raisedAt alert.suppressed alert.suppressedSince alert.quietUntil virustotal verdict'.split(
    ' ',
  );

/** Events in which hostile values stand in some of the places that a mail reads; the same for a seed. */
export function* hostileEvents(count: number, seed: number): Generator<Record<string, unknown>> {
  const random = createSeededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(random() * items.length)];
  const value = (): unknown => {
    const kind = random();
    if (kind < 0.6) return pick(TEXTS);
    if (kind < 0.9) return pick(OTHERS)?.();
    return Array.from({ length: 3 }, () => ({ engine: pick(TEXTS), label: pick(OTHERS)?.() }));
  };
  for (let index = 0; index < count; index += 1) {
    const event: Record<string, unknown> = {
      _expanded: EXPANDED,
      verdict: { level: 'malicious', expanded: EXPANDED, indicator: { type: 'url' }, hashes: {} },
      alert: {},
    };
    const places = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(PLACES) ?? '');
    for (const place of places) put(event, place.split('.'), value());
    put(event, [pick(TEXTS)?.slice(0, 2000) ?? ''], value());
    yield event;
  }
}

/** Where something is in the way already, as of an earlier place, it stays. */
function put(object: object, [name = '', ...below]: readonly string[], value: unknown): void {
  if (below.length === 0) {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return;
  }
  const inner: unknown = Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
  if (
    typeof inner === 'object' &&
    inner !== null &&
    Object.isExtensible(inner) &&
    !isShared(inner)
  ) {
    put(inner, below, value);
  }
}

function isShared(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value) || value === CIRCLE || value === DEEP;
}
