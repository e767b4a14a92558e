import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyNode } from 'acorn';
import { DEFAULT_FILE } from '../../nodes/store/places';
import { IGNORED_BY_DEFAULT } from '../../src/indicator/ignored-by-default';
import {
  nodeTypes,
  readEditorPage,
  readIcon,
  readSharedTexts,
  syntaxOf,
  type EditorPage,
  type NodeType,
} from '../support/editor-page';
import { loadEditorScript } from '../support/editor-sandbox';
import { projectRoot } from '../support/pair';

/** The public contract: saved flows depend on these names and values. */
const CONTRACT: Readonly<Record<NodeType, object>> = {
  'virustotal-account': {
    name: '',
    api: 'v3',
    baseUrl: 'https://www.virustotal.com',
    plan: 'public',
    perMinute: 4,
    perDay: 500,
    perMonth: 15500,
    concurrency: 4,
    timeout: '15s',
    retries: 3,
    queueLimit: 1000,
    keepFlagged: '24h',
    keepClean: '24h',
    keepUnknown: '1h',
    neverSend: '',
    sendPrivate: false,
    sharing: 'green',
    allow: '',
    store: '',
    tls: '',
    proxy: '',
  },
  'virustotal-store': {
    name: '',
    kind: 'embedded',
    path: 'virustotal/state.sqlite',
    schema: 'virustotal',
    tls: '',
  },
  'virustotal-group': { name: '', to: '', cc: '', bcc: '', language: '' },
  'virustotal-collect': {
    name: '',
    source: 'text',
    property: 'payload',
    propertyType: 'msg',
    find: 'url',
    window: '1h',
    every: '1h',
    limit: 4,
    maxDistinct: 100000,
    lines: true,
    skip: true,
    account: '',
    ignore: IGNORED_BY_DEFAULT,
    store: '',
  },
  'virustotal-mailer': {
    name: '',
    host: '',
    port: 587,
    security: 'starttls',
    from: '',
    greeting: '',
    auth: 'password',
    tokenUrl: '',
    tls: '',
    giveUpAfter: '24h',
    store: '',
  },
  'virustotal-lookup': {
    name: '',
    account: '',
    property: 'payload',
    propertyType: 'msg',
    source: 'value',
    kind: 'auto',
    find: 'url,file,domain,ip',
    skip: true,
    output: 'report',
    target: '',
    unknown: 'report',
    maxAge: '',
  },
  'virustotal-verdict': {
    name: '',
    property: '',
    propertyType: 'msg',
    target: 'verdict',
    maliciousAt: 3,
    suspiciousAt: 1,
    perType: '',
    exceptions: true,
    assessment: true,
    countSuspicious: true,
    trusted: '',
    ignored: '',
    staleAfter: '',
    devoFields: true,
    dnifFields: false,
    taxonomy: false,
  },
  'virustotal-gate': {
    name: '',
    property: 'verdict',
    propertyType: 'msg',
    rules: [{ metric: 'positives', op: '>', value: 1 }],
    match: 'any',
  },
  'virustotal-raise': {
    name: '',
    module: 'virustotal',
    detection: '',
    subject: 'verdict.indicator.value',
    subjectType: 'msg',
    severity: '3',
    severityType: 'num',
    suppress: '10m',
    escalate: true,
    quietHours: '',
    timeZone: '',
    urgentFrom: '',
    store: '',
  },
  'virustotal-notify': {
    name: '',
    group: '',
    to: '',
    subject: '{{verdict.level}}: {{verdict.indicator.value}}',
    text:
      '{{verdict.indicator.value}} is {{verdict.level}}: {{verdict.count}} engines flag it.\n\n' +
      '{{verdict.reasons}}\n' +
      '{{#count}}\nTimes seen: {{count}}' +
      '{{#firstSeen}}, first received {{firstSeen}}, last {{lastSeen}}{{/firstSeen}}\n{{/count}}\n' +
      '{{#alert.suppressed}}\nAlerts suppressed: {{alert.suppressed}}' +
      '{{#alert.suppressedSince}} since {{alert.suppressedSince}}{{/alert.suppressedSince}}\n' +
      '{{/alert.suppressed}}\n' +
      '{{#verdict.detections.length}}\nFlagged by' +
      '{{#verdict.detections}} · {{engine}}{{/verdict.detections}}\n' +
      '{{/verdict.detections.length}}\n\n{{verdict.link}}',
    html: 'designed',
    language: '',
    via: 'message',
    style: 'plain',
    mailer: '',
    digest: '',
  },
  'virustotal-status': { name: '', format: 'object', since: '24h', target: 'payload' },
};

const PORTS: Readonly<Record<string, readonly [inputs: number, outputs: number]>> = {
  'virustotal-collect': [1, 1],
  'virustotal-lookup': [1, 2],
  'virustotal-verdict': [1, 1],
  'virustotal-gate': [1, 3],
  'virustotal-raise': [1, 2],
  'virustotal-notify': [1, 2],
  'virustotal-status': [1, 1],
};

/** Properties without an input of their own: one has one value so far, the others are lists. */
const WITHOUT_INPUT: Readonly<Record<string, readonly string[]>> = {
  'virustotal-gate': ['rules'],
  'virustotal-verdict': ['perType'],
};

const FAILURE_CODES = (
  'not-an-indicator private never-send credentials forbidden bad-request ' +
  'quota queue-full timeout network service bad-response closed store configuration unexpected'
).split(' ');

const CODES_OF_THE_OTHERS: readonly [NodeType, readonly string[]][] = [
  ['virustotal-collect', ['not-an-indicator', 'store', 'configuration', 'unexpected']],
  ['virustotal-verdict', ['bad-response', 'configuration']],
  ['virustotal-gate', ['configuration']],
  ['virustotal-raise', ['no-alert', 'no-silence', 'store', 'configuration', 'unexpected']],
  [
    'virustotal-notify',
    'recipient undeliverable refused queue-full closed store configuration unexpected'.split(' '),
  ],
];

/** What the e-mail node acts on and an event may bring along. */
const MAIL_FIELDS = (
  'to cc bcc from replyTo envelope attachments headers header inReplyTo references priority ' +
  'filename description'
).split(' ');

const COLOUR = /#(?:[0-9a-f]{3}){1,2}\b|\b(?:rgb|hsl)a?\(/gi;

function isLiteral(node: AnyNode): boolean {
  if (node.type === 'Literal') return true;
  if (node.type === 'ArrayExpression')
    return node.elements.every((each) => each && isLiteral(each));
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.every((each) => each.type === 'Property' && isLiteral(each.value));
}

function property(node: AnyNode | undefined, name: string): AnyNode | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  const found = node.properties.find(
    (each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === name,
  );
  return found?.type === 'Property' ? found.value : undefined;
}

function registrations(page: EditorPage): AnyNode[][] {
  return syntaxOfScripts(page).flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
    const { property: called } = node.callee;
    const isRegistration = called.type === 'Identifier' && called.name === 'registerType';
    return isRegistration ? [[...node.arguments]] : [];
  });
}

function strings(nodes: readonly AnyNode[]): string[] {
  return nodes.flatMap((node) =>
    node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [],
  );
}

/** The keys that `node._(…)` is called with, where they are written out. */
function translatedInScript(page: EditorPage): string[] {
  return syntaxOfScripts(page).flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
    const { property: called } = node.callee;
    const isTranslation = called.type === 'Identifier' && called.name === '_';
    return isTranslation ? strings(node.arguments.slice(0, 1)) : [];
  });
}

/** Of all that it runs, its own and what it shares with other pages. */
function syntaxOfScripts({ taken, script }: EditorPage): AnyNode[] {
  return [...taken.flatMap((module) => syntaxOf(module, 'module')), ...syntaxOf(script)];
}

function translatedInTemplate(page: EditorPage): string[] {
  return [...page.template.matchAll(/data-i18n="([^"]*)"/g)]
    .flatMap(([, keys = '']) => keys.split(';'))
    .map((key) => key.replace(/^\[\w+\]/, ''))
    .filter((key) => !key.startsWith('node-red:'));
}

/** The help as it is read: without marks, and without the page's line breaks. */
function plain(help: string): string {
  return help.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

function runtimeSource(): string {
  const folder = path.join(projectRoot, 'nodes');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  assert.notEqual(files.length, 0);
  return files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
}

const sharedTexts = readSharedTexts();

for (const type of nodeTypes) {
  describe(`the editor page of ${type}`, () => {
    const page = readEditorPage(type);
    const { definition } = loadEditorScript(type);
    const isConfig = !(type in PORTS);

    it('registers its type with literals, which the flow library reads', () => {
      const [registration, ...more] = registrations(page);
      assert.equal(more.length, 0);
      assert.deepEqual(strings(registration?.slice(0, 1) ?? []), [type]);
      const described = registration?.[1];
      const category = property(described, 'category');
      assert.ok(category && isLiteral(category), 'category is a literal');
      const defaults = property(described, 'defaults');
      assert.equal(defaults?.type, 'ObjectExpression');
      for (const name of Object.keys(CONTRACT[type])) {
        const value = property(property(defaults, name), 'value');
        assert.ok(value && isLiteral(value), `the value of ${name} is a literal`);
      }
    });

    it('has the properties and values of the contract', () => {
      const values = Object.entries(definition.defaults).map(([name, { value }]) => [name, value]);
      // Values made in another context have other prototypes, which JSON leaves behind.
      assert.deepEqual(JSON.parse(JSON.stringify(Object.fromEntries(values))), CONTRACT[type]);
    });

    it('has its ports and stands where it belongs', () => {
      assert.equal(definition.category, isConfig ? 'config' : 'VirusTotal');
      const ports = [definition.inputs, definition.outputs];
      assert.deepEqual(ports, isConfig ? [undefined, undefined] : PORTS[type]);
    });

    it('has an input for every property, and a label for every input', () => {
      const prefix = isConfig ? 'node-config-input-' : 'node-input-';
      const ids = [...page.template.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      for (const name of Object.keys(definition.defaults)) {
        const expected = !WITHOUT_INPUT[type]?.includes(name);
        assert.equal(ids.includes(prefix + name), expected, name);
      }
      for (const name of Object.keys(definition.credentials ?? {})) {
        assert.ok(ids.includes(prefix + name), name);
      }
      const labelled = [...page.template.matchAll(/<label[^>]* for="([^"]*)"/g)];
      for (const [, id] of labelled) assert.ok(ids.includes(id), `a label is for ${id}`);
    });

    it('has every text that it shows, and shows every text that it has', () => {
      const inTemplate = translatedInTemplate(page);
      for (const key of [...inTemplate, ...translatedInScript(page)]) {
        assert.ok(page.texts.has(key), `there is a text ${key}`);
      }
      const inScript = strings(syntaxOfScripts(page));
      const inRuntime = runtimeSource();
      const unused = [...page.texts.keys()].filter(
        (key) =>
          !sharedTexts.has(key) &&
          !inTemplate.includes(key) &&
          !inScript.includes(key) &&
          !inRuntime.includes(`'${key}'`),
      );
      assert.deepEqual(unused, []);
    });

    it('has an icon that keeps its shape at any size', () => {
      const icon = readIcon(definition.icon);
      assert.ok(icon, definition.icon);
      assert.match(icon, /<svg [^>]*width="40" height="60" viewBox="0 0 40 60"/);
      assert.equal(definition.icon, `${type}.svg`);
    });

    it('has help with the sections that a reader expects', () => {
      assert.match(page.help.trimStart(), /^<p>/, 'begins with the palette tooltip');
      const sections = [...page.help.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title]) => title);
      const expected = ['Inputs', 'Outputs', 'Details', 'References'];
      assert.deepEqual(sections, isConfig ? expected.slice(2) : expected);
      assert.doesNotMatch(page.help, /<\/?(?:b|i|strong|em)>/);
      if ((definition.outputs ?? 0) > 1) {
        const ports = page.help.split('<ol class="node-ports">')[1]?.split('</ol>')[0] ?? '';
        assert.equal([...ports.matchAll(/<li>/g)].length, definition.outputs);
      }
    });

    it('takes its colours from the theme', () => {
      const styles = [...page.template.matchAll(/style="([^"]*)"/g)].map(([, style]) => style);
      assert.deepEqual([page.style, ...styles].join('\n').match(COLOUR), null);
      const inScript = strings(syntaxOf(page.script)).flatMap((text) => text.match(COLOUR) ?? []);
      assert.deepEqual(inScript, isConfig ? [] : [definition.color]);
    });
  });
}

describe('the help of virustotal-lookup', () => {
  it('says what to do about every failure and every outcome', () => {
    const { help } = readEditorPage('virustotal-lookup');
    for (const code of [...FAILURE_CODES, 'found', 'unknown', 'pending', 'allowed']) {
      assert.ok(help.includes(`<code>${code}</code>:`), code);
    }
  });

  it('says what becomes of an array', () => {
    const { help } = readEditorPage('virustotal-lookup');
    assert.match(plain(help), /the property that was read holds that element/);
  });

  it('says which message goes ahead and which one does not survive a restart', () => {
    const { help } = readEditorPage('virustotal-lookup');
    assert.match(plain(help), /priority string high goes ahead/);
    assert.match(plain(help), /durable: false when the message could not be written down/);
  });
});

for (const [type, codes] of CODES_OF_THE_OTHERS) {
  describe(`the help of ${type}`, () => {
    it('says what to do about every failure', () => {
      const { help } = readEditorPage(type);
      for (const code of codes) assert.ok(help.includes(`<code>${code}</code>:`), code);
    });
  });
}

describe('the help of virustotal-store', () => {
  const help = plain(readEditorPage('virustotal-store').help);

  it('says what is kept and who may read it', () => {
    for (const kept of [
      /the quota that each API key/,
      /the answers/,
      /the messages whose lookups/,
      /the mails that wait/,
    ]) {
      assert.match(help, kept);
    }
    assert.match(help, /Only the user who runs Node-RED may read it/);
  });

  it('names the oldest Node.js that keeps a file, and the file that is used without a store', () => {
    const { definition } = loadEditorScript('virustotal-store');
    assert.match(help, /needs Node\.js 22\.13 or later/);
    assert.ok(help.includes(String(definition.defaults.path?.value)));
    assert.equal(definition.defaults.path?.value, DEFAULT_FILE);
  });
});

describe('the help of virustotal-notify', () => {
  it('names everything that is taken away from the message', () => {
    const { help } = readEditorPage('virustotal-notify');
    const paragraph = /<p>\s*The node takes away(.*?)<\/p>/s.exec(help)?.[1] ?? '';
    for (const field of MAIL_FIELDS) assert.ok(paragraph.includes(`<code>${field}</code>`), field);
  });
});
