import { LEVELS } from './metrics';
import type { SavedRule } from './rule-problems';

/** The keys of what a rule asks for, where that is more than a property of the message. */
const SHORT: ReadonlyMap<unknown, string> = new Map([
  ['positives', 'short.positives'],
  ['percent', 'short.percent'],
  ['level', 'short.level'],
  ['trusted', 'short.trusted'],
  ['score', 'short.score'],
  ['reputation', 'short.reputation'],
  ['category', 'short.category'],
  ['engine', 'short.engine'],
]);

/** The keys of the comparisons that are words. */
const VERBS: ReadonlyMap<unknown, string> = new Map([
  ['contains', 'op.contains'],
  ['matches', 'op.matches'],
]);

/** A rule in the fewest words, such as `positives > 1`; what nobody knows as it is written. */
export function describeRule(node: Translating, { metric, op, value, path }: SavedRule): string {
  const shown = SHORT.get(metric);
  const subject = metric === 'msg' ? `msg.${path}` : shown ? node._(shown) : metric;
  const verb = VERBS.get(op);
  return [
    subject,
    verb ? node._(verb) : op,
    metric === 'level' ? levelInWords(node, String(value)) : value,
    ...(metric === 'percent' ? [node._('unit.percent')] : []),
  ].join(' ');
}

/** A level as the editor calls it; anything else as it is written. */
export function levelInWords(node: Translating, level: string): string {
  return LEVELS.includes(level) ? node._(`level.${level}`) : level;
}

/** The metric, the comparison and the value of a rule as a reason has it. */
const WRITTEN = /^(\S+) (\S+) (.*)$/s;

/** The same of a rule as a reason has it; one about a property of the message stays as it is. */
export function ruleInWords(node: Translating, written: string): string {
  const [, metric, op, value = ''] = WRITTEN.exec(written) ?? [];
  const subject = SHORT.get(metric);
  if (subject === undefined) return written;
  const verb = VERBS.get(op);
  return [
    node._(subject),
    verb ? node._(verb) : op,
    metric === 'level' ? levelInWords(node, value) : value,
  ].join(' ');
}
