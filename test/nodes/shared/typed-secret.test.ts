import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { after, before, describe, it } from 'mocha';
import { CodedError } from '../../../src/coded-error';
import {
  readTypedNode,
  type SecretRules,
  type TypedNode,
} from '../../../nodes/shared/typed-secret';
import { startFlow, type FlowNode, type RunningFlow } from '../../support/flow';
import { allNodes } from '../../support/modules';

const HOST = 'https://vt.example';
const STORED = '__PWRD__';
const ENVIRONMENT = {
  VT_TEST_KEY: 'key-of-the-environment',
  VT_TEST_HOST: 'https://environment.example',
  VT_TEST_OTHER: 'what nobody may see',
};

const RULES: SecretRules = {
  type: 'virustotal-account',
  secrets: ['apiKey'],
  destination: { baseUrl: 'https://www.virustotal.com', tls: '', proxy: '' },
};

const FLOW: FlowNode[] = [
  { id: 'one', type: 'virustotal-account', baseUrl: HOST, tls: 'tls-a', proxy: 'proxy-a' },
  { id: 'plain', type: 'virustotal-account' },
  { id: 'variable', type: 'virustotal-account', baseUrl: '${VT_TEST_HOST}', timeout: '${NO_SUCH}' },
  { id: 'mailer', type: 'virustotal-mailer', host: 'mail.example' },
];

const CREDENTIALS = {
  one: { apiKey: 'stored-key-of-one' },
  plain: { apiKey: '${VT_TEST_KEY}' },
  variable: { apiKey: '$(VT_TEST_KEY)' },
  mailer: { apiKey: 'of-another-type', password: 'of-the-mailer' },
};

describe('a node as it stands in its dialog', () => {
  let flow: RunningFlow;
  let red: NodeAPI;

  before(async () => {
    Object.assign(process.env, ENVIRONMENT);
    flow = await startFlow(
      [
        ...allNodes,
        (RED) => {
          red = RED;
        },
      ],
      FLOW,
      CREDENTIALS,
    );
  });

  after(async () => {
    await flow.stop();
    for (const name of Object.keys(ENVIRONMENT)) delete process.env[name];
  });

  function read(sent: unknown): TypedNode {
    return readTypedNode(red, RULES, sent);
  }

  function refusal(sent: unknown): string {
    try {
      read(sent);
    } catch (error) {
      assert.ok(error instanceof CodedError);
      const { code, message } = error;
      for (const secret of ['stored-key', 'of-another-type', ...Object.values(ENVIRONMENT)]) {
        assert.ok(!message.includes(secret), message);
      }
      return code;
    }
    return '';
  }

  const asDeployed = { id: 'one', baseUrl: HOST, tls: 'tls-a', proxy: 'proxy-a' };
  const stored = { credentials: { apiKey: STORED } };

  it('has the secret that was typed, wherever it goes', () => {
    const credentials = { apiKey: 'typed' };
    for (const baseUrl of [HOST, 'https://elsewhere.example']) {
      assert.deepEqual(read({ ...asDeployed, baseUrl, credentials }).credentials, credentials);
    }
    assert.deepEqual(read({ id: 'new', baseUrl: HOST, credentials }), {
      id: 'new',
      properties: { baseUrl: HOST },
      credentials,
    });
    assert.deepEqual(read({}), { id: '', properties: {}, credentials: { apiKey: '' } });
  });

  it('has the stored secret where it goes to the place where it is deployed', () => {
    const { credentials, properties } = read({ ...asDeployed, ...stored, timeout: '5s' });
    assert.deepEqual(credentials, { apiKey: 'stored-key-of-one' });
    assert.deepEqual(properties, {
      baseUrl: HOST,
      tls: 'tls-a',
      proxy: 'proxy-a',
      timeout: '5s',
    });
    assert.equal(refusal({ ...asDeployed, ...stored, baseUrl: ` ${HOST} ` }), '');
  });

  it('takes an address that is missing for the usual one', () => {
    const baseUrl = 'https://www.virustotal.com';
    for (const sent of [{}, { baseUrl }, { baseUrl: '', tls: '', proxy: null }]) {
      assert.equal(
        read({ id: 'plain', ...sent, ...stored }).credentials['apiKey'],
        'key-of-the-environment',
      );
    }
  });

  const changes: [what: string, change: object][] = [
    ['another host', { baseUrl: 'https://elsewhere.example' }],
    ['a host that begins like it', { baseUrl: `${HOST}.evil` }],
    ['another port', { baseUrl: `${HOST}:8443` }],
    ['no encryption', { baseUrl: 'http://vt.example' }],
    ['another path', { baseUrl: `${HOST}/elsewhere` }],
    ['somebody before the host', { baseUrl: 'https://vt.example@evil.example' }],
    ['the usual address', { baseUrl: '' }],
    ['other TLS', { tls: 'tls-b' }],
    ['no TLS node', { tls: '' }],
    ['another proxy', { proxy: 'proxy-b' }],
    ['no proxy', { proxy: null }],
  ];
  for (const [what, change] of changes) {
    it(`has to have a stored secret typed again for ${what}`, () => {
      assert.equal(refusal({ ...asDeployed, ...change, ...stored }), 'type-again');
    });
  }

  it('has no stored secret of a node that is not deployed, is of another type, or is none', () => {
    for (const id of ['new', 'mailer', '', undefined, 7, ['one'], '__proto__']) {
      assert.equal(refusal({ ...asDeployed, id, ...stored }), 'deploy-first');
    }
  });

  describe('with variables', () => {
    it('has the values that the deployed node has', () => {
      const sent = { id: 'variable', baseUrl: '${VT_TEST_HOST}', ...stored };
      assert.deepEqual(read(sent), {
        id: 'variable',
        properties: { baseUrl: 'https://environment.example' },
        credentials: { apiKey: 'key-of-the-environment' },
      });
      const typed = { ...sent, credentials: { apiKey: '$(VT_TEST_KEY)' } };
      assert.deepEqual(read(typed).credentials, { apiKey: 'key-of-the-environment' });
    });

    it('leaves one that is not set as it is', () => {
      const sent = { id: 'variable', baseUrl: '${VT_TEST_HOST}', timeout: '${NO_SUCH}' };
      assert.equal(read(sent).properties['timeout'], '${NO_SUCH}');
    });

    it('has no secret of the environment that is not deployed as it is', () => {
      for (const apiKey of ['${VT_TEST_OTHER}', '$(VT_TEST_OTHER)', '${VT_TEST_KEY}', '${PATH}']) {
        assert.equal(refusal({ ...asDeployed, credentials: { apiKey } }), 'deploy-first');
        assert.equal(refusal({ credentials: { apiKey } }), 'deploy-first');
      }
    });

    it('lets a secret of the environment go to no other place', () => {
      for (const apiKey of [STORED, '${VT_TEST_KEY}']) {
        const sent = { id: 'plain', baseUrl: 'https://evil.example', credentials: { apiKey } };
        assert.equal(refusal(sent), 'type-again');
      }
    });

    it('reads nothing else of the environment that is not deployed as it is', () => {
      for (const [name, value] of [
        ['baseUrl', '${VT_TEST_OTHER}'],
        ['baseUrl', '$(VT_TEST_OTHER)'],
        ['timeout', '${VT_TEST_OTHER}'],
        ['timeout', '${VT_TEST_HOST}'],
        ['tls', '${VT_TEST_OTHER}'],
        ['whatever', '${VT_TEST_OTHER}'],
      ] as const) {
        const credentials = { apiKey: 'typed' };
        assert.equal(refusal({ id: 'variable', [name]: value, credentials }), 'deploy-first');
      }
    });

    it('takes what only looks like one as it is typed, as Node-RED does', () => {
      for (const apiKey of ['${VT_TEST_OTHER} ', 'x${VT_TEST_OTHER}', '${VT TEST}', '${}', '$VT']) {
        assert.deepEqual(read({ credentials: { apiKey } }).credentials, { apiKey });
      }
    });
  });

  it('has to be a node', () => {
    for (const sent of [undefined, null, 'text', 7, []]) {
      assert.equal(refusal(sent), 'bad-request');
    }
    assert.equal(refusal({ baseUrl: { toString: HOST } }), 'bad-request');
    assert.equal(refusal({ credentials: { apiKey: [STORED] } }), 'bad-request');
    assert.equal(refusal({ ...asDeployed, credentials: { __proto__: { apiKey: STORED } } }), '');
  });
});
