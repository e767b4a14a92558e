import { labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { tellUnwired } from '../../../editor/shared/unwired';
import { offerChoices } from './choices';
import { describeRule } from './rule-in-words';
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

const OUTPUTS = ['port.passes', 'port.doesNot', 'port.undetermined'];

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
    return describeRule(this, first) + (others.length > 0 ? ` (+${others.length})` : '');
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
