import { createContext, Script, type Context } from 'node:vm';
import { own } from '../plain-object';

/** Far more than an honest expression needs on a few kilobytes, and short enough not to be felt. */
const LIMIT_MILLISECONDS = 50;

/** What can be stopped in the middle of an expression. */
interface Guarded {
  readonly sandbox: Context;
  readonly script: Script;
}

let guarded: Guarded | undefined;

/**
 * Makes what an expression is run in that has to be watched, so that no message waits for that. It takes
 * much memory, and most expressions are harmless.
 */
export function prepareToWatch(): void {
  guard();
}

function guard(): Guarded {
  guarded ??= {
    sandbox: createContext(),
    // With the flags `g` and `y` an expression goes on where it was left, also by a run that was cut short.
    script: new Script('pattern.lastIndex = 0; texts.some((text) => pattern.test(text))'),
  };
  return guarded;
}

/**
 * Whether `pattern` matches one of `texts`; `undefined` when it takes longer than `milliseconds`, a
 * whole number from 1 on, to tell. Expressions written in a flow meet text written by strangers:
 * catastrophic backtracking (OWASP, "Regular expression Denial of Service") must not stop the whole
 * process.
 */
export function matchesAny(
  pattern: RegExp,
  texts: readonly string[],
  milliseconds = LIMIT_MILLISECONDS,
): boolean | undefined {
  const { sandbox } = guard();
  sandbox.pattern = pattern;
  sandbox.texts = texts;
  try {
    return run(milliseconds);
  } finally {
    // The sandbox lives on, and would keep a stranger's text with it.
    sandbox.pattern = undefined;
    sandbox.texts = undefined;
  }
}

/**
 * The limit is one of time, and on a busy machine that may pass without this process having had its
 * turn: what ran out of time without having used half of it is run again.
 */
function run(milliseconds: number): boolean | undefined {
  const { sandbox, script } = guard();
  const before = process.cpuUsage();
  for (;;) {
    try {
      return script.runInContext(sandbox, { timeout: milliseconds }) === true;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      const { user, system } = process.cpuUsage(before);
      if (user + system >= (milliseconds * 1000) / 2) return undefined;
    }
  }
}

/** The same at a fraction of the cost, for an expression and texts of which it is known to end soon. */
export function matchesAnyUnguarded(pattern: RegExp, texts: readonly string[]): boolean {
  pattern.lastIndex = 0;
  return texts.some((text) => pattern.test(text));
}

/** The error belongs to the sandbox, so it is no instance of this realm's `Error`. */
function isTimeout(error: unknown): boolean {
  return own(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
