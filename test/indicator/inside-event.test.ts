import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { atOnce } from '../../src/in-pieces';
import type { IndicatorType } from '../../src/indicator/indicator';
import { findInside } from '../../src/indicator/inside/inside-event';
import { linesIn } from '../../src/indicator/inside/lines';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const OTHER = 'c'.repeat(64);

/** The keys of what is found in an event. */
function keysIn(event: unknown, find = ALL): string[] {
  return atOnce(findInside(event, find)).map(({ indicator }) => indicator.key);
}

describe('what is found inside an event', () => {
  const cases: [what: string, event: unknown, keys: string[]][] = [
    ['a text', `GET http://evil.example/a ${MD5}`, ['url:http://evil.example/a', `file:${MD5}`]],
    ['bytes', Buffer.from(`seen ${MD5}`), [`file:${MD5}`]],
    [
      'an object, but not its names',
      { [MD5]: 'x', 'evil.com': 'y', a: 'evil.com' },
      ['domain:evil.com'],
    ],
    [
      'deep fields and lists',
      { a: [{ b: ['1.1.1.1', { c: 'evil.com' }] }] },
      ['ip:1.1.1.1', 'domain:evil.com'],
    ],
    [
      'a map and a set, wherever they are',
      new Map<unknown, unknown>([
        [MD5, 'http://evil.example/a'],
        ['seen', new Set(['evil.com'])],
        ['apiKey', OTHER],
      ]),
      ['url:http://evil.example/a', 'domain:evil.com'],
    ],
    ['bytes in a field', { body: Buffer.from('to evil.com') }, ['domain:evil.com']],
    [
      'a field that spans lines',
      { mail: 'first\nsee http://evil.example/x\nlast' },
      ['url:http://evil.example/x'],
    ],
    [
      'several spellings of one',
      ['EVIL.com', 'evil[.]com', { a: 'evil.com' }],
      ['domain:evil.com'],
    ],
    ['all the hashes of one file', { file: { md5: MD5, sha256: SHA256 } }, [`file:${SHA256}`]],
    [
      'parent and child',
      { parent: { sha256: SHA256 }, child: { sha256: OTHER } },
      [`file:${SHA256}`, `file:${OTHER}`],
    ],
    ['what is no file', { imphash: MD5, ja3: MD5, etag: MD5 }, []],
    ['secrets', { apiKey: OTHER, nested: { password: MD5 }, tokens: [OTHER] }, []],
    ['a header that is a secret', { headers: [{ name: 'X-Api-Key', value: OTHER }] }, []],
    ['what has no text', { a: 1, b: true, c: null, d: undefined }, []],
    ['a number', 7, []],
    ['nothing', undefined, []],
  ];
  for (const [what, event, keys] of cases) {
    it(`is as expected for ${what}`, () => assert.deepEqual(keysIn(event), keys));
  }

  it('is the same for an object and for a line of JSON that says the same', () => {
    const event = {
      url: 'http://evil.example/a?b=c',
      process: { hash: { md5: MD5, sha256: SHA256 }, name: 'invoice.exe', version: '1.2.3.4' },
      src: { ip: '1.1.1.1', port: '443' },
      apiKey: OTHER,
    };
    assert.deepEqual(keysIn(event), keysIn(JSON.stringify(event)));
  });

  it('says where it is, in the text of its field', () => {
    const event = { list: ['x', { url: `see hxxp://evil[.]example/a, and so on` }] };
    const [found] = atOnce(findInside(event, ALL));
    assert.deepEqual(found?.path, ['list', 1, 'url']);
    assert.equal(found?.text.slice(found.start, found.end), 'hxxp://evil[.]example/a');
  });

  it('ends where an event goes in a circle, or shares much', () => {
    const event: Record<string, unknown> = { a: 'evil.com' };
    event['b'] = event;
    event['c'] = [event, event];
    assert.deepEqual(keysIn(event), ['domain:evil.com']);
    let shared: unknown = 'evil.com';
    for (let depth = 0; depth < 18; depth += 1) shared = { left: shared, right: shared };
    assert.deepEqual(keysIn(shared), ['domain:evil.com']);
  });

  it('is what can be read of an object that refuses to be', () => {
    const event = {
      get broken(): string {
        throw new Error('no');
      },
      a: 'evil.com',
    };
    assert.deepEqual(keysIn(event), ['domain:evil.com']);
  });

  it('is the wrapped link and what came around it', () => {
    const wrapped =
      'https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fevil.example%2Fa&data=05';
    const [found] = atOnce(findInside({ link: wrapped }, ALL));
    assert.equal(found?.indicator.value, 'http://evil.example/a');
    assert.equal(found?.indicator.wrapper, wrapped);
  });
});

describe('the lines of a text', () => {
  for (const [what, text, lines] of [
    ['of one', 'one', ['one']],
    ['with either end', 'one\ntwo\r\nthree', ['one', 'two', 'three']],
    ['with blank ones', '\n\none\n \t\n\r\ntwo\n', ['one', 'two']],
    ['of nothing', '', []],
  ] as const) {
    it(`are as expected ${what}`, () => {
      assert.deepEqual([...linesIn(text)], lines);
      assert.deepEqual([...linesIn(Buffer.from(text))], lines);
    });
  }

  it('are whole where bytes are decoded one part after the other', () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, number) => `${number} \u20ac ${'\u{1f600}'.repeat(8)}`,
    );
    assert.deepEqual([...linesIn(Buffer.from(lines.join('\n')))], lines);
  });
});
