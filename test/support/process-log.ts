import type { ChildProcess } from 'node:child_process';

export interface WaitOptions {
  /** Ends the waiting: it rejects with `signal.reason`. */
  signal?: AbortSignal;
  /** Characters of the log, from its start, that do not count; 0 unless told. */
  after?: number;
}

export interface ProcessLog {
  /** All that the process has printed so far, both streams in the order of their arrival. */
  readonly text: () => string;
  /** Resolves once the log holds the text, at once if it does; rejects when the process ends. */
  readonly waitFor: (wanted: string | RegExp, options?: WaitOptions) => Promise<void>;
}

interface Waiting {
  isThere: () => boolean;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Keeps what a child process prints. Must be called before the child's first output is read. */
export function processLog(child: ChildProcess): ProcessLog {
  let printed = '';
  let waiting: Waiting[] = [];
  let end: string | undefined;

  const append = (chunk: string): void => {
    printed += chunk;
    const found = waiting.filter(({ isThere }) => isThere());
    waiting = waiting.filter((one) => !found.includes(one));
    found.forEach(({ resolve }) => resolve());
  };

  const endedEarly = (): Error =>
    new Error(`The process ended (${end}) before it printed what was expected:\n${printed}`);

  child.stdout?.setEncoding('utf8').on('data', append);
  child.stderr?.setEncoding('utf8').on('data', append);
  child.on('error', (error) => append(`${error.message}\n`));
  child.on('close', (code, signal) => {
    end = String(code ?? signal);
    waiting.forEach(({ reject }) => reject(endedEarly()));
    waiting = [];
  });

  return {
    text: () => printed,
    async waitFor(wanted, { signal, after = 0 } = {}) {
      const isThere = (): boolean => {
        const part = printed.slice(after);
        return typeof wanted === 'string' ? part.includes(wanted) : wanted.test(part);
      };
      if (isThere()) return;
      if (end !== undefined) throw endedEarly();
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        waiting.push({ isThere, resolve, reject });
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
  };
}
