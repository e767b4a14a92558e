import { labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { tellUnwired } from '../../../editor/shared/unwired';
import { offerChoices } from './choices';
import { LEVELS } from './metrics';
import { validRules, type SavedRule } from './rule-problems';
import { checkRules, fitList, prepareRules, readRules, showProblem } from './rules-list';
import { offerToTry, stopTrying, tryLater } from './try';

interface GateProperties {
  name: string;
  property: string;
  propertyType: string;
  rules: SavedRule[];
  match: string;
}

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

const OUTPUTS = ['port.passes', 'port.doesNot', 'port.undetermined'];

/** A rule in the fewest words, such as `positives > 1`; what nobody knows as it is written. */
function describe(node: Translating, { metric, op, value, path }: SavedRule): string {
  const shown = SHORT.get(metric);
  const subject = metric === 'msg' ? `msg.${path}` : shown ? node._(shown) : metric;
  const verb = VERBS.get(op);
  const level = metric === 'level' && LEVELS.includes(String(value));
  return [
    subject,
    verb ? node._(verb) : op,
    level ? node._(`level.${value}`) : value,
    ...(metric === 'percent' ? [node._('unit.percent')] : []),
  ].join(' ');
}

RED.nodes.registerType<GateProperties>('virustotal-gate', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#AAAA66',
  defaults: {
    name: { value: '' },
    property: { value: 'verdict', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    rules: { value: [{ metric: 'positives', op: '>', value: 1 }], validate: validRules },
    match: { value: 'any' },
  },
  inputs: 1,
  outputs: 3,
  icon: 'virustotal-gate.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  labelStyle,
  label() {
    if (this.name) return this.name;
    const [first, ...others] = this.rules || [];
    if (!first) return this._('name.plain');
    return describe(this, first) + (others.length > 0 ? ` (+${others.length})` : '');
  },
  inputLabels() {
    return this._('port.verdict');
  },
  outputLabels(index) {
    return this._(OUTPUTS[index] ?? 'port.undetermined');
  },
  oneditprepare() {
    const onChange = (): void => {
      showProblem(this);
      tryLater(this);
    };
    offerTypes('property', ['msg', 'flow', 'global']);
    prepareRules(this, this.rules || [], onChange);
    offerChoices(this, checkRules);
    offerToTry(this);
    tellUnwired(this, 2, this._('hint.unwired'));
    onChange();
  },
  oneditsave() {
    stopTrying();
    this.rules = readRules();
  },
  oneditcancel: stopTrying,
  oneditresize({ height }) {
    fitList(height);
  },
});
