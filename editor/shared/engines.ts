import { nearestName } from '../../src/text/nearest';
import { fileEngines, networkEngines } from '../../src/virustotal/engines';
import { isVariable } from './validator';

/** Names to choose from, in the order in which they are offered. */
export interface KnownNames {
  readonly engines: readonly string[];
  readonly categories: readonly string[];
}

/** What is known without asking anybody. */
export const BUILT_IN: KnownNames = {
  engines: byAlphabet([...fileEngines, ...networkEngines]),
  categories: [],
};

/**
 * Asks Node-RED for the names that reports have brought so far. Nobody hears of it where it does not
 * answer: what is built in is known all the same.
 */
export function askNames(done: (known: KnownNames) => void): void {
  $.getJSON('virustotal/names').done(({ engines, categories }: KnownNames) => {
    done({ engines: byAlphabet([...BUILT_IN.engines, ...engines]), categories });
  });
}

/** Each engine once, as it is spelled first: they are the same whatever their case. */
export function eachOnce(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const isNew = !seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return isNew;
  });
}

function byAlphabet(names: readonly string[]): string[] {
  const each = eachOnce(names);
  // The pages are for browsers that have no `toSorted` yet, and the list is our own.
  // oxlint-disable-next-line unicorn/no-array-sort
  return each.sort((one, other) => one.localeCompare(other));
}

/** An engine that nobody here has heard of, and the one that was perhaps meant. */
export interface Doubt {
  readonly name: string;
  readonly nearest?: string;
}

/** Whether an engine is one that nobody here has heard of; what a variable holds nobody can tell. */
export function doubtAbout(name: string, engines: readonly string[]): Doubt | undefined {
  const wanted = name.toLowerCase();
  if (isVariable(name) || engines.some((each) => each.toLowerCase() === wanted)) return undefined;
  const nearest = nearestName(name, engines);
  return nearest === undefined ? { name } : { name, nearest };
}

/** The doubt in a sentence. */
export function tellDoubt(node: Translating, { name, nearest }: Doubt): string {
  return nearest === undefined
    ? node._('engine.unknown', { name })
    : node._('engine.didYouMean', { name, nearest });
}

/** Puts names into a list from which an input offers them. */
export function fillOptions(list: JQuery, names: readonly string[]): void {
  list.empty().append(names.map((name) => $('<option></option>').val(name)));
}
