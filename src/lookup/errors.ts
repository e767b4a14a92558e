import { CodedError } from '../coded-error';

/** No key, a wrong one or an inactive one: nothing works until a person mends it. */
export class CredentialsError extends CodedError {
  readonly code = 'credentials';
}

/** The key is right but may not ask this. */
export class ForbiddenError extends CodedError {
  readonly code = 'forbidden';
}

/** The service does not accept the indicator. */
export class BadRequestError extends CodedError {
  readonly code = 'bad-request';
}

/** The allowance is spent. */
export class QuotaError extends CodedError {
  readonly code = 'quota';

  /**
   * `retryAt`: milliseconds since the epoch, UTC; asking earlier is in vain. `retryAfter`: the
   * milliseconds to wait that the service named, where it refused and named any.
   */
  constructor(
    message: string,
    readonly retryAt: number,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** As many lookups wait already as the account allows. */
export class QueueFullError extends CodedError {
  readonly code = 'queue-full';
}

/** No more than `limit` may wait. */
export function queueFull(limit: number): QueueFullError {
  return new QueueFullError(`${limit} lookups wait already`);
}

/** No whole answer within the account's timeout. */
export class TimeoutError extends CodedError {
  readonly code = 'timeout';
}

/** The service could not be reached, or the connection broke. */
export class NetworkError extends CodedError {
  readonly code = 'network';

  /**
   * `transient`: whether it is worth asking again at once; `reason`: the code that the system, or the
   * client library, has for what went wrong, where it has one (`ENOTFOUND`, `PROXY`).
   */
  constructor(
    message: string,
    readonly transient = true,
    readonly reason?: string,
  ) {
    super(message);
  }
}

/** The service answered that something is wrong on its side. */
export class ServiceError extends CodedError {
  readonly code = 'service';

  /**
   * `transient`: whether it is worth asking again; `retryAfter`: the milliseconds to wait for that
   * which the service named, where it named any.
   */
  constructor(
    message: string,
    readonly transient: boolean,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** The answer is not what the service sends: HTML, cut off, too large, or about something else. */
export class BadResponseError extends CodedError {
  readonly code = 'bad-response';

  /** `transient`: whether it is worth asking again at once. */
  constructor(
    message: string,
    readonly transient = false,
  ) {
    super(message);
  }
}
