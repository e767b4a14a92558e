import { doubtAbout, tellDoubt } from '../../../editor/shared/engines';
import { toNumber } from '../../../src/verdict/gate/comparison';
import { knownEngines } from './choices';
import type { SavedRule } from './rule-problems';

/** What a rule may say in vain: it can be saved all the same. */
interface RuleDoubt {
  readonly sentence: string;
  /** The value that was perhaps meant. */
  readonly instead?: string;
}

/** The numbers that a metric can be, from and to. */
const RANGES = new Map<string, readonly [from: number, to?: number]>([
  ['positives', [0]],
  ['percent', [0, 100]],
  ['trusted', [0]],
  ['score', [0, 100]],
]);

/** What is doubtful about a rule that is not wrong, or `undefined`. */
export function doubtOf(node: Translating, rule: SavedRule): RuleDoubt | undefined {
  return rule.metric === 'engine' ? engineDoubt(node, rule) : rangeDoubt(node, rule);
}

function engineDoubt(node: Translating, { op, value }: SavedRule): RuleDoubt | undefined {
  const name = String(value ?? '').trim();
  if (name === '' || op === 'matches') return undefined;
  if (op === 'contains' && knownEngines().some((each) => isIn(each, name))) return undefined;
  const doubt = doubtAbout(name, knownEngines());
  if (doubt === undefined) return undefined;
  const { nearest } = doubt;
  const sentence = tellDoubt(node, doubt);
  return nearest === undefined ? { sentence } : { sentence, instead: nearest };
}

function isIn(engine: string, part: string): boolean {
  return engine.toLowerCase().includes(part.toLowerCase());
}

function rangeDoubt(node: Translating, { metric, value }: SavedRule): RuleDoubt | undefined {
  const range = RANGES.get(metric ?? '');
  const number = typeof value === 'number' ? value : toNumber(value ?? '');
  if (range === undefined || number === undefined) return undefined;
  const [from, to = Infinity] = range;
  if (number >= from && number <= to) return undefined;
  return {
    sentence:
      to === Infinity ? node._('doubt.from', { from }) : node._('doubt.range', { from, to }),
  };
}

/** Shows the doubt about a rule; `use` takes the value that was perhaps meant. */
export function showDoubt(
  node: Translating,
  place: JQuery,
  doubt: RuleDoubt | undefined,
  use: (value: string) => void,
): void {
  const { sentence = '', instead } = doubt ?? {};
  if (place.data('shown') === `${sentence} ${instead}`) return;
  place.data('shown', `${sentence} ${instead}`).empty();
  if (sentence === '') return;
  place.append($('<span></span>').text(sentence));
  if (instead === undefined) return;
  $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
    .text(node._('engine.use', { name: instead }))
    .on('click', () => use(instead))
    .appendTo(place);
}
