import assert from 'node:assert/strict';
import { readEventFields } from '../../../src/mail/content/event-fields';

function rows(view: object): Record<string, string> {
  return Object.fromEntries(readEventFields(view).rows);
}

describe("the event's own fields", () => {
  it('are what the message carries besides the fields of this package', () => {
    const view = {
      _msgid: '1',
      topic: '',
      user: 'alice',
      size: 0,
      blocked: false,
      verdict: { level: 'clean' },
      virustotal_count: '0 / 70',
      VTPositives: 0,
      alert: {},
      count: 3,
      req: {},
      res: {},
      nothing: null,
    };
    assert.deepEqual(rows(view), { user: 'alice', size: '0', blocked: 'false' });
  });

  it('are named by their paths', () => {
    const view = { host: { name: 'A', net: { ip: 'x' } }, list: ['a', 'b'], 'a.b': 1 };
    assert.deepEqual(rows(view), {
      'host › name': 'A',
      'host › net › ip': 'x',
      list: 'a\nb',
      'a.b': '1',
    });
  });

  it('are shown as JSON where they lie deeper than a reader follows', () => {
    assert.deepEqual(rows({ a: { b: { c: { d: { e: 1 } } } } }), { 'a › b › c › d › e': '1' });
    assert.deepEqual(rows({ a: { b: { c: { d: { e: { f: 1 } } } } } }), {
      'a › b › c › d › e': '{"f":1}',
    });
  });

  const answers: [what: string, value: unknown][] = [
    ['a report of API v3', { data: { type: 'file', id: 'a', attributes: {} } }],
    ['the same without its wrapper', { type: 'file', id: 'a', attributes: {} }],
    ['the same as text', '{"data":{"type":"file","id":"a","attributes":{}}}'],
    ['an error of API v3', { error: { code: 'NotFoundError', message: 'No' } }],
    ['a report of API v2', { response_code: 1, verbose_msg: 'ok', scans: {} }],
    ['a verdict', { level: 'clean', positives: 0, detections: [] }],
    ['the indicator', 'http://evil.example/'],
  ];
  for (const [what, payload] of answers) {
    it(`do not repeat ${what}`, () => {
      const verdict = { indicator: { value: 'http://evil.example/' } };
      assert.deepEqual(rows({ verdict, payload }), {});
    });
  }

  it('show a payload that is the event', () => {
    assert.deepEqual(rows({ payload: { rule: 'r', type: 'fim' } }), {
      'payload › rule': 'r',
      'payload › type': 'fim',
    });
    assert.deepEqual(rows({ payload: '{no json' }), { payload: '{no json' });
  });

  const secrets = [
    'password',
    'userPassword',
    'passwd',
    'client_secret',
    'token',
    'accessToken',
    'Authorization',
    'cookie',
    'apikey',
    'api_key',
    'x-api-key',
    'API key',
    'privateKey',
    'credentials',
    'session',
    'pwd',
    'VT_KEY',
    'signing-key',
  ];
  for (const name of secrets) {
    it(`do not show what may be a secret: ${name}`, () => {
      const { rows: shown } = readEventFields({
        [name]: 'hunter2',
        below: { [name]: { deep: 'hunter2' } },
        list: [{ [name]: 'hunter2' }],
        empty: { [name]: '' },
      });
      assert.doesNotMatch(JSON.stringify(shown), /hunter2/);
      assert.deepEqual(Object.fromEntries(shown)[name], '(not shown)');
      assert.deepEqual(Object.keys(Object.fromEntries(shown)), [name, `below › ${name}`, 'list']);
    });
  }

  it('show what a detection is called, and its numbers', () => {
    const alert = { signature: 'Trojan.Gen', sid: 2019401, ticket: 'INC0012345' };
    assert.deepEqual(rows({ ...alert, below: alert }), {
      signature: 'Trojan.Gen',
      sid: '2019401',
      ticket: 'INC0012345',
      'below › signature': 'Trojan.Gen',
      'below › sid': '2019401',
      'below › ticket': 'INC0012345',
    });
  });

  it('do not show what may be a secret by the end of a long name', () => {
    const name = `${'n'.repeat(100)} password`;
    const { rows: shown } = readEventFields({ [name]: 'hunter2', below: { [name]: 'hunter2' } });
    assert.deepEqual(
      shown.map(([, value]) => value),
      ['(not shown)', '(not shown)'],
    );
  });

  it('are thirty, each of bearable length, and the rest is counted', () => {
    const view = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${'n'.repeat(100)}${index}`, 'v'.repeat(1000)]),
    );
    const { rows: shown, more } = readEventFields(view);
    assert.equal(shown.length, 30);
    assert.equal(more, 10);
    for (const [name, value] of shown) {
      assert.equal(name.length, 81);
      assert.equal(value, `${'v'.repeat(500)}…`);
    }
  });

  it('are shown as any value: defanged, and with what is invisible', () => {
    const view = { 'na\u202eme': 'see http://evil.example/\u0000', bytes: Buffer.alloc(5) };
    assert.deepEqual(rows(view), {
      'na[U+202E]me': 'see hxxp[:]//evil[.]example/[U+0000]',
      bytes: '[5 bytes]',
    });
  });

  it('may fail to be read', () => {
    const view = {
      get a(): string {
        throw new Error('no');
      },
      b: 1,
    };
    assert.deepEqual(rows(view), { a: '[unreadable]', b: '1' });
  });

  it('may stand in themselves, and in one another many times', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    assert.deepEqual(rows({ circular }), { 'circular › self › self › self › self': '[object]' });
    let laughs: unknown = 'ha';
    for (let depth = 0; depth < 30; depth += 1) laughs = Array(10).fill(laughs);
    const { laughs: text = '' } = rows({ laughs });
    assert.ok(text.length <= 501, `${text.length} characters`);
  });
});
