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

export type User = keyof typeof USERS;

/** What the admin API answered. */
export interface Answer {
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
export interface Ask {
  (user: User | undefined, method: string, path: string, sent?: object): Promise<Answer>;
  /** What a request of this user has in the header `Authorization`. */
  readonly authorizationOf: (user: User) => Promise<string>;
}

/** Each user logs in when first asked as. `heard` gets the text of each answer. */
export function askAs(nodeRed: NodeRedProcess, heard: (text: string) => void = ignore): Ask {
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
    heard(text);
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

  const ask = async (
    user: User | undefined,
    method: string,
    path: string,
    sent?: object,
  ): Promise<Answer> => request(method, path, sent, user && (await tokenOf(user)));
  const authorizationOf = async (user: User): Promise<string> => `Bearer ${await tokenOf(user)}`;
  return Object.assign(ask, { authorizationOf });
}

function ignore(): void {}

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
