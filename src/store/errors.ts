import { CodedError } from '../coded-error';

/**
 * What keeps a server from being used. `opening`: it is not open yet, and nothing is wrong so far;
 * `connections`: it takes no more of them; `slow`: it does not answer in time; `newer`: a newer version
 * has migrated what is in it.
 */
export type StoreTrouble =
  | 'opening'
  | 'unreachable'
  | 'sign-in'
  | 'no-database'
  | 'security'
  | 'rights'
  | 'newer'
  | 'read-only'
  | 'full'
  | 'connections'
  | 'slow';

/** The store cannot be read or written. The message says which file or server, and why. */
export class StoreError extends CodedError {
  readonly code = 'store';

  /** What is wrong with a server, where that is known. */
  readonly trouble?: StoreTrouble;

  constructor(message: string, { trouble, ...others }: StoreErrorOptions = {}) {
    super(message);
    if (trouble) this.trouble = trouble;
    // As `Error` does with its options.
    if ('cause' in others) Object.defineProperty(this, 'cause', { value: others.cause });
  }
}

interface StoreErrorOptions {
  readonly trouble?: StoreTrouble;
  readonly cause?: unknown;
}
