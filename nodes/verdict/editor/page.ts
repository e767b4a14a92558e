import { asSaved, countFrom, isCountText } from '../../../editor/shared/counts';
import {
  input,
  labelStyle,
  offerTypes,
  shownOr,
  validPath,
  validProperty,
} from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { validator } from '../../../editor/shared/validator';
import { preparePerType, validPerType, type PerType } from './per-type';

interface VerdictProperties {
  name: string;
  property: string;
  propertyType: string;
  target: string;
  maliciousAt: number | string;
  suspiciousAt: number | string;
  perType: PerType;
  exceptions: boolean;
  countSuspicious: boolean;
  trusted: string;
  ignored: string;
  staleAfter: string;
  devoFields: boolean;
  dnifFields: boolean;
  taxonomy: boolean;
}

/** What the lines of the open dialog hold, once they are changed. */
let changedPerType: () => PerType | undefined = () => undefined;

const validMaliciousAt = validator((node: EditedNode<VerdictProperties>, value) => {
  if (!isCountText(value, 1)) return node._('error.threshold');
  const suspiciousAt = Number(shownOr(input('suspiciousAt'), node.suspiciousAt));
  // A variable is no number, and is neither above nor below.
  return !(Number(value) < suspiciousAt) || node._('error.order');
});

RED.nodes.registerType<VerdictProperties>('virustotal-verdict', {
  category: 'VirusTotal',
  color: '#A6BBCF',
  defaults: {
    name: { value: '' },
    property: { value: 'payload', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    target: { value: 'verdict', required: true, validate: validPath },
    maliciousAt: { value: 3, validate: validMaliciousAt },
    suspiciousAt: { value: 1, validate: countFrom(1, 'error.threshold') },
    perType: { value: '', validate: validPerType },
    exceptions: { value: true },
    countSuspicious: { value: true },
    trusted: { value: '' },
    ignored: { value: '' },
    staleAfter: { value: '', validate: emptyOrAtLeast(0, 'error.duration') },
    devoFields: { value: true },
    dnifFields: { value: false },
    taxonomy: { value: false },
  },
  inputs: 1,
  outputs: 1,
  icon: 'virustotal-verdict.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || this._('name.threshold', { number: this.maliciousAt });
  },
  labelStyle,
  inputLabels() {
    return this._('port.report');
  },
  outputLabels() {
    return this._('port.verdict');
  },
  oneditprepare() {
    offerTypes('property', ['msg', 'flow', 'global', 'jsonata']);
    input('target').typedInput({ default: 'msg', types: ['msg'] });
    // A node of before this choice was there has none, and the runtime takes that for yes.
    if (this.exceptions === undefined) input('exceptions').prop('checked', true);
    changedPerType = preparePerType(this, this.perType);
  },
  oneditsave() {
    this.maliciousAt = asSaved(input('maliciousAt').val());
    this.suspiciousAt = asSaved(input('suspiciousAt').val());
    const perType = changedPerType();
    if (perType !== undefined) this.perType = perType;
  },
});
