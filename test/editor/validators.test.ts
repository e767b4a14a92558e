import assert from 'node:assert/strict';
import { parseAddresses } from '../../src/mail/addresses';
import { RecipientError } from '../../src/mail/errors';
import { parseDuration } from '../../src/duration';
import { parseNeverSend } from '../../src/indicator/privacy';
import { parseRegularExpression } from '../../src/regular-expression/regular-expression';
import type { Rule } from '../../src/verdict/gate/rule';
import { parsePerType } from '../../src/verdict/per-type';
import { whyUnfit } from '../../src/verdict/gate/rule-fitness';
import { loadEditorScript, type Sandbox } from '../support/editor-sandbox';

const COUNT = 'A whole number, 0 or more';
const POSITIVE = 'A whole number, 1 or more';

function accepts(sandbox: Sandbox, property: string, values: readonly unknown[]): void {
  for (const value of values) {
    it(`accepts ${JSON.stringify(value)} as ${property}`, () => {
      assert.equal(sandbox.validate(property, value), true);
    });
  }
}

function refuses(
  sandbox: Sandbox,
  property: string,
  values: readonly unknown[],
  reason: string | RegExp,
): void {
  for (const value of values) {
    it(`refuses ${JSON.stringify(value)} as ${property}`, () => {
      const answer = sandbox.validate(property, value);
      if (typeof reason === 'string') assert.equal(answer, reason);
      else assert.match(String(answer), reason);
    });
  }
}

/** The editor and the runtime shall take the same: what is deployed must also run. */
function agreesWithRuntime(
  sandbox: Sandbox,
  property: string,
  values: readonly string[],
  isTaken: (value: string) => boolean | Promise<boolean>,
): void {
  for (const value of values) {
    it(`judges ${JSON.stringify(value)} as ${property} like the runtime`, async () => {
      assert.equal(sandbox.validate(property, value) === true, await isTaken(value));
    });
  }
}

const DURATIONS = ['30s', '10m', '1h30m', '2d', '250ms', '1.5h', ' 1h 30m ', '5 m', '36525d'];
const WITHOUT_UNIT = ['15', '0', ' 1.5 ', '1h30', '1h 30'];
const UNIT_MISSING = 'The unit is missing: s, m, h or d';
const NOT_DURATIONS = [
  'soon',
  '10 minutes',
  'h',
  '-5m',
  '5w',
  '1 0s',
  '5 m s',
  '40000d',
  '36525d 1ms',
  '999999999d',
];

function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}

/** A saved account as the editor holds it once it has asked for the credentials. */
function saved(credentials: object): { properties: object } {
  return { properties: { credentials } };
}

describe('the validators of virustotal-account', () => {
  const account = loadEditorScript('virustotal-account');

  const custom: Sandbox = {
    ...account,
    validate: (property, value) =>
      account.validate(property, value, { properties: { plan: 'custom' } }),
  };
  for (const property of ['perMinute', 'perDay', 'perMonth']) {
    accepts(custom, property, [0, 4, '0', '15500']);
    refuses(custom, property, [-1, '', 'four', '1.5', '1e3'], COUNT);
  }
  describe('on the plan of a public key, whose own numbers nobody sees or uses', () => {
    for (const property of ['perMinute', 'perDay', 'perMonth']) accepts(account, property, [7, -1]);
  });
  accepts(account, 'retries', [0, 4, '0', '15500']);
  refuses(account, 'retries', [-1, '', 'four', '1.5', '1e3'], COUNT);
  for (const property of ['concurrency', 'queueLimit']) {
    accepts(account, property, [1, '1000']);
    refuses(account, property, [0, '0', '', '2.5'], POSITIVE);
  }

  accepts(account, 'timeout', DURATIONS);
  const notTimeouts = [...NOT_DURATIONS, '', '0s', '0.1ms'];
  refuses(account, 'timeout', notTimeouts, 'A duration such as 15s or 1m30s');
  refuses(account, 'timeout', WITHOUT_UNIT, UNIT_MISSING);
  agreesWithRuntime(account, 'timeout', [...DURATIONS, ...notTimeouts, ...WITHOUT_UNIT], (text) =>
    Boolean(parseDuration(text)),
  );
  for (const property of ['keepFlagged', 'keepClean', 'keepUnknown']) {
    accepts(account, property, [...DURATIONS, '', ' ', '0s']);
    refuses(account, property, NOT_DURATIONS, 'A duration such as 30m, 24h or 2d, or nothing');
    refuses(account, property, WITHOUT_UNIT, UNIT_MISSING);
    agreesWithRuntime(
      account,
      property,
      [...DURATIONS, ...NOT_DURATIONS, ...WITHOUT_UNIT],
      isDuration,
    );
  }

  accepts(account, 'baseUrl', [
    'https://www.virustotal.com',
    'http://127.0.0.1:8080/vt',
    ' https://example.com/ ',
  ]);
  refuses(
    account,
    'baseUrl',
    ['', 'www.virustotal.com', 'ftp://example.com', 'https://', 'https://user:secret@example.com'],
    'A URL such as https://www.virustotal.com, without password, query or fragment',
  );

  const neverSend = [
    '',
    '# remark',
    'example.com',
    '*.example.com',
    '.example.com',
    'xn--bcher-kva.example',
    'bücher.example',
    '192.0.2.7',
    '192.0.2.0/24',
    '2001:db8::/32',
    '::1',
    '1:2:3:4:5:6:7:8',
    '::ffff:192.0.2.0/24',
    '[2001:db8::1]',
    '/token=/',
    '/Intern/i',
    '  example.com  ',
    'example.com\n\n10.0.0.0/8\n/^https:/',
  ];
  const neverNeverSend = [
    '192.0.2.0/33',
    '192.0.2.256',
    '2001:db8::/129',
    '/(/',
    '/unclosed',
    'two words',
    'https://example.com/',
    'example.com/24',
    '1.2.3',
    '/a/q',
    '/a/ /b/',
    'd41d8cd98f00b204e9800998ecf8427e',
    'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '.d41d8cd98f00b204e9800998ecf8427e',
    '-example.com',
    'example-.com',
    'example.co_m',
    'example._é',
    'example.123',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::ffff:192.0.2.0/120',
    '192.0.2.0/024x',
    '192.0.2.0/0024',
    '192.0.02.1',
  ];
  accepts(account, 'neverSend', neverSend);
  for (const line of neverNeverSend) {
    const reason = `Not a domain, a CIDR block or a /regular expression/: ${line}`;
    refuses(account, 'neverSend', [line, `example.com\n${line}`], reason);
  }

  agreesWithRuntime(
    account,
    'neverSend',
    [...neverSend, ...neverNeverSend],
    (text) => !('malformed' in parseNeverSend(text)),
  );

  it('asks for a key in the dialog, except for the demo', () => {
    const needed = 'An API key is needed, except for the demo';
    assert.equal(account.validate('apiKey', '', { dialog: { api: 'v3' } }), needed);
    assert.equal(account.validate('apiKey', '__PWRD__', { dialog: { api: 'v2' } }), true);
    assert.equal(account.validate('apiKey', '', { dialog: { api: 'demo' } }), true);
  });

  it('marks a node that was saved without a key', () => {
    const needed = 'An API key is needed, except for the demo';
    assert.equal(account.validate('api', 'v3', saved({ has_apiKey: false })), needed);
    assert.equal(account.validate('api', 'demo', saved({ has_apiKey: false })), true);
    assert.equal(account.validate('api', 'v3', saved({ has_apiKey: true })), true);
    assert.equal(account.validate('api', 'v3', saved({ apiKey: 'typed just now' })), true);
  });

  it('does not mark a node whose credentials the editor has not fetched', () => {
    assert.equal(account.validate('api', 'v3'), true);
    assert.equal(account.validate('api', 'v3', { properties: { credentials: {} } }), true);
  });
});

describe('the validators of virustotal-store', () => {
  const store = loadEditorScript('virustotal-store');
  const needed = 'A file is needed, such as virustotal/state.sqlite';

  accepts(store, 'path', ['virustotal/state.sqlite', '/var/lib/state.sqlite', 'C:\\data\\state']);
  refuses(store, 'path', ['', ' ', undefined], needed);

  it('needs no file for memory', () => {
    assert.equal(store.validate('path', '', { properties: { kind: 'memory' } }), true);
  });

  it('counts the kind that is chosen in the dialog, not the one that was saved before', () => {
    const properties = { kind: 'memory' };
    assert.equal(store.validate('path', '', { properties, dialog: { kind: 'embedded' } }), needed);
    assert.equal(store.validate('path', '', { dialog: { kind: 'memory' } }), true);
  });
});

const ADDRESSES = [
  'desk@example.com',
  'On call <oncall@example.com>',
  'a@example.com, b@example.com',
  'a@example.com;b@example.com',
  'a@example.com\r\n\r\nb@example.com\n',
  '"Doe, Jane" <jane@example.com>, b@example.com',
  '"The \\"Team\\"" <team@example.com>',
  'The "Team" <team@example.com>',
  'Jane (desk) <jane@example.com>',
  'Größe <a@example.com>',
  '<a@example.com>',
  'a@bücher.example',
  'a@[192.0.2.1]',
  'root@localhost',
];
const NOT_ADDRESSES = [
  'nobody',
  'a@',
  '@b.example',
  'a@b..c',
  'a@.example',
  'a@b.example.',
  'a@b.example:c',
  'a@b@c.example',
  'a@x.example b@x.example',
  'a@x.example <b@x.example>',
  '"a@x.example" <b@x.example>',
  '"Doe <a@example.com>',
  'Jane (desk <a@example.com>',
  'a@example.com\u200b',
  '\u200ba@example.com',
  'On call <>',
  '{{verdict.level}}',
];

const VARIABLES_AMONG_OTHERS = [
  'a@example.com, ${ALERT_TO}',
  '${ALERT_TO}\na@example.com',
  'On call <${ALERT_TO}>',
  '${USER}@example.com',
  ' ${ALERT_TO}',
];
const VARIABLE_ALONE = /^A variable must stand alone in its field: .*\$\{(ALERT_TO|USER)\}/;

async function areAddresses(text: string): Promise<boolean> {
  try {
    await parseAddresses(text);
    return true;
  } catch (error) {
    if (error instanceof RecipientError) return false;
    throw error;
  }
}

describe('the validators of virustotal-group', () => {
  const group = loadEditorScript('virustotal-group');

  accepts(group, 'to', ADDRESSES);
  accepts(group, 'cc', [...ADDRESSES, '']);
  accepts(group, 'bcc', [...ADDRESSES, '']);
  refuses(group, 'cc', ['nobody'], 'Not an e-mail address: nobody');
  for (const property of ['to', 'cc', 'bcc']) {
    refuses(group, property, NOT_ADDRESSES, /^Not an e-mail address: /);
    agreesWithRuntime(group, property, [...ADDRESSES, ...NOT_ADDRESSES], areAddresses);
  }
  refuses(group, 'bcc', ['a@example.com, b at example.com'], /: b at example\.com$/);
  for (const property of ['to', 'cc', 'bcc']) {
    refuses(group, property, VARIABLES_AMONG_OTHERS, VARIABLE_ALONE);
  }
  refuses(group, 'to', ['a@example.com\nOn call <>'], 'Not an e-mail address: On call <>');
  refuses(group, 'to', ['', ' \n '], 'At least one address is needed: To, Copy or Blind copy');

  it('needs nobody in To when somebody receives a copy', () => {
    assert.equal(group.validate('to', '', { properties: { bcc: 'a@example.com' } }), true);
    assert.equal(group.validate('to', '', { properties: { cc: '${COPY_TO}' } }), true);
  });

  it('counts what is typed in the dialog, not what was saved before', () => {
    const properties = { cc: 'a@example.com' };
    const answer = group.validate('to', '', { properties, dialog: { cc: '', bcc: '' } });
    assert.equal(answer, 'At least one address is needed: To, Copy or Blind copy');
  });
});

describe('the validators of virustotal-notify', () => {
  const notify = loadEditorScript('virustotal-notify');

  accepts(notify, 'to', [...ADDRESSES, '']);
  refuses(notify, 'to', ['nobody'], 'Not an e-mail address: nobody');
  refuses(notify, 'to', VARIABLES_AMONG_OTHERS, VARIABLE_ALONE);
  refuses(notify, 'to', NOT_ADDRESSES, /^Not an e-mail address: /);
  agreesWithRuntime(notify, 'to', [...ADDRESSES, ...NOT_ADDRESSES], areAddresses);
});

describe('the validators of virustotal-lookup', () => {
  const lookup = loadEditorScript('virustotal-lookup', {
    unchecked: {},
    good: { valid: true },
    broken: { valid: false },
  });

  accepts(lookup, 'account', ['unchecked', 'good']);
  refuses(lookup, 'account', ['', '_ADD_', undefined], 'Choose an account');
  refuses(lookup, 'account', ['removed'], 'The account no longer exists: choose another');
  refuses(lookup, 'account', ['broken'], 'The account has a problem: open it with the pencil');
  accepts(lookup, 'target', ['', 'verdict', 'payload.report', undefined]);
  accepts(lookup, 'find', ['url', 'url,file', ['ip']]);
  refuses(lookup, 'find', ['', 'mail', []], 'Choose at least one kind of indicator');
  accepts(lookup, 'maxAge', [...DURATIONS, '', ' ']);
  refuses(lookup, 'maxAge', NOT_DURATIONS, 'A duration such as 30s, 10m, 1h30m or 2d, or nothing');
  refuses(lookup, 'maxAge', WITHOUT_UNIT, UNIT_MISSING);
  agreesWithRuntime(lookup, 'maxAge', [...DURATIONS, ...NOT_DURATIONS], isDuration);
});

describe('the validators of virustotal-verdict', () => {
  const verdict = loadEditorScript('virustotal-verdict');

  accepts(verdict, 'maliciousAt', [1, 3, '10']);
  accepts(verdict, 'suspiciousAt', [1, '2']);
  refuses(verdict, 'maliciousAt', [0, '', '2.5', 'many'], POSITIVE);
  refuses(verdict, 'suspiciousAt', [0, '', '2.5', 'many'], POSITIVE);
  accepts(verdict, 'staleAfter', [...DURATIONS, '', ' ']);
  refuses(
    verdict,
    'staleAfter',
    NOT_DURATIONS,
    'A duration such as 30s, 10m, 1h30m or 2d, or nothing',
  );
  refuses(verdict, 'staleAfter', WITHOUT_UNIT, UNIT_MISSING);
  agreesWithRuntime(
    verdict,
    'staleAfter',
    [...DURATIONS, ...NOT_DURATIONS, ...WITHOUT_UNIT],
    isDuration,
  );

  const perTypes = [
    undefined,
    '',
    ' ',
    {},
    { file: [10, 5] },
    { url: [1, 1], ip: ['7', '3'] },
    '{"domain": [4, 2]}',
  ];
  const notPerTypes = [
    'many',
    '[1, 2]',
    [],
    { file: 10 },
    { file: [10] },
    { file: [5, 10] },
    { file: [0, 0] },
    { file: ['', 1] },
    { file: ['many', 1] },
    { hash: [10, 5] },
    '{"file": [10, 5]',
  ];
  accepts(verdict, 'perType', [...perTypes, { file: ['${MALICIOUS_AT}', 5] }]);
  refuses(
    verdict,
    'perType',
    notPerTypes,
    'Whole numbers, 1 or more; malicious cannot begin below suspicious',
  );
  for (const value of [...perTypes, ...notPerTypes]) {
    it(`judges ${JSON.stringify(value)} as perType like the runtime`, () => {
      const isTaken = parsePerType(value) !== undefined;
      assert.equal(verdict.validate('perType', value) === true, isTaken);
    });
  }

  it('does not let malicious begin below suspicious', () => {
    const reason = 'Malicious cannot begin below suspicious';
    const properties = { suspiciousAt: 5 };
    assert.equal(verdict.validate('maliciousAt', 4, { properties }), reason);
    assert.equal(verdict.validate('maliciousAt', 5, { properties }), true);
    const dialog = { suspiciousAt: '2' };
    assert.equal(verdict.validate('maliciousAt', '4', { properties, dialog }), true);
  });

  it('leaves the comparison to the runtime when the other is an environment variable', () => {
    const properties = { suspiciousAt: '${SUSPICIOUS_AT}' };
    assert.equal(verdict.validate('maliciousAt', 1, { properties }), true);
  });
});

/** Whether the gate starts with the rule: it reads the value, then asks whether it can be told. */
function isRule({ metric, op, value }: Rule): boolean {
  if (value === '') return false;
  if (op === 'matches' && parseRegularExpression(String(value)) === undefined) return false;
  return whyUnfit(metric, op, value) === undefined;
}

describe('the validators of virustotal-gate', () => {
  const gate = loadEditorScript('virustotal-gate');
  const NUMBERS = ['positives', 'percent', 'trusted', 'score', 'reputation'] as const;
  const ORDERS = ['>', '>=', '<', '<='] as const;
  const EQUALITIES = ['=', '!='] as const;
  const SEARCHES = ['contains', 'matches'] as const;

  const good: Rule[] = [
    ...NUMBERS.flatMap((metric) =>
      [...ORDERS, ...EQUALITIES].map((op): Rule => ({ metric, op, value: 1 })),
    ),
    ...(['category', 'engine'] as const).flatMap((metric) =>
      [...EQUALITIES, ...SEARCHES].map((op): Rule => ({ metric, op, value: 'ClamAV' })),
    ),
    ...(['malicious', 'suspicious', 'clean'] as const).flatMap((value) =>
      [...ORDERS, ...EQUALITIES].map((op): Rule => ({ metric: 'level', op, value })),
    ),
    ...(['unknown', 'pending'] as const).flatMap((value) =>
      EQUALITIES.map((op): Rule => ({ metric: 'level', op, value })),
    ),
    ...[...ORDERS, ...EQUALITIES, ...SEARCHES].map((op): Rule => ({
      metric: 'msg',
      op,
      value: 2,
      path: 'VTPositives',
    })),
    { metric: 'percent', op: '>=', value: 10.5 },
    { metric: 'score', op: '<', value: '80' },
    { metric: 'score', op: '<', value: ' +8.5e1 ' },
    { metric: 'reputation', op: '<=', value: -5 },
    { metric: 'engine', op: 'matches', value: '/^Kaspersky$/i' },
    { metric: 'category', op: 'contains', value: 7 },
    { metric: 'msg', op: '=', value: 'DE', path: 'verdict.country' },
    { metric: 'msg', op: 'matches', value: 'a|b', path: 'topic' },
    { metric: 'engine', op: 'matches', value: 'a'.repeat(1000) },
    { metric: 'engine', op: 'matches', value: '/\\p{L}+ \\p{Lu}/u' },
  ];
  for (const rule of good) accepts(gate, 'rules', [[rule]]);

  const NUMBER = 'a number is needed';
  const COMPARISON = 'its comparison does not fit';
  const PATTERN = 'the regular expression is malformed';
  const bad: [Rule, string][] = [
    ...NUMBERS.flatMap((metric) =>
      SEARCHES.map((op): [Rule, string] => [{ metric, op, value: 1 }, COMPARISON]),
    ),
    ...(['category', 'engine'] as const).flatMap((metric) =>
      ORDERS.map((op): [Rule, string] => [{ metric, op, value: 'ClamAV' }, COMPARISON]),
    ),
    ...(['unknown', 'pending'] as const).flatMap((value) =>
      ORDERS.map((op): [Rule, string] => [{ metric: 'level', op, value }, COMPARISON]),
    ),
    ...ORDERS.map((op): [Rule, string] => [
      { metric: 'msg', op, value: 'x', path: 'topic' },
      NUMBER,
    ]),
    [{ metric: 'positives', op: '>', value: 'many' }, NUMBER],
    [{ metric: 'positives', op: '>', value: '0x10' }, NUMBER],
    [{ metric: 'positives', op: '>', value: 'Infinity' }, NUMBER],
    [{ metric: 'percent', op: '>', value: '' }, NUMBER],
    [{ metric: 'msg', op: '<', value: '1_000', path: 'topic' }, NUMBER],
    [{ metric: 'level', op: '=', value: 'bad' }, 'a level is needed'],
    [{ metric: 'engine', op: 'matches', value: '(' }, PATTERN],
    [{ metric: 'category', op: 'matches', value: '/a/q' }, PATTERN],
    [{ metric: 'category', op: 'matches', value: '/a/ /b/' }, PATTERN],
    [{ metric: 'msg', op: 'matches', value: '[', path: 'topic' }, PATTERN],
    [
      { metric: 'engine', op: 'matches', value: 'a'.repeat(1001) },
      'the regular expression has more than 1000 characters',
    ],
    [
      { metric: 'engine', op: 'matches', value: `/${'\\p{L}'.repeat(6)}/u` },
      String.raw`with the flag u or v, a regular expression has at most 100 characters and five of \p or \P`,
    ],
    [{ metric: 'category', op: '=', value: '' }, 'a value is needed'],
    [{ metric: 'msg', op: '=', value: '', path: 'topic' }, 'a value is needed'],
  ];
  for (const [rule, problem] of bad) refuses(gate, 'rules', [[rule]], `Rule 1: ${problem}`);

  const incomplete: [object, string][] = [
    [{ metric: 'engine', op: '=' }, 'a value is needed'],
    [{ metric: 'msg', op: '=', value: 'x', path: '' }, 'the name of a message property is needed'],
    [{ metric: 'votes', op: '=', value: 1 }, 'it asks for something unknown'],
    [{ metric: '__proto__', op: '=', value: 1 }, 'it asks for something unknown'],
    [{ metric: 'constructor', op: '=', value: 1 }, 'it asks for something unknown'],
    [{ metric: 'positives', op: '__proto__', value: 1 }, 'its comparison does not fit'],
  ];
  for (const [rule, problem] of incomplete) refuses(gate, 'rules', [[rule]], `Rule 1: ${problem}`);

  for (const rule of [...good, ...bad.map(([each]) => each)]) {
    it(`judges ${JSON.stringify(rule)} like the runtime`, () => {
      assert.equal(gate.validate('rules', [rule]) === true, isRule(rule));
    });
  }

  accepts(gate, 'rules', [
    [{ metric: 'positives', op: '>', value: '${LIMIT}' }],
    [{ metric: 'level', op: '>=', value: '${LEVEL}' }],
    [{ metric: '${METRIC}', op: '>=', value: 2 }],
    [{ metric: 'level', op: '${OPERATOR}', value: 'clean' }],
    [{ metric: '${METRIC}', op: '${OPERATOR}', value: '${VALUE}', path: '${PATH}' }],
  ]);

  refuses(gate, 'rules', [[], undefined], 'Add at least one rule');

  it('names each rule that is wrong', () => {
    const wrong = { metric: 'positives', op: '>', value: 'many' };
    assert.equal(
      gate.validate('rules', [wrong, good[0], wrong]),
      'Rule 1: a number is needed; Rule 3: a number is needed',
    );
  });
});

describe('the labels in the workspace', () => {
  const configNodes = { desk: { name: 'Security desk' } };
  const cases: [Parameters<typeof loadEditorScript>[0], object, string][] = [
    ['virustotal-lookup', {}, 'look up'],
    ['virustotal-lookup', { kind: 'url' }, 'look up URL'],
    ['virustotal-lookup', { kind: '${KIND}' }, 'look up'],
    ['virustotal-lookup', { name: 'Ask' }, 'Ask'],
    ['virustotal-lookup', { source: 'text', kind: 'url' }, 'look up what is inside'],
    ['virustotal-collect', {}, 'urls, top 4 each 1h'],
    [
      'virustotal-collect',
      { find: 'file,ip', limit: 0, every: '1d' },
      'hashes, addresses, all each 1d',
    ],
    ['virustotal-collect', { find: ['domain'], every: '' }, 'domains, top 4 when told'],
    ['virustotal-collect', { every: ' ', limit: '0' }, 'urls, all when told'],
    [
      'virustotal-collect',
      { find: undefined, limit: undefined, every: undefined },
      'urls, top 4 each 1h',
    ],
    ['virustotal-collect', { find: '' }, 'collect'],
    ['virustotal-collect', { name: 'Often seen' }, 'Often seen'],
    ['virustotal-verdict', {}, 'malicious from 3'],
    ['virustotal-verdict', { maliciousAt: '${FROM}' }, 'malicious from ${FROM}'],
    ['virustotal-raise', {}, 'raise once per 10m'],
    ['virustotal-raise', { detection: 'seen', suppress: '1d' }, 'raise once per 1d'],
    ['virustotal-raise', { suppress: undefined }, 'raise once per 10m'],
    ['virustotal-raise', { suppress: '' }, 'raise always'],
    ['virustotal-raise', { suppress: '0s' }, 'raise always'],
    ['virustotal-raise', { name: 'Once' }, 'Once'],
    ['virustotal-gate', {}, 'positives > 1'],
    ['virustotal-gate', { rules: [] }, 'gate'],
    [
      'virustotal-gate',
      { rules: [{ metric: 'msg', path: 'VTPositives', op: '>=', value: 2 }, {}, {}] },
      'msg.VTPositives >= 2 (+2)',
    ],
    ['virustotal-gate', { rules: [{ metric: 'percent', op: '>', value: 5 }] }, 'percent > 5 %'],
    ['virustotal-notify', {}, 'notify'],
    ['virustotal-notify', { group: 'desk' }, 'notify Security desk'],
    ['virustotal-notify', { to: 'a@example.com, b@example.com' }, 'notify a@example.com'],
    ['virustotal-account', {}, 'VirusTotal account'],
    ['virustotal-account', { api: 'demo' }, 'VirusTotal demo'],
    ['virustotal-store', {}, 'virustotal/state.sqlite'],
    ['virustotal-store', { path: '' }, 'VirusTotal store'],
    ['virustotal-store', { kind: 'memory' }, 'VirusTotal store in memory'],
    ['virustotal-store', { name: 'Ours', kind: 'memory' }, 'Ours'],
    ['virustotal-group', { to: 'a@example.com' }, 'a@example.com'],
  ];
  for (const [type, properties, label] of cases) {
    it(`shows ${type} as "${label}" with ${JSON.stringify(properties)}`, () => {
      const sandbox = loadEditorScript(type, configNodes);
      assert.equal(sandbox.definition.label.call(sandbox.node(properties)), label);
    });
  }
});
