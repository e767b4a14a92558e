import { BlockList } from 'node:net';
import { systemClock, type Clock } from '../clock';
import { createBudget, createSearch, type Budget } from '../regular-expression/search';
import { embeddedIpv4, parseAddress } from './address';
import { NeverSendError } from './errors';
import type { Indicator } from './indicator';
import { linesOf, readListLine, type AddressRange, type ListName } from './list-line';

/**
 * One line of a list, ready to be asked: whether it holds the indicator, or a sentence that says why
 * its expression cannot tell.
 */
export type ListRule = (indicator: Indicator) => boolean | string;

/**
 * Makes rules of the lines of a list, or returns the first line that is none. Expressions that run out
 * of time again and again rest for a while by `clock`.
 */
export function parseList(
  text: string,
  list: ListName,
  clock: Clock = systemClock,
): { readonly rules: ListRule[] } | { readonly malformed: string } {
  const rules: ListRule[] = [];
  const budgetOf = createBudgets();
  for (const line of linesOf(text)) {
    const rule = readRule(line, list, clock, budgetOf);
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

/** All expressions of a list share what one indicator may cost. */
function createBudgets(): (indicator: Indicator) => Budget {
  const budgets = new WeakMap<Indicator, Budget>();
  return (indicator) => {
    const known = budgets.get(indicator);
    if (known) return known;
    const budget = createBudget();
    budgets.set(indicator, budget);
    return budget;
  };
}

function readRule(
  line: string,
  list: ListName,
  clock: Clock,
  budgetOf: (indicator: Indicator) => Budget,
): ListRule | undefined {
  const read = readListLine(line, list);
  switch (read?.kind) {
    case undefined:
      return undefined;
    case 'domain':
      return (indicator) => isBelow(hostOf(indicator), read.domain);
    case 'range':
      return ruleOfRange(read);
    case 'hash':
      return ({ type, value }) => type === 'file' && value === read.hash;
    case 'expression':
      return ruleOfExpression(line, clock, budgetOf);
  }
}

function ruleOfRange(range: AddressRange): ListRule {
  const list = new BlockList();
  addRange(list, range);
  return (indicator) => isInRanges(list, hostOf(indicator));
}

function ruleOfExpression(
  line: string,
  clock: Clock,
  budgetOf: (indicator: Indicator) => Budget,
): ListRule | undefined {
  const search = createSearch(line, clock);
  return (
    search &&
    ((indicator) => {
      const { type, value, key } = indicator;
      return search([value, key.slice(type.length + 1)], budgetOf(indicator));
    })
  );
}

/** Adds a block to those of which `isInRanges` tells whether an address is in them. */
export function addRange(list: BlockList, { address, length }: AddressRange): void {
  list.addSubnet(address, length, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether a host is an address in these ranges, or carries one. */
export function isInRanges(list: BlockList, host: string): boolean {
  const address = parseAddress(host);
  if (address === undefined) return false;
  if (!address.includes(':')) return list.check(address, 'ipv4');
  const inner = embeddedIpv4(address);
  return list.check(address, 'ipv6') || (inner !== undefined && list.check(inner, 'ipv4'));
}

/** The name or address that an indicator leads to; nothing for a file. */
export function hostOf(indicator: Indicator): string {
  if (indicator.type === 'file') return '';
  return indicator.host ?? indicator.value;
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
