import { asError } from '../../as-error';
import { afterAwake } from '../../awake-timer';
import type { Clock } from '../../clock';
import type { Transport } from '../../lookup/http';
import { printable } from '../../text/printable';
import { DeliveryError } from '../errors';
import { createHider } from './hide-secrets';
import type { RefreshTokens } from './refresh-token';
import { readGrant, type Grant } from './token-reply';
import { requestOf, type TokenClient } from './token-request';

interface AccessTokenOptions {
  readonly client: TokenClient;
  readonly refreshTokens: RefreshTokens;
  /** To the host of `tokenUrl`, without its path. */
  readonly transport: Transport;
  readonly clock: Clock;
}

/** The tokens by which one user signs in to a mail server. */
export interface AccessTokens {
  /**
   * A token that is good for a while. Whoever asks meanwhile waits for the same one. Rejects with
   * `DeliveryError`.
   */
  get(): Promise<string>;
  /** A token in place of `used`, which the mail server does not take. */
  renew(used: string): Promise<string>;
  /** What nobody may read: also what has changed since. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

/** Milliseconds that a token server may take. */
const PATIENCE = 30_000;

/** Milliseconds before its end at which a token is no longer used; half of its life at most. */
const MARGIN = 60_000;

const LONGEST_PROBLEM = 400;

/** Makes the tokens of a client; nothing is asked before the first mail. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { client, refreshTokens, transport, clock } = options;
  const stop = new AbortController();
  const secrets = new Set([client.clientSecret, client.clientId]);
  const hide = createHider({ user: '', password: '' }, () => [...secrets]);
  const { host } = new URL(client.tokenUrl);
  let held: Held | undefined;
  let coming: Promise<string> | undefined;

  async function fetch(): Promise<string> {
    const asked = { now: clock.now(), elapsed: clock.elapsed() };
    try {
      const grant = await refreshTokens.alone(() => ask(), stop.signal);
      held = { token: grant.accessToken, ...endOf(grant, asked) };
      return grant.accessToken;
    } catch (error) {
      throw explain(asError(error));
    }
  }

  /** Where a refresh token is not taken, there may be another: each is tried once. */
  async function ask(tried: readonly string[] = []): Promise<Grant> {
    const current = await refreshTokens.current();
    try {
      return await askWith(current);
    } catch (error) {
      const refused = [...tried, current];
      if (!isRefusal(error) || (await refreshTokens.instead(refused)) === undefined) throw error;
      return await ask(refused);
    }
  }

  async function askWith(refreshToken: string): Promise<Grant> {
    secrets.add(refreshToken);
    const grant = readGrant(await send(requestOf(client, refreshToken)));
    secrets.add(grant.accessToken);
    if (grant.refreshToken !== undefined) {
      secrets.add(grant.refreshToken);
      await refreshTokens.keep(grant.refreshToken);
    }
    return grant;
  }

  async function send(request: Parameters<Transport['send']>[0]): ReturnType<Transport['send']> {
    const limit = new AbortController();
    const cancel = afterAwake(clock, PATIENCE, () => {
      limit.abort(new Error(`it has not answered for ${PATIENCE / 1000} s`));
    });
    try {
      return await transport.send(request, AbortSignal.any([limit.signal, stop.signal]));
    } finally {
      cancel();
    }
  }

  function explain(error: Error): DeliveryError {
    if (stop.signal.aborted)
      return new DeliveryError('The mail server node was stopped', 'stopped');
    const reason = error instanceof DeliveryError ? error.reason : 'unreachable';
    const problem = printable(hide(error.message), LONGEST_PROBLEM).replaceAll(/ +/g, ' ').trim();
    return new DeliveryError(
      `There is no access token for the mail server (${host}): ${problem}`,
      reason,
      host,
      true,
    );
  }

  function shared(): Promise<string> {
    coming ??= fetch().finally(() => {
      coming = undefined;
    });
    return coming;
  }

  return {
    async get() {
      return held && isGood(held, clock) ? held.token : await shared();
    },
    async renew(used) {
      if (held?.token === used) held = undefined;
      return held ? held.token : await shared();
    },
    secrets: () => [...secrets],
    async close() {
      stop.abort();
      await coming?.catch(() => undefined);
      await transport.close();
    },
  };
}

/** A token, and when it is no longer used: by the time of day, and by what has passed. */
interface Held {
  readonly token: string;
  readonly now: number;
  readonly elapsed: number;
}

function endOf({ lifetime }: Grant, { now, elapsed }: Omit<Held, 'token'>): Omit<Held, 'token'> {
  const use = lifetime - Math.min(MARGIN, lifetime / 2);
  return { now: now + use, elapsed: elapsed + use };
}

/** A machine that has slept knows it by the time of day only, and that can be set. */
function isGood(held: Held, clock: Clock): boolean {
  return clock.now() < held.now && clock.elapsed() < held.elapsed;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DeliveryError && error.reason === 'credentials';
}
