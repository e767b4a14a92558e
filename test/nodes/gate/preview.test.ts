import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  askAs,
  settingsWithUsers,
  type Answer,
  type Ask,
  type User,
} from '../../support/editor-users';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';

const SECRET = 'an-environment-variable-that-no-rule-names';
const PREVIEW = 'virustotal/gate/preview';

const POSITIVES = { metric: 'positives', op: '>', value: 1 };
const ZONE = { metric: 'msg', path: 'host.zone', op: '=', value: 'plant' };
const ENDLESS = { metric: 'msg', path: 'host.zone', op: 'matches', value: '^(a+)+$' };

const VERDICT = {
  level: 'suspicious',
  positives: 2,
  detections: [{ engine: 'Example AV', label: 'Trojan', category: 'malicious' }],
};

/** What the inject node sends. */
const MESSAGE = {
  verdict: VERDICT,
  host: { zone: 'plant', name: 'press 4' },
  req: { headers: { cookie: 'session=1' } },
  login: { 'Access-Token': 'hunter2' },
  topic: 'not asked for',
};

function gate(id: string, properties: object): Record<string, unknown> {
  return { id, type: 'virustotal-gate', z: 'tab', x: 0, y: 0, wires: [[], [], []], ...properties };
}

function times(count: number, rule: object): object[] {
  return Array.from({ length: count }, () => rule);
}

/** An inject node `start` before all gates, and a debug node behind each. */
function flow(gates: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const props = Object.entries(MESSAGE).map(([p, value]) => ({
    p,
    v: JSON.stringify(value),
    vt: 'json',
  }));
  const ids = gates.map(({ id }) => id);
  const shown = { active: true, console: true, tosidebar: false, targetType: 'msg' };
  return [
    { id: 'tab', type: 'tab', label: 'gates' },
    { id: 'start', type: 'inject', ...place, props, wires: [ids] },
    ...gates.map((each) => ({ ...each, wires: [['end'], ['end'], ['end']] })),
    { id: 'end', type: 'debug', name: 'end', ...place, ...shown, complete: 'gate.passed' },
  ];
}

describe("the editor's questions about gates", function () {
  this.timeout(30_000);
  let nodeRed: NodeRedProcess;
  let ask: Ask;

  /** The status for a question that is sent as it is, without its length unless that is given. */
  async function previewSent(body: Buffer, headers: Record<string, string> = {}): Promise<number> {
    const authorization = await ask.authorizationOf('admin');
    const asking = request(new URL(PREVIEW, nodeRed.url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...headers },
    });
    const answered = once(asking, 'response');
    asking.write(body);
    asking.end();
    const [response] = await answered;
    response.resume();
    return response.statusCode;
  }

  async function deploy(gates: readonly Record<string, unknown>[]): Promise<void> {
    const after = nodeRed.log().length;
    assert.equal((await ask('admin', 'POST', 'flows', flow(gates))).status, 204);
    await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after });
  }

  /** Sends the message through every gate, and waits until `count` of them have sent it on. */
  async function send(count: number): Promise<void> {
    let after = nodeRed.log().length;
    assert.equal((await ask('admin', 'POST', 'inject/start')).status, 200);
    for (let ended = 0; ended < count; ended += 1) {
      await nodeRed.waitForLog('[debug:end]', { after });
      after = nodeRed.log().indexOf('[debug:end]', after) + 1;
    }
  }

  function preview(question: object): Promise<Answer> {
    return ask('admin', 'POST', PREVIEW, { property: 'verdict', match: 'any', ...question });
  }

  function last(id: string): Promise<Answer> {
    return ask('admin', 'GET', `virustotal/gate/${id}/last`);
  }

  before(async () => {
    nodeRed = await startNodeRed({
      modules: [projectName],
      settings: settingsWithUsers,
      env: { GATE_ZONE: 'plant', GATE_SECRET: SECRET },
    });
    ask = askAs(nodeRed);
  });

  after(() => nodeRed.stop());

  describe('by who asks', () => {
    before(async () => {
      await deploy([gate('one', {})]);
      await send(1);
    });

    const rights: [user: User | undefined, status: number][] = [
      ['admin', 200],
      ['reader', 200],
      ['watcher', 200],
      ['writer', 401],
      ['stranger', 401],
      [undefined, 401],
    ];
    for (const [user, expected] of rights) {
      it(`are answered with ${expected} for ${user ?? 'who has not logged in'}`, async () => {
        const question = { rules: [POSITIVES], match: 'any', message: VERDICT };
        assert.equal((await ask(user, 'POST', PREVIEW, question)).status, expected);
        assert.equal((await ask(user, 'GET', 'virustotal/gate/one/last')).status, expected);
        assert.equal((await ask(user, 'GET', 'virustotal/gate/one/choices')).status, expected);
        assert.equal((await ask(user, 'GET', 'virustotal/names')).status, expected);
      });
    }
  });

  describe('what rules would do', () => {
    const NO = { metric: 'positives', op: '>', value: 9 };
    const OPEN = { metric: 'score', op: '>', value: 50 };

    const table: [
      name: string,
      rules: object[],
      match: string,
      passed: boolean | null,
      deciding: boolean[],
    ][] = [
      ['the one that holds', [NO, POSITIVES, OPEN], 'any', true, [false, true, false]],
      ['the one that does not', [NO, POSITIVES, OPEN], 'all', false, [true, false, false]],
      ['the one that cannot be told', [OPEN, POSITIVES], 'all', null, [true, false]],
      ['all, when none holds', [NO, NO], 'any', false, [true, true]],
      ['all, when all hold', [POSITIVES, POSITIVES], 'all', true, [true, true]],
    ];
    for (const [name, rules, match, passed, deciding] of table) {
      it(`are answered with the rules that decide: ${name}`, async () => {
        const { status, body } = await preview({ rules, match, message: VERDICT });
        assert.equal(status, 200);
        assert.equal(body.passed, passed);
        const decides = body.rules.map((rule: { decides: boolean }) => rule.decides);
        assert.deepEqual(decides, deciding);
      });
    }

    it('are answered with what each rule says, and why', async () => {
      const { body } = await preview({ rules: [POSITIVES, NO, OPEN], message: VERDICT });
      assert.deepEqual(body, {
        passed: true,
        reasons: ['positives > 1 holds: it is 2.'],
        rules: [
          { holds: true, reason: 'positives > 1 holds: it is 2.', decides: true },
          { holds: false, reason: 'positives > 9 does not hold: it is 2.', decides: false },
          {
            holds: null,
            reason: 'Undetermined: score > 50, but it is missing.',
            decides: false,
          },
        ],
        taken: 'verdict',
      });
    });

    it('read a whole message like the gate', async () => {
      const question = { rules: [POSITIVES, ZONE], match: 'all' };
      const { body } = await preview({ ...question, message: MESSAGE });
      assert.deepEqual([body.passed, body.taken], [true, 'message']);
      const elsewhere = {
        property: 'a.judgement',
        message: { ...MESSAGE, a: { judgement: VERDICT } },
      };
      assert.equal((await preview({ ...question, ...elsewhere })).body.passed, true);
    });

    it('read a verdict that a rule finds by its path in the message', async () => {
      const rules = [{ metric: 'msg', path: 'a.judgement.level', op: '=', value: 'suspicious' }];
      const { body } = await preview({ rules, property: 'a.judgement', message: VERDICT });
      assert.deepEqual([body.passed, body.taken], [true, 'verdict']);
    });

    it('read what is in a context from the message, by the same name', async () => {
      const property = '#:(memory)::judgement';
      const message = { judgement: VERDICT };
      assert.equal((await preview({ rules: [POSITIVES], property, message })).body.passed, true);
      assert.equal(
        (await preview({ rules: [POSITIVES], property, message: VERDICT })).body.passed,
        true,
      );
    });

    for (const level of ['unknown', 'pending']) {
      it(`never take ${level} for harmless`, async () => {
        const { body } = await preview({ rules: [POSITIVES], message: { level, positives: 0 } });
        assert.equal(body.passed, null);
      });
    }

    it('take a message without a verdict for undetermined', async () => {
      const { body } = await preview({ rules: [POSITIVES], message: { payload: 'text' } });
      assert.deepEqual([body.passed, body.taken], [null, 'message']);
      assert.match(body.reasons[0], /there is no verdict/);
    });

    it('end for an expression that would take for ever, many times over', async () => {
      const host = { zone: `${'a'.repeat(60)}!` };
      const rules = times(20, ENDLESS);
      const { body } = await preview({ rules, message: { host } });
      assert.equal(body.passed, null);
      assert.match(body.reasons[0], /takes too long/);
      assert.match(body.reasons[19], /have taken the time/);
    });

    it('are refused when too many wait for each other', async () => {
      const host = { zone: `${'a'.repeat(60)}!` };
      const question = { rules: times(5, ENDLESS), message: { host } };
      const answers = await Promise.all(Array.from({ length: 40 }, () => preview(question)));
      const statuses = new Set(answers.map(({ status }) => status));
      assert.deepEqual(statuses, new Set([200, 503]));
      assert.equal((await preview({ rules: [POSITIVES], message: VERDICT })).status, 200);
    });

    const refused: [name: string, question: object, status: number, message: RegExp][] = [
      ['no rules', { rules: [], message: VERDICT }, 400, /^rules: at least one/],
      ['a malformed rule', { rules: [{ metric: 'a' }], message: VERDICT }, 400, /^metric: /],
      ['a rule that is none', { rules: ['a'], message: VERDICT }, 400, /^rules\[0\]: /],
      ['no way to combine', { rules: [POSITIVES], match: 'b', message: VERDICT }, 400, /^match: /],
      ['too many rules', { rules: times(201, POSITIVES), message: VERDICT }, 413, /rules/],
      ['no message', { rules: [POSITIVES] }, 400, /JSON object/],
      ['a list', { rules: [POSITIVES], message: [VERDICT] }, 400, /JSON object/],
      ['a text', { rules: [POSITIVES], message: 'text' }, 400, /JSON object/],
      [
        'too much',
        { rules: [POSITIVES], message: { payload: 'x'.repeat(300_000) } },
        413,
        /^At most 256 kB/,
      ],
    ];
    for (const [name, question, status, message] of refused) {
      it(`are refused for ${name}`, async () => {
        const answer = await preview(question);
        assert.equal(answer.status, status);
        assert.match(answer.body.message, message);
      });
    }

    for (const [length, expected] of [
      [1_000, 200],
      [3_000_000, 413],
    ] as const) {
      const question = JSON.stringify({
        rules: [POSITIVES],
        message: { payload: 'x'.repeat(length) },
      });

      it(`are answered with ${expected} for ${length} characters, compressed`, async () => {
        const zipped = gzipSync(question);
        const headers = { 'content-encoding': 'gzip', 'content-length': `${zipped.length}` };
        assert.equal(await previewSent(zipped, headers), expected);
      });

      it(`are answered with ${expected} for ${length} characters in pieces`, async () => {
        assert.equal(await previewSent(Buffer.from(question)), expected);
      });
    }

    it('leave prototypes alone', async () => {
      const message: object = JSON.parse('{"__proto__":{"level":"malicious","positives":9}}');
      const { body } = await preview({ rules: [POSITIVES], message });
      assert.equal(body.passed, null);
      for (const property of ['__proto__.polluted', 'constructor.polluted', '__proto__']) {
        assert.equal(
          (await preview({ rules: [POSITIVES], property, message: VERDICT })).status,
          200,
        );
      }
      const rules = [{ metric: 'msg', path: 'polluted', op: '!=', value: 'a' }];
      assert.equal((await preview({ rules, message: { a: 1 } })).body.passed, null);
    });
  });

  describe('with environment variables', () => {
    const rule = { ...ZONE, value: '${GATE_ZONE}' };

    before(() => deploy([gate('variable', { rules: [POSITIVES, rule] })]));

    it('use those that the gate that runs has in its rules', async () => {
      const { body } = await preview({ id: 'variable', rules: [rule], message: MESSAGE });
      assert.deepEqual(body.reasons, ['msg.host.zone = plant holds: it is plant.']);
    });

    for (const id of [undefined, 'variable']) {
      it(`tell nothing of the others, ${id ? 'nor' : 'not'} for ${id ?? 'a new gate'}`, async () => {
        for (const property of ['metric', 'op', 'value', 'path']) {
          const asked = { ...ZONE, [property]: '${GATE_SECRET}' };
          const { status, body } = await preview({ id, rules: [asked], message: MESSAGE });
          assert.equal(status, 400);
          assert.match(body.message, /^rules\[0\]: deploy first: .* GATE_SECRET /);
          assert.ok(!JSON.stringify(body).includes(SECRET));
        }
      });
    }
  });

  describe('about the last message', () => {
    const full = { metric: 'msg', path: 'req.headers.cookie', op: '=', value: 'a' };

    const token = { metric: 'msg', path: 'login["Access-Token"]', op: '=', value: 'a' };

    before(() =>
      deploy([
        gate('default', {}),
        gate('ruled', { rules: [POSITIVES, ZONE, full, token] }),
        gate('request', { property: 'req.headers' }),
        gate('broken', { rules: [] }),
      ]),
    );

    it('are answered with 404 before the first one came', async () => {
      const { status, body } = await last('default');
      assert.deepEqual([status, body.code], [404, 'nothing-seen']);
    });

    it('are answered with what the gate looked at, and nothing else', async () => {
      await send(3);
      const { status, body } = await last('default');
      const verdict = { level: 'suspicious', positives: 2, detections: [{ engine: 'Example AV' }] };
      assert.equal(status, 200);
      assert.match(body.at, /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
      const none = { kept: [], hidden: [], cut: false, later: 0 };
      assert.deepEqual({ ...body, at: '' }, { at: '', message: { verdict }, ...none });

      const ruled = await last('ruled');
      assert.deepEqual(ruled.body.message, { verdict, host: { zone: 'plant' } });
      assert.deepEqual(ruled.body.kept, ['host.zone']);
      assert.deepEqual(ruled.body.hidden, ['req.headers.cookie', 'login["Access-Token"]']);
      assert.ok(!JSON.stringify(ruled.body).includes('hunter2'));
      assert.deepEqual((await last('request')).body.message, {});
    });

    it('are answered with what of it a rule could ask for, and no value of a property', async () => {
      const { status, body } = await ask('admin', 'GET', 'virustotal/gate/ruled/choices');
      assert.equal(status, 200);
      assert.deepEqual(body, {
        properties: ['topic', 'verdict.level', 'verdict.positives', 'host.zone', 'host.name'],
        categories: [],
        engines: ['Example AV'],
      });
      const none = { properties: [], categories: [], engines: [] };
      const elsewhere = await ask('admin', 'GET', 'virustotal/gate/nowhere/choices');
      assert.deepEqual(elsewhere.body, none);
    });

    it('can be tried as they are', async () => {
      const { message } = (await last('ruled')).body;
      const { body } = await preview({ rules: [POSITIVES, ZONE], match: 'all', message });
      assert.equal(body.passed, true);
    });

    for (const id of ['nobody', 'start', 'broken', '__proto__', 'constructor', '%2e%2e%2fflows']) {
      it(`are answered with 404 for ${id}, which is no gate that runs`, async () => {
        const { status, body } = await last(id);
        assert.equal(status, 404);
        if (id !== '%2e%2e%2fflows') assert.match(body.message, /^Deploy first/);
      });
    }

    it('are forgotten with a deploy of the gate', async () => {
      await deploy([gate('default', { match: 'all' })]);
      assert.equal((await last('default')).body.code, 'nothing-seen');
      assert.equal((await last('ruled')).body.code, 'not-deployed');
    });

    it('are known of a gate in a subflow', async () => {
      const place = { x: 0, y: 0 };
      const inside = {
        id: 'inside',
        type: 'virustotal-gate',
        z: 'sub',
        ...place,
        wires: [[], [], []],
      };
      const used = [
        {
          id: 'sub',
          type: 'subflow',
          name: 's',
          in: [{ ...place, wires: [{ id: 'inside' }] }],
          out: [],
        },
        inside,
        { id: 'use', type: 'subflow:sub', z: 'tab', ...place, wires: [] },
      ];
      const after = nodeRed.log().length;
      const withSubflow = [...flow([gate('default', {}), gate('use', {})])].filter(
        ({ id }) => id !== 'use',
      );
      assert.equal((await ask('admin', 'POST', 'flows', [...withSubflow, ...used])).status, 204);
      await nodeRed.waitForLog(/Started (modified )?(flows|nodes)/, { after });
      await send(1);
      assert.equal((await last('inside')).body.message.verdict.positives, 2);
    });
  });

  it('end no process', () => {
    assert.doesNotMatch(nodeRed.log(), /Uncaught|Unhandled/i);
  });
});
