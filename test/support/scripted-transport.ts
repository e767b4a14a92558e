import type { HttpReply, HttpRequest, Transport } from '../../src/lookup/http';

export interface ScriptedTransport extends Transport {
  /** Everything that was sent, in order. */
  readonly requests: readonly HttpRequest[];
  readonly isClosed: () => boolean;
}

/**
 * A transport without a network. `answer` is asked with each request and its number (from 1); an
 * error that it returns or rejects with is what the sender sees. A signal ends the wait, as the
 * port demands.
 */
export function createScriptedTransport(
  answer: (request: HttpRequest, number: number) => HttpReply | Error | Promise<HttpReply>,
): ScriptedTransport {
  const requests: HttpRequest[] = [];
  let closed = false;
  return {
    requests,
    isClosed: () => closed,
    async send(request, signal) {
      signal.throwIfAborted();
      requests.push(request);
      const answered = await Promise.race([answer(request, requests.length), abortOf(signal)]);
      if (answered instanceof Error) throw answered;
      return answered;
    },
    async close() {
      closed = true;
    },
  };
}

/** An answer that never comes. */
export function never(): Promise<HttpReply> {
  return new Promise(() => {});
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
