import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Leases } from '../../store/shared';
import type { Values } from '../../store/store';
import type { Clock } from '../../clock';
import type { TokenClient } from './token-request';

/** The refresh token of a client: what its owner gave, or what the token server gave in its place. */
export interface RefreshTokens {
  /**
   * Runs what uses a token up: of all who have the same credentials one at a time, with what the one
   * before has kept. With `signal` aborted it waits for nobody.
   */
  alone<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** The one to be used now. */
  current(): Promise<string>;
  /** A new one came, which is to be used from now on; never rejects. */
  keep(token: string): Promise<void>;
  /**
   * Those in `tried` are not taken. Resolves with the one to try in their place, if there is another:
   * what somebody else with the same credentials has kept meanwhile, or what the owner gave.
   */
  instead(tried: readonly string[]): Promise<string | undefined>;
}

interface RefreshTokenOptions {
  readonly client: TokenClient;
  /** What the owner gave. */
  readonly given: string;
  /** Where a new one is kept. */
  readonly values: Pick<Values, 'get' | 'set'>;
  /** Where several processes share the store. */
  readonly shared?: { readonly leases: Leases; readonly clock: Clock };
  /** Hears why it cannot be kept: it is used nevertheless, until the end of the process. */
  readonly trouble: (error: unknown) => void;
}

/** Milliseconds for which one waits for another, and after which it looks again. */
const LONGEST_TURN = 30_000;
const LOOK = 500;

/** Milliseconds: Microsoft's live for 90 days, Google's while they are used. */
const LIFETIME = 366 * 86_400_000;

/**
 * A token that came in place of another is kept in the store, so that it is still known when the one
 * that its owner gave has run out. There it is encrypted with a key that only the owner's own
 * credentials lead to: the store's file alone gives it to nobody, and with another token from its owner
 * it is not found any more. A client secret, which runs out in time, may be renewed.
 */
export function createRefreshTokens(options: RefreshTokenOptions): RefreshTokens {
  const { client, given, values, trouble, shared } = options;
  const secret = JSON.stringify([client.tokenUrl, client.clientId, given]);
  const name = `refresh token ${createHash('sha256').update(`name ${secret}`).digest('hex')}`;
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'refresh token', 32));
  let newest: string | undefined;
  /** What was in the store last; one that could not be kept is newer than that. */
  let kept: string | undefined;

  async function read(): Promise<string | undefined> {
    try {
      const sealed = await values.get(name);
      return sealed && open(sealed, key);
    } catch (error) {
      trouble(error);
      return undefined;
    }
  }

  async function takeTurn(
    { leases, clock }: NonNullable<typeof shared>,
    signal: AbortSignal,
  ): Promise<() => void> {
    for (let waited = 0; waited < LONGEST_TURN && !signal.aborted; waited += LOOK) {
      const lease = await leases.take(name);
      if (lease) return () => void lease.end();
      await new Promise<void>((resolve) => clock.after(LOOK, resolve));
    }
    return () => undefined;
  }

  return {
    async alone(work, signal) {
      if (!shared) return await work();
      const endTurn = await takeTurn(shared, signal).catch((error: unknown) => {
        trouble(error);
        return () => undefined;
      });
      const found = await read();
      // Another process has a newer one since.
      if (found !== undefined && found !== kept) newest = found;
      kept = found ?? kept;
      return await work().finally(endTurn);
    },
    async current() {
      newest ??= (await read()) ?? given;
      return newest;
    },
    async keep(token) {
      if (token === newest) return;
      newest = token;
      try {
        await values.set(name, seal(token, key), LIFETIME);
        kept = token;
      } catch (error) {
        trouble(error);
      }
    },
    async instead(tried) {
      const other = [await read(), given].find((each) => each && !tried.includes(each));
      newest = other ?? newest;
      return other;
    },
  };
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

function seal(text: string, key: Buffer): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), sealed]));
}

/** `undefined` for what was not sealed with `key`. */
function open(sealed: Uint8Array, key: Buffer): string | undefined {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const opened = [decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return undefined;
  }
}
