import type { Clock } from '../../clock';
import { isPlainObject, own, type PlainObject } from '../../plain-object';
import { printable } from '../../text/printable';
import { compareNumbers, compareTexts, toNumber, type Comparison } from './comparison';
import type { GateResult, Match, Metric, Operator, Rule, Ruling } from './rule';
import {
  createBudget,
  createSearch,
  type Budget,
  type Search,
} from '../../regular-expression/search';

/** How the gate gets at the message: the judged value, and its properties by path. */
export interface Subject {
  readonly verdict: unknown;
  property(path: string): unknown;
}

const RANK: Readonly<Record<string, number>> = { clean: 0, suspicious: 1, malicious: 2 };

/** A gate with its rules, ready for many messages. */
export interface Gate {
  /** Asks every rule and combines the answers as `decide` does. */
  judge(subject: Subject): GateResult;
  /**
   * What each rule says, asked when its turn comes. Together they block for no longer than about
   * 50 ms, however many regular expressions there are.
   */
  rulings(subject: Subject): Iterable<Ruling>;
}

/** Makes the rules ready. Time is for regular expressions that take too long. */
export function createGate(rules: readonly Rule[], match: Match, clock: Clock): Gate {
  const ready = rules.map((rule): ReadyRule => {
    const search = rule.op === 'matches' ? createSearch(String(rule.value), clock) : undefined;
    return { ...rule, search };
  });

  return {
    judge(subject) {
      const budget = createBudget();
      return decide(
        ready.map((rule) => ask(rule, subject, budget)),
        match,
      );
    },
    *rulings(subject) {
      const budget = createBudget();
      for (const rule of ready) yield ask(rule, subject, budget);
    },
  };
}

/** A rule with its regular expression, which is missing where it is none. */
interface ReadyRule extends Rule {
  readonly search: Search | undefined;
}

function ask(rule: ReadyRule, subject: Subject, budget: Budget): Ruling {
  const comparison = compare(rule, subject, budget);
  const name = rule.metric === 'msg' ? `msg.${rule.path ?? ''}` : rule.metric;
  const wanted = `${name} ${rule.op} ${rule.value}`;
  if (comparison.holds === undefined) {
    return { holds: null, reason: `Undetermined: ${wanted}, but ${comparison.why}.` };
  }
  const verb = comparison.holds ? 'holds' : 'does not hold';
  return { holds: comparison.holds, reason: `${wanted} ${verb}: it is ${comparison.shown}.` };
}

/**
 * Combines what the rules say: with `any` one rule that holds is enough, with `all` none may fail. A
 * rule that cannot be told (no verdict, unknown, pending, missing, not a number) decides nothing,
 * and what it might have changed is undetermined. The rules that decide are those that say what
 * comes out, and their reasons are the reasons.
 */
export function decide(rulings: readonly Ruling[], match: Match): GateResult {
  const passed = combine(
    rulings.map(({ holds }) => holds),
    match === 'any',
  );
  const deciding = rulings.filter(({ holds }) => holds === passed);
  return { passed, reasons: deciding.map(({ reason }) => reason) };
}

function combine(answers: readonly (boolean | null)[], decisive: boolean): boolean | null {
  if (answers.includes(decisive)) return decisive;
  return answers.includes(null) ? null : !decisive;
}

function compare(rule: ReadyRule, subject: Subject, budget: Budget): Comparison {
  if (rule.metric === 'msg') return compareAny(subject.property(rule.path ?? ''), rule, budget);
  const { verdict } = subject;
  if (!isPlainObject(verdict)) return undetermined('there is no verdict');
  const level = own(verdict, 'level');
  if (rule.metric === 'level') return compareLevel(level, rule, budget);
  if (level === 'unknown' || level === 'pending') return undetermined(`the verdict is ${level}`);
  return compareMetric(verdict, rule, budget);
}

/**
 * Whether a value says what a verdict does: its level, or anything that is asked for by one of `metrics`.
 * A report in its place says nothing of that.
 */
export function saysAny(verdict: unknown, metrics: readonly Metric[]): boolean {
  const names = ['level', ...metrics.map((metric) => PLURALS.get(metric) ?? metric)];
  return isPlainObject(verdict) && names.some((name) => own(verdict, name) !== undefined);
}

/** Where a verdict calls a metric otherwise than a rule does. */
const PLURALS: ReadonlyMap<Metric, string> = new Map([
  ['category', 'categories'],
  ['engine', 'detections'],
]);

function undetermined(why: string): Comparison {
  return { holds: undefined, why };
}

function compareMetric(verdict: PlainObject, rule: ReadyRule, budget: Budget): Comparison {
  switch (rule.metric) {
    case 'category':
      return compareListed(textsOf(own(verdict, 'categories')), rule, budget);
    case 'engine':
      return compareListed(enginesOf(own(verdict, 'detections')), rule, budget);
    case 'trusted':
      return compareNumbers(lengthOf(own(verdict, 'trusted')), rule.op, rule.value);
    default:
      return compareNumbers(own(verdict, rule.metric), rule.op, rule.value);
  }
}

function compareLevel(level: unknown, rule: ReadyRule, budget: Budget): Comparison {
  if (typeof level !== 'string') return undetermined('there is no level');
  const wanted = String(rule.value).toLowerCase();
  const known = Object.hasOwn(RANK, level);
  const named = wanted === 'unknown' || wanted === 'pending';
  if (!known && !named) return undetermined(`the verdict is ${printable(level)}`);
  if (!known || !Object.hasOwn(RANK, wanted) || isForTexts(rule.op)) {
    return compareListed([level], rule, budget);
  }
  const compared = compareNumbers(RANK[level], rule.op, RANK[wanted]);
  return compared.holds === undefined ? compared : { ...compared, shown: level };
}

function compareListed(
  texts: readonly string[] | undefined,
  { op, value, search }: ReadyRule,
  budget: Budget,
): Comparison {
  return compareTexts(texts, op, String(value), search && ((searched) => search(searched, budget)));
}

/** As numbers where both are, else as texts; an object is neither, an empty list has no text. */
function compareAny(value: unknown, rule: ReadyRule, budget: Budget): Comparison {
  if (value === undefined || value === null || value === '') return undetermined('it is missing');
  if (Number.isNaN(value)) return undetermined('it is not a number');
  if (isNumeric(value, rule)) return compareNumbers(value, rule.op, rule.value);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.filter(isScalar).map(String);
  if (texts.length === 0 && values.length > 0) return undetermined('it is neither text nor number');
  return compareListed(texts, rule, budget);
}

function isNumeric(value: unknown, rule: Rule): boolean {
  if (isForTexts(rule.op)) return false;
  if (isOrder(rule.op) || typeof rule.value === 'number') return true;
  return toNumber(value) !== undefined && toNumber(rule.value) !== undefined;
}

function isOrder(op: Operator): boolean {
  return op === '>' || op === '>=' || op === '<' || op === '<=';
}

function isForTexts(op: Operator): boolean {
  return op === 'contains' || op === 'matches';
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function textsOf(categories: unknown): string[] | undefined {
  if (!isPlainObject(categories)) return undefined;
  return Object.values(categories).filter((each) => typeof each === 'string');
}

function enginesOf(detections: unknown): string[] | undefined {
  if (!Array.isArray(detections)) return undefined;
  return detections.map((each) => own(each, 'engine')).filter((each) => typeof each === 'string');
}

function lengthOf(list: unknown): number | undefined {
  return Array.isArray(list) ? list.length : undefined;
}
