import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { makeCertificate } from '../../support/certificate';
import { startFaultySmtp, type Behaviour, type FaultySmtp } from '../../support/faulty-smtp';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName } from '../../support/pair';
import { startTokenServer, type TokenServer } from '../../support/token-server';

const STORED = '__PWRD__';
const DEPLOYED = { user: 'postmaster-deployed', password: 'pa55w0rd-deployed' };
const TYPED = { user: 'postmaster-typed', password: 'pa55w0rd-typed' };
const OAUTH = {
  user: 'soc@example.com',
  clientId: 'client-id-1234',
  clientSecret: 'client-s3cret',
  refreshToken: 'refresh-token-given',
};

interface Told {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** User and password as a client has sent them last. */
function authIn({ said }: FaultySmtp): string {
  const [, , sent = ''] = said.findLast((line) => line.startsWith('AUTH'))?.split(' ') ?? [];
  return Buffer.from(sent, 'base64').toString();
}

describe('a test mail of a mail server as it stands in its dialog', function () {
  this.timeout(30_000);
  const answers: string[] = [];
  let plain: FaultySmtp;
  let secure: FaultySmtp;
  let tokenServer: TokenServer;
  let nodeRed: NodeRedProcess;

  before(async () => {
    const certificate = await makeCertificate('mail.example.com');
    plain = await startFaultySmtp();
    secure = await startFaultySmtp({ certificate });
    tokenServer = await startTokenServer();
    nodeRed = await startNodeRed({
      modules: [projectName],
      env: { NOBODY_MAY_SEE: 'from-the-environment' },
      settings: {
        logging: { console: { level: 'trace', metrics: false, audit: true } },
      },
    });
    await nodeRed.deploy([
      {
        id: 'deployed',
        type: 'virustotal-mailer',
        ...dialog(),
        credentials: { ...DEPLOYED },
      },
      { id: 'lax', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: false },
      {
        id: 'strict',
        type: 'tls-config',
        cert: '',
        key: '',
        ca: '',
        verifyservercert: true,
        credentials: { cadata: certificate.cert },
      },
    ]);
  });

  afterEach(() => plain.behave({}));

  after(async () => {
    await nodeRed.stop();
    await Promise.all([plain.close(), secure.close(), tokenServer.close()]);
  });

  /** What a dialog holds. */
  function dialog(): Record<string, unknown> {
    return {
      host: '127.0.0.1',
      port: String(plain.port),
      security: 'none',
      from: 'SOC <soc@example.com>',
      greeting: '',
      auth: 'password',
      tokenUrl: '',
      tls: '',
      store: '',
      giveUpAfter: '24h',
    };
  }

  async function send(changes: object = {}, credentials: object = {}): Promise<Told> {
    const sent = {
      recipient: 'Ann <ann@example.com>',
      id: 'new',
      ...dialog(),
      credentials,
      ...changes,
    };
    const response = await fetch(new URL('virustotal/mailer/test', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    const text = await response.text();
    answers.push(text);
    return { status: response.status, body: JSON.parse(text) };
  }

  it('is sent with what was typed, before any deploy', async () => {
    const taken = plain.taken.length;
    const { status, body } = await send({}, TYPED);
    assert.deepEqual(
      [status, body],
      [200, { sent: true, to: 'ann@example.com', server: `127.0.0.1:${plain.port}` }],
    );
    assert.equal(plain.taken.length, taken + 1);
    const mail = plain.taken.at(-1);
    assert.deepEqual([mail?.from, mail?.to], ['soc@example.com', ['ann@example.com']]);
    assert.match(mail?.text ?? '', /^Subject: Test mail from Node-RED\r$/m);
    assert.equal(authIn(plain), `\0${TYPED.user}\0${TYPED.password}`);
  });

  it('goes with the stored password to where that is deployed', async () => {
    const stored = { user: STORED, password: STORED };
    assert.equal((await send({ id: 'deployed' }, stored)).body.sent, true);
    assert.equal(authIn(plain), `\0${DEPLOYED.user}\0${DEPLOYED.password}`);
  });

  const ELSEWHERE: [what: string, changes: () => object][] = [
    ['host', () => ({ host: 'localhost' })],
    ['port', () => ({ port: String(secure.port) })],
    ['security', () => ({ security: 'starttls', tls: 'lax' })],
    ['TLS', () => ({ tls: 'lax' })],
  ];
  for (const [what, changes] of ELSEWHERE) {
    it(`takes the stored password to no other place: ${what}`, async () => {
      const connections = plain.connections + secure.connections;
      const stored = { user: TYPED.user, password: STORED };
      const { status, body } = await send({ id: 'deployed', ...changes() }, stored);
      assert.deepEqual([status, body.code, body.property], [200, 'type-again', 'password']);
      assert.equal(plain.connections + secure.connections, connections);
    });
  }

  it('uses no stored password of a node that is not deployed', async () => {
    const { body } = await send({}, { user: STORED, password: STORED });
    assert.deepEqual([body.code, body.property], ['deploy-first', 'user']);
  });

  it('sends no variable that is not deployed', async () => {
    const { body } = await send({ from: '${NOBODY_MAY_SEE}' }, TYPED);
    assert.deepEqual([body.code, body.property], ['deploy-first', 'from']);
  });

  const REFUSALS: [what: string, behaviour: Behaviour, code: string, message: RegExp][] = [
    ['the password', { auth: '535 5.7.8 Wrong: %AUTH%' }, 'sign-in', /535 5\.7\.8 Wrong: /],
    ['the sender', { mail: '550 5.7.1 Not you' }, 'sender-refused', /550 5\.7\.1 Not you/],
    [
      'the recipient',
      { otherwise: '550 5.1.1 Nobody here' },
      'recipient-refused',
      /5\.1\.1 Nobody/,
    ],
    ['the recipient for now', { otherwise: '451 4.7.1 Greylisted' }, 'later', /4\.7\.1 Grey/],
    ['the mail', { data: '554 5.6.0 Not this one' }, 'mail-refused', /554 5\.6\.0 Not this one/],
    ['everything', { greeting: '421 4.3.2 Too busy' }, 'later', /421 4\.3\.2 Too busy/],
    ['the connection', { cutAt: 'end of data' }, 'connection-lost', /./],
  ];
  for (const [what, behaviour, code, message] of REFUSALS) {
    it(`says in the server's own words that it refuses ${what}`, async () => {
      plain.behave(behaviour);
      const { status, body } = await send({}, TYPED);
      assert.deepEqual([status, body.code], [200, code], JSON.stringify(body));
      assert.match(body.message, message);
      assert.equal(body.server, `127.0.0.1:${plain.port}`);
    });
  }

  const TROUBLES: [what: string, changes: () => object, code: string][] = [
    ['no such host', () => ({ host: 'nobody.invalid' }), 'host-not-found'],
    ['nobody listens', () => ({ port: '1' }), 'connection-refused'],
    ['no TLS there', () => ({ security: 'starttls' }), 'no-tls'],
    ['plain text where TLS is to be', () => ({ security: 'tls' }), 'no-tls'],
    [
      'a certificate of nobody',
      () => ({ security: 'starttls', port: String(secure.port) }),
      'certificate',
    ],
  ];
  for (const [what, changes, code] of TROUBLES) {
    it(`tells ${what}`, async () => {
      const { status, body } = await send(changes(), TYPED);
      assert.deepEqual([status, body.code], [200, code], JSON.stringify(body));
    });
  }

  it('tells a certificate of another name, and takes it where the TLS that is chosen does', async () => {
    const way = { security: 'starttls', port: String(secure.port) };
    const { body } = await send({ ...way, tls: 'strict' }, TYPED);
    assert.equal(body.code, 'certificate-name', JSON.stringify(body));
    const taken = secure.taken.length;
    assert.equal((await send({ ...way, tls: 'lax' }, TYPED)).body.sent, true);
    assert.equal(secure.taken.length, taken + 1);
  });

  it('signs in by OAuth 2, and says what the token server says', async () => {
    plain.behave({ mechanisms: 'XOAUTH2' });
    const changes = { auth: 'oauth2', tokenUrl: tokenServer.url };
    assert.equal((await send(changes, OAUTH)).body.sent, true);
    tokenServer.answer(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    const { body } = await send({ ...changes, tokenUrl: `${tokenServer.url}?again` }, OAUTH);
    assert.equal(body.code, 'token');
    assert.match(body.message, /invalid_grant/);
  });

  const WRONG: [what: string, changes: object, credentials: object, property: string][] = [
    ['no host', { host: '' }, TYPED, 'host'],
    ['no sender', { from: 'soc' }, TYPED, 'from'],
    ['a port that is none', { port: '70000' }, TYPED, 'port'],
    [
      'no refresh token',
      { auth: 'oauth2', tokenUrl: 'https://a.example/t' },
      { ...OAUTH, refreshToken: '' },
      'refreshToken',
    ],
  ];
  for (const [what, changes, credentials, property] of WRONG) {
    it(`says what is wrong in the dialog: ${what}`, async () => {
      const { status, body } = await send(changes, credentials);
      assert.deepEqual([status, body.code, body.property], [200, 'configuration', property]);
    });
  }

  for (const recipient of ['', 'nobody', 'a@example.com, b@example.com', 7, ['a@example.com']]) {
    it(`wants one address to send to, and not ${JSON.stringify(recipient)}`, async () => {
      const { status, body } = await send({ recipient }, TYPED);
      assert.deepEqual([status, body.code], [200, 'recipient']);
    });
  }

  it('keeps every secret to itself', () => {
    const told = [...answers, nodeRed.log()].join('\n');
    const secrets = [DEPLOYED, TYPED, OAUTH].flatMap(({ ...each }) => Object.values(each));
    for (const secret of [
      ...secrets.filter((each) => !each.includes('@')),
      'from-the-environment',
    ]) {
      assert.ok(!told.includes(secret), secret);
      assert.ok(!told.includes(Buffer.from(secret).toString('base64')), secret);
    }
  });
});
