import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { text } from 'node:stream/consumers';

/** An active response that the stand-in was told to start. */
interface StartedResponse {
  /** What `agents_list` names. */
  readonly agents: string;
  readonly body: unknown;
}

/** A stand-in for the API of a Wazuh server. */
export interface WazuhApi {
  readonly url: string;
  /** Who may sign in. */
  readonly user: string;
  readonly password: string;
  /** The active responses that it has started, oldest first. */
  readonly started: readonly StartedResponse[];
  /** How often somebody has asked anything. */
  readonly asked: number;
  /** What it answers to the next active response, in place of having started it. */
  refuseNext(status: number, answer: object): void;
  close(): Promise<void>;
}

/**
 * Starts what an active response needs of that API: `POST /security/user/authenticate` gives a token for
 * user and password, and `PUT /active-response` takes that token. Over TLS with a certificate.
 */
export async function startWazuhApi(certificate?: {
  readonly key: string;
  readonly cert: string;
}): Promise<WazuhApi> {
  const user = 'wazuh-wui';
  const password = 'only for this stand-in';
  const tokens = new Set<string>();
  const started: StartedResponse[] = [];
  let asked = 0;
  let refusal: { readonly status: number; readonly answer: object } | undefined;

  const listener: RequestListener = (request, response) => {
    asked += 1;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const reply = (status: number, answer: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    };
    const authorization = request.headers.authorization ?? '';

    async function start(): Promise<void> {
      const body: unknown = JSON.parse(await text(request));
      const agents = searchParams.get('agents_list') ?? '';
      const { status, answer } = refusal ?? { status: 200, answer: takenBy(agents) };
      if (!refusal) started.push({ agents, body });
      refusal = undefined;
      reply(status, answer);
    }

    if (request.method === 'POST' && pathname === '/security/user/authenticate') {
      const login = Buffer.from(`${user}:${password}`).toString('base64');
      if (authorization !== `Basic ${login}`) return reply(401, UNAUTHORIZED);
      const token = randomUUID();
      tokens.add(token);
      return reply(200, { data: { token }, error: 0 });
    }
    if (!tokens.has(authorization.replace(/^Bearer /, ''))) return reply(401, UNAUTHORIZED);
    if (request.method !== 'PUT' || pathname !== '/active-response')
      return reply(404, { title: 'Not Found' });
    start().catch(() => reply(400, { title: 'Bad Request' }));
  };
  const server = certificate
    ? createHttpsServer(certificate, listener)
    : createHttpServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    user,
    password,
    started,
    get asked() {
      return asked;
    },
    refuseNext: (status, answer) => void (refusal = { status, answer }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const UNAUTHORIZED = { title: 'Unauthorized', detail: 'Invalid credentials' };

function takenBy(agents: string): object {
  return {
    data: { affected_items: [agents], total_affected_items: 1, total_failed_items: 0 },
    message: 'AR command was sent to all agents',
    error: 0,
  };
}
