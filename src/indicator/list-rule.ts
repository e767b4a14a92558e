import { BlockList } from 'node:net';
import { systemClock, type Clock } from '../clock';
import { createBudget, createSearch, type Budget } from '../regular-expression/search';
import { NeverSendError } from './errors';
import type { Indicator } from './indicator';
import { insideOf } from './inside-url/inside-url';
import { linesOf, readListLine, type AddressRange, type ListName } from './list-line';
import { printable } from '../text/printable';
import { addressesOf } from './hosts/spelled-address';

/**
 * One line of a list, ready to be asked: whether it holds the indicator, or a sentence that says why
 * its expression cannot tell.
 */
export type ListRule = (indicator: Indicator) => boolean | string;

/** What becomes of an indicator of which an expression cannot tell. */
const MEANWHILE: Readonly<Record<ListName, string>> = {
  neverSend: 'what it cannot judge is not sent',
  allow: 'what it cannot judge is looked up',
  ignore: 'what it cannot judge is counted',
};

/** What the rules of a list need while they are asked. */
export interface Watch {
  /** By which an expression rests that has run out of time again and again. */
  readonly clock: Clock;
  /** Told once of each line whose expression takes too long. */
  readonly tell?: (sentence: string) => void;
}

/** Makes rules of the lines of a list, or returns the first line that is none. */
export function parseList(
  text: string,
  list: ListName,
  watch: Watch = { clock: systemClock },
): { readonly rules: ListRule[] } | { readonly malformed: string } {
  const rules: ListRule[] = [];
  const budgetOf = createBudgets();
  for (const line of linesOf(text)) {
    const rule = readRule(line, list, watch, budgetOf);
    if (!rule) return { malformed: line };
    rules.push(rule);
  }
  return { rules };
}

/** Whether a list holds the indicator for certain. */
export function isListed(indicator: Indicator, rules: readonly ListRule[]): boolean {
  return rules.some((rule) => rule(indicator) === true);
}

/** Throws `NeverSendError` for what the list holds, or may hold. */
export function stopListed(indicator: Indicator, neverSend: readonly ListRule[]): void {
  for (const rule of neverSend) {
    const held = rule(indicator);
    if (held === false) continue;
    throw new NeverSendError(
      held === true
        ? 'The account\'s "never send" list holds it'
        : `The account's "never send" list may hold it: ${held}`,
    );
  }
}

/** Milliseconds for one indicator: three times as long, after which one rests, must not be felt either. */
const MILLISECONDS = 15;

/** All expressions of a list share what one indicator may cost. */
function createBudgets(): (indicator: Indicator) => Budget {
  const budgets = new WeakMap<Indicator, Budget>();
  return (indicator) => {
    const known = budgets.get(indicator);
    if (known) return known;
    const budget = createBudget(MILLISECONDS);
    budgets.set(indicator, budget);
    return budget;
  };
}

function readRule(
  line: string,
  list: ListName,
  watch: Watch,
  budgetOf: (indicator: Indicator) => Budget,
): ListRule | undefined {
  const read = readListLine(line, list);
  switch (read?.kind) {
    case undefined:
      return undefined;
    case 'domain':
      return ruleOfHosts(list, (host) => isBelow(host, read.domain));
    case 'range':
      return ruleOfRange(list, read);
    case 'hash':
      return ({ type, value }) => type === 'file' && value === read.hash;
    case 'expression':
      return ruleOfExpression(list, line, watch, budgetOf);
  }
}

/** What must not leave is also looked for inside of URLs; what is only named there is not good for it. */
function ruleOfHosts(list: ListName, isHeld: (host: string) => boolean): ListRule {
  if (list !== 'neverSend') return (indicator) => isHeld(hostOf(indicator));
  return (indicator) =>
    isHeld(hostOf(indicator)) || insideOf(indicator).hosts.some(({ host }) => isHeld(host));
}

function ruleOfRange(list: ListName, range: AddressRange): ListRule {
  const block = new BlockList();
  addRange(block, range);
  return ruleOfHosts(list, (host) => isInRanges(block, host));
}

function ruleOfExpression(
  list: ListName,
  line: string,
  { clock, tell }: Watch,
  budgetOf: (indicator: Indicator) => Budget,
): ListRule | undefined {
  const search = createSearch(line, clock);
  if (!search) return undefined;
  let isTold = false;
  return (indicator) => {
    const { type, value, key } = indicator;
    const inside = list === 'neverSend' ? writingsInside(indicator) : [];
    const found = search([value, key.slice(type.length + 1), ...inside], budgetOf(indicator));
    if (typeof found === 'boolean') return found;
    const sentence = `${found}: ${printable(line)}`;
    if (!isTold) tell?.(`${list}: ${sentence}; ${MEANWHILE[list]}`);
    isTold = true;
    return sentence;
  };
}

function writingsInside(indicator: Indicator): readonly string[] {
  const { texts, parameters, hosts, urls } = insideOf(indicator);
  const values = parameters.map(([, value]) => value);
  return [...new Set([...texts, ...values, ...urls, ...hosts.map(({ host }) => host)])];
}

/** Adds a block to those of which `isInRanges` tells whether an address is in them. */
export function addRange(list: BlockList, { address, length }: AddressRange): void {
  list.addSubnet(address, length, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether a host is an address in these ranges, carries or spells one. */
export function isInRanges(list: BlockList, host: string): boolean {
  return addressesOf(host).some((address) =>
    list.check(address, address.includes(':') ? 'ipv6' : 'ipv4'),
  );
}

/** The name or address that an indicator leads to; nothing for a file. */
export function hostOf(indicator: Indicator): string {
  if (indicator.type === 'file') return '';
  return indicator.host ?? indicator.value;
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
