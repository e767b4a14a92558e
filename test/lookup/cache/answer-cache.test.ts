import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { identify } from '../../../src/indicator/identify';
import type { Indicator } from '../../../src/indicator/indicator';
import { createMemoryStore } from '../../../src/store/memory/memory';
import type { Store } from '../../../src/store/store';
import type { Finding } from '../../../src/lookup/cache/answer';
import { createAnswerCache, type AnswerCache } from '../../../src/lookup/cache/answer-cache';
import { createPacker } from '../../../src/lookup/cache/pack';
import { createPackDictionary } from '../../../src/virustotal/pack-dictionary';
import { parseReport } from '../../../src/virustotal/parse-report';
import type { Report } from '../../../src/virustotal/report';
import { createVirusTotalV3 } from '../../../src/virustotal/v3/service';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { readable } from '../../support/lookup-bench';
import { foundV3 } from '../../support/virustotal-replies';

const HOUR = 3_600_000;
const service = createVirusTotalV3('test-key');
const { pack, unpack } = createPacker(createPackDictionary);
const domain = identify('www.example.com', 'domain');
const link = 'https://www.virustotal.com/gui/domain/www.example.com';
const text = foundV3(domain, { malicious: 3, undetected: 57 }).body;
const report = parseReport(text);

interface Summary {
  readonly malicious: number;
  readonly about: string;
  readonly link: string;
}

interface Setup {
  readonly clock: FakeClock;
  readonly store: Store;
  /** One more cache over the same store, as after a restart. */
  readonly open: (options?: {
    scope?: string;
    bytes?: number;
    texts?: number;
  }) => AnswerCache<Summary, Report>;
  readonly finding: Finding;
  /** What was opened of answers, in order: whom each is about. */
  readonly opened: readonly string[];
}

function setUp(): Setup {
  const clock = createFakeClock();
  const store = createMemoryStore(clock);
  const opened: string[] = [];
  return {
    clock,
    store,
    opened,
    open: ({ scope = 'v3', bytes = 1024 * 1024, texts = bytes } = {}) =>
      createAnswerCache({
        service,
        store,
        clock,
        scope,
        bytes: { answers: bytes, texts },
        condensed: {
          write: ({ votes }, { value }) => `${votes.malicious} ${value}`,
          open(written) {
            const [malicious, about = ''] = written.split(' ');
            opened.push(about);
            return (_indicator, page) => ({ malicious: Number(malicious), about, link: page });
          },
        },
      }),
    finding: { outcome: 'found', api: 3, fetchedAt: clock.now(), link, text },
  };
}

/** Puts `value` where the store keeps what a cache wrote for `domain`. */
async function overwrite(store: Store, value: Uint8Array): Promise<void> {
  const key = createHash('sha256')
    .update(`report v3 ${domain.key}`)
    .digest('base64url')
    .slice(0, 22);
  await store.values.set(key, value, HOUR);
}

/** Keeps something, and waits until the store has it, too. */
async function keep(
  cache: AnswerCache<Summary, Report>,
  ...parts: Parameters<AnswerCache<Summary, Report>['keep']>
): ReturnType<AnswerCache<Summary, Report>['keep']> {
  const answer = await cache.keep(...parts);
  await cache.written();
  return answer;
}

describe('the cache of answers', () => {
  it('does not wait for the store with an answer, nor fail with it', async () => {
    const { open, finding, store } = setUp();
    const cache = open();
    await store.close();
    const answer = await cache.keep(domain, finding, report, HOUR);
    assert.equal(answer.text(), text);
    assert.equal(cache.peek(domain)?.text(), text);
    await cache.written();
    assert.equal(cache.peek(domain)?.text(), text);
  });

  it('holds texts within their own bytes, and has them all the same', async () => {
    const { open, finding } = setUp();
    const cache = open({ texts: text.length * 3 });
    const asked: Indicator[] = Array.from({ length: 10 }, (_, number) =>
      identify(`host${number}.example.com`, 'domain'),
    );
    for (const each of asked) await keep(cache, each, finding, report, HOUR);
    for (const each of [...asked, ...asked]) assert.equal(cache.peek(each)?.text(), text);
  });

  it('gives what it keeps as an answer of the API, and from then on as one of its own', async () => {
    const { open, finding } = setUp();
    const cache = open();
    const kept = await keep(cache, domain, finding, report, HOUR);
    const known = cache.peek(domain);
    const { fetchedAt } = finding;
    const fetchedAtText = new Date(fetchedAt).toISOString();
    const facts = { outcome: 'found', api: 3, fetchedAt, fetchedAtText, link };
    for (const [answer, source] of [
      [kept, 'api'],
      [known, 'cache'],
    ] as const) {
      assert.ok(answer);
      const condensed = { malicious: 3, about: 'www.example.com', link };
      assert.deepEqual(readable(answer), { ...facts, source, condensed, text });
    }
  });

  it('opens what comes again and again once, as far as there is room for that', async () => {
    const { open, finding, opened } = setUp();
    const hosts = ['a', 'b', 'c'].map((name) => identify(`${name}.example.com`, 'domain'));
    // A thirty-second of it, in which two of these have room: each takes 15 characters.
    const cache = open({ texts: 32 * 30 });
    const asked = ['a', 'a', 'a', 'b', 'a', 'c', 'a', 'b'];
    for (const host of hosts) (await keep(cache, host, finding, report, HOUR)).condensed();
    assert.equal(opened.length, 3, 'an answer of the API by itself');
    for (const name of asked) {
      cache.peek(identify(`${name}.example.com`, 'domain'))?.condensed();
    }
    const again = ['a', 'b', 'c', 'b'].map((name) => `${name}.example.com`);
    assert.deepEqual(opened.slice(3), again);
  });

  it('finds in the store what another one kept there, and then has it in memory', async () => {
    const { open, finding } = setUp();
    const kept = await keep(open(), domain, finding, report, HOUR);
    const second = open();
    assert.equal(second.peek(domain), undefined);
    const recalled = await second.recall(domain);
    assert.ok(recalled);
    assert.deepEqual(readable(recalled), { ...readable(kept), source: 'cache' });
    assert.equal(recalled.text(), text);
    const known = second.peek(domain);
    assert.ok(known);
    assert.deepEqual(readable(known), readable(recalled));
  });

  it('keeps an answer to the millisecond, in memory and in the store', async () => {
    const { open, finding, clock } = setUp();
    const cache = open();
    await keep(cache, domain, finding, report, HOUR);
    clock.advance(HOUR - 1);
    assert.ok(cache.peek(domain));
    const late = open();
    assert.ok(await late.recall(domain));
    assert.ok(late.peek(domain));
    clock.advance(1);
    assert.equal(cache.peek(domain), undefined);
    assert.equal(late.peek(domain), undefined, 'recalling it gives it no new life');
    assert.equal(await open().recall(domain), undefined);
  });

  it('keeps nothing without a lifetime, but answers', async () => {
    const { open, finding } = setUp();
    const cache = open();
    const answer = await keep(cache, domain, finding, report, 0);
    assert.equal(answer.text(), text);
    assert.equal(answer.source, 'api');
    assert.equal(cache.peek(domain), undefined);
    assert.equal(await cache.recall(domain), undefined);
  });

  it('does not hold what it recalls for longer because the clock was set back', async () => {
    const { open, finding, clock } = setUp();
    await keep(open(), domain, finding, report, HOUR);
    clock.set(clock.now() - 365 * 24 * HOUR);
    const cache = open();
    assert.ok(await cache.recall(domain));
    clock.advance(HOUR);
    assert.equal(cache.peek(domain), undefined);
  });

  it('keeps scopes and indicators apart', async () => {
    const { open, finding } = setUp();
    await keep(open({ scope: 'v3' }), domain, finding, report, HOUR);
    assert.equal(await open({ scope: 'v2' }).recall(domain), undefined);
    assert.equal(await open({ scope: 'v3' }).recall(identify('example.com', 'domain')), undefined);
    assert.ok(await open({ scope: 'v3' }).recall(domain));
  });

  it('stays within its bytes; what has to go is still in the store', async () => {
    const { open, finding } = setUp();
    const cache = open({ bytes: 10_000 });
    const asked: Indicator[] = Array.from({ length: 100 }, (_, number) =>
      identify(`host${number}.example.com`, 'domain'),
    );
    for (const each of asked) await keep(cache, each, finding, report, HOUR);
    const held = asked.filter((each) => cache.peek(each));
    assert.ok(held.length > 4 && held.length < 20, `${held.length} are in memory`);
    assert.deepEqual(held, asked.slice(-held.length));
    const [oldest] = asked;
    assert.ok(oldest && (await cache.recall(oldest)));
  });

  describe('takes for unknown what it cannot have written:', () => {
    const header = { outcome: 'found', api: 3, fetchedAt: 1, link, expiresAt: 2 };
    const entry = (changes: object): string =>
      `${JSON.stringify({ ...header, ...changes })}\n${text}`;
    const foreign: [name: string, written: string][] = [
      ['nothing', ''],
      ['another text', 'hello'],
      ['a header that is no JSON', `{"outcome":\n${text}`],
      ['a header that is no object', `null\n${text}`],
      ['a header without anything', `{}\n${text}`],
      ['an outcome that does not exist', entry({ outcome: 'clean' })],
      ['a version that does not exist', entry({ api: 4 })],
      ['a time that is none', entry({ fetchedAt: 'today' })],
      ['an end that is none', entry({ expiresAt: null })],
      ['a link that is no text', entry({ link: {} })],
      ['a header without a report', `${JSON.stringify(header)}\n`],
      ['a report that is cut off', `${JSON.stringify(header)}\n${text.slice(0, -5)}`],
      ['JSON that is no report', `${JSON.stringify(header)}\n{"some":"thing"}`],
    ];
    for (const [name, written] of foreign) {
      it(name, async () => {
        const { open, store } = setUp();
        await overwrite(store, await pack(written));
        const cache = open();
        assert.equal(await cache.recall(domain), undefined);
        assert.equal(cache.peek(domain), undefined);
      });
    }

    it('what it wrote, but damaged', async () => {
      const { open, store } = setUp();
      const packed = await pack(entry({}));
      for (const damaged of [
        new Uint8Array(),
        packed.subarray(0, packed.length / 2),
        packed.map((byte) => byte ^ 0xff),
      ]) {
        await overwrite(store, damaged);
        assert.equal(await open().recall(domain), undefined);
      }
    });

    it('but not the same when it is whole', async () => {
      const { open, store } = setUp();
      await overwrite(store, await pack(entry({})));
      assert.equal((await open().recall(domain))?.text(), text);
    });
  });

  it('fails as the store does', async () => {
    const { open, store } = setUp();
    const cache = open();
    await store.close();
    await assert.rejects(cache.recall(domain), { code: 'store' });
  });
});

describe('packing', () => {
  it('gives back every character, and takes less room', async () => {
    for (const each of ['', 'é\u0000\n🦠', text.repeat(100)]) {
      assert.equal(unpack(await pack(each)), each);
    }
    assert.ok((await pack(text.repeat(100))).length < text.length * 10);
  });

  it('gives nothing for what is damaged', async () => {
    const packed = await pack(text);
    assert.equal(unpack(packed.subarray(0, 20)), undefined);
    assert.equal(unpack(Buffer.from('no packed text')), undefined);
  });
});
