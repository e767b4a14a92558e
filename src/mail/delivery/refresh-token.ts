import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Values } from '../../store/store';
import type { TokenClient } from './token-request';

/** The refresh token of a client: what its owner gave, or what the token server gave in its place. */
export interface RefreshTokens {
  /** The one to be used now. */
  current(): Promise<string>;
  /** A new one came, which is to be used from now on; never rejects. */
  keep(token: string): Promise<void>;
  /** The token `used` is not taken. Resolves with the one to try in its place, if there is another. */
  forget(used: string): Promise<string | undefined>;
}

interface RefreshTokenOptions {
  readonly client: TokenClient;
  /** What the owner gave. */
  readonly given: string;
  /** Where a new one is kept. */
  readonly values: Pick<Values, 'get' | 'set'>;
  /** Hears why it cannot be kept: it is used nevertheless, until the end of the process. */
  readonly trouble: (error: unknown) => void;
}

/** Milliseconds: Microsoft's live for 90 days, Google's while they are used. */
const LIFETIME = 366 * 86_400_000;

/**
 * A token that came in place of another is kept in the store, so that it is still known when the one
 * that its owner gave has run out. There it is encrypted with a key that only the owner's own
 * credentials lead to: the store's file alone gives it to nobody, and with other credentials it is not
 * found any more.
 */
export function createRefreshTokens(options: RefreshTokenOptions): RefreshTokens {
  const { client, given, values, trouble } = options;
  const secret = JSON.stringify([client.tokenUrl, client.clientId, client.clientSecret, given]);
  const name = `refresh token ${createHash('sha256').update(`name ${secret}`).digest('hex')}`;
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'refresh token', 32));
  let newest: string | undefined;

  async function read(): Promise<string | undefined> {
    try {
      const sealed = await values.get(name);
      return sealed && open(sealed, key);
    } catch (error) {
      trouble(error);
      return undefined;
    }
  }

  return {
    async current() {
      newest ??= (await read()) ?? given;
      return newest;
    },
    async keep(token) {
      if (token === newest) return;
      newest = token;
      try {
        await values.set(name, seal(token, key), LIFETIME);
      } catch (error) {
        trouble(error);
      }
    },
    async forget(used) {
      if (used === given) return undefined;
      newest = given;
      return given;
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
