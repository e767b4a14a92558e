import type { NodeRedProcess } from './node-red-process';

const PASSWORD = 'only for tests';
const PASSWORD_HASH = '$2b$04$0KSGvLsVlyaBuhJaXFQq2OUk8tw2DSSAbnkJmaloxqL2ii8/wsNTu';

/** Users of an editor, and what each may do. */
const USERS = {
  admin: '*',
  reader: 'read',
  watcher: ['virustotal.read'],
  writer: ['virustotal.write'],
  stranger: ['flows.read', 'flows.write'],
};

type User = keyof typeof USERS;

/** What the admin API answered. */
interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Settings of a Node-RED that knows these users. */
export const settingsWithUsers = {
  adminAuth: {
    type: 'credentials',
    users: Object.entries(USERS).map(([username, permissions]) => ({
      username,
      password: PASSWORD_HASH,
      permissions,
    })),
  },
};

/** Asks the admin API of `nodeRed` as a user, or as nobody; what is `sent` goes as JSON. */
export type Ask = (
  user: User | undefined,
  method: string,
  path: string,
  sent?: object,
) => Promise<Answer>;

/** Each user logs in when first asked as. */
export function askAs(nodeRed: NodeRedProcess): Ask {
  const tokens = new Map<User, string>();

  async function request(
    method: string,
    path: string,
    sent: object | undefined,
    token?: string,
  ): Promise<Answer> {
    const response = await fetch(new URL(path, nodeRed.url), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(sent && { 'content-type': 'application/json' }),
      },
      ...(sent && { body: JSON.stringify(sent) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  async function tokenOf(user: User): Promise<string> {
    const known = tokens.get(user);
    if (known !== undefined) return known;
    const token = await logIn(nodeRed, user);
    tokens.set(user, token);
    return token;
  }

  return async (user, method, path, sent) =>
    request(method, path, sent, user && (await tokenOf(user)));
}

/** Logs a user in. Resolves with the token by which requests are known as those of this user. */
export async function logIn(nodeRed: NodeRedProcess, user: User): Promise<string> {
  const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '' };
  const { access_token: token }: { access_token: string } = await nodeRed.api(
    'POST',
    'auth/token',
    { ...login, username: user, password: PASSWORD },
  );
  return token;
}
