import { asError } from '../../src/as-error';
import { CodedError } from '../../src/coded-error';

/** As much of an Express response as is used. */
interface Response {
  status(code: number): { json(body: object): unknown };
}

/** An answer to the editor. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The answer `{ code, message }`. */
export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

/** The answer to what was thrown, with its own code where it has one. */
export function refusalOf(status: number, error: unknown): Answer {
  const code = error instanceof CodedError ? error.code : 'unexpected';
  return refusal(status, code, asError(error).message);
}

/**
 * Answers a request by `work`; whatever that throws becomes the answer that `fail` makes of it, else that of
 * something unexpected. What is much and serves one dialog alone is imported in `work`: for whoever does not
 * open that it would only take memory.
 */
export async function respond(
  response: Response,
  work: () => Promise<Answer>,
  fail: (error: unknown) => Answer = unexpected,
): Promise<void> {
  const { status, body } = await work().catch(fail);
  response.status(status).json(body);
}

function unexpected(error: unknown): Answer {
  return refusalOf(500, error);
}
