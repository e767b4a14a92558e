import type { Clock } from '../clock';
import { estimateSteps } from './cost';
import { matchesAny, matchesAnyUnguarded, prepareToWatch } from './match';
import { parseRegularExpression } from './regular-expression';

/** Milliseconds that the regular expressions of one gate may take for one message, all together. */
const MILLISECONDS = 50;

/** Steps of the regular expressions that are known to end soon: a few milliseconds at worst. */
const STEPS = 2_000_000;

/** Characters of a URL that is long, but not rare. */
const LONG_TEXT = 500;

/** An expression that ran out of time so often within a minute is not tried for a minute. */
const RUN_OUTS = 3;
const REST_MILLISECONDS = 60_000;

const TOO_LONG = 'the regular expression takes too long';
const NO_TIME_LEFT = 'other regular expressions have taken the time for this message';
const RESTS = `the regular expression took too long ${RUN_OUTS} times and rests for a minute`;

/** What the regular expressions of a gate or a list may still take for one message. */
export interface Budget {
  /** Takes so many steps; false, and nothing taken, when fewer are left. */
  takeSteps(steps: number): boolean;
  /** Whole milliseconds that are left. */
  millisecondsLeft(): number;
  /** Whether no expression has taken any of them: what runs out of time then is slow by itself. */
  isWhole(): boolean;
  takeMilliseconds(count: number): void;
}

/** Whether a regular expression matches one of the texts, or why that cannot be told. */
export type Search = (texts: readonly string[], budget: Budget) => boolean | string;

/** A budget for one message, to be shared by all searches of a gate or of a list. */
export function createBudget(whole = MILLISECONDS): Budget {
  let steps = STEPS;
  let milliseconds = whole;
  return {
    takeSteps(count) {
      if (!(count <= steps)) return false;
      steps -= count;
      return true;
    },
    millisecondsLeft: () => milliseconds,
    isWhole: () => milliseconds === whole,
    takeMilliseconds(count) {
      milliseconds -= count;
    },
  };
}

/**
 * Makes a regular expression ready for many messages; `undefined` when it is none. One that is
 * bound to end soon runs at once. Any other is watched, which costs a few hundred microseconds, and
 * rests for a while when it has run out of time again and again: a stream of messages that are made
 * to be slow would otherwise take the process for itself, one budget after the other.
 */
export function createSearch(expression: string, clock: Clock): Search | undefined {
  const parsed = parseRegularExpression(expression);
  if (!parsed) return undefined;
  const pattern = parsed;
  warmUp(pattern);
  const stepsOf = estimateSteps(pattern);
  if (!stepsOf || stepsOf(LONG_TEXT) > STEPS) prepareToWatch();
  let runOuts: readonly number[] = [];
  let restsUntil = -Infinity;

  function noteRunOut(now: number): void {
    runOuts = [...runOuts.filter((at) => now - at < REST_MILLISECONDS), now];
    if (runOuts.length < RUN_OUTS) return;
    runOuts = [];
    restsUntil = now + REST_MILLISECONDS;
  }

  /** Runs it for as long as the budget has time. */
  function watch(texts: readonly string[], budget: Budget): boolean | string {
    const startedAt = clock.elapsed();
    if (startedAt < restsUntil) return RESTS;
    const left = budget.millisecondsLeft();
    if (left <= 0) return NO_TIME_LEFT;
    const isWhole = budget.isWhole();
    const holds = matchesAny(pattern, texts, left);
    const endedAt = clock.elapsed();
    budget.takeMilliseconds(holds === undefined ? left : endedAt - startedAt);
    if (holds !== undefined) return holds;
    // With only a rest of the time it may be as quick as any.
    if (isWhole) noteRunOut(endedAt);
    return TOO_LONG;
  }

  return (texts, budget) => {
    const steps = stepsOf ? stepsOf(longest(texts)) * texts.length : Infinity;
    return budget.takeSteps(steps) ? matchesAnyUnguarded(pattern, texts) : watch(texts, budget);
  };
}

/**
 * An expression is compiled when it is used first, and again when it is used more, for texts of
 * Latin letters and of others: all of it now, and not while messages wait.
 */
function warmUp(pattern: RegExp): void {
  for (const text of ['a', 'a', 'Ω', 'Ω']) {
    pattern.lastIndex = 0;
    pattern.test(text);
  }
}

function longest(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length = Math.max(length, text.length);
  return length;
}
