import { asSaved, countFrom, isCountText } from '../../../editor/shared/counts';
import {
  input,
  labelStyle,
  shownOr,
  validPath,
  validProperty,
} from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { validator } from '../../../editor/shared/validator';
import { prepareEngines } from './engine-list';
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
  assessment: boolean;
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

/** Takes over what was typed into the lists of engines. */
let finishEngines = (): void => undefined;

/** A property of the message, or nothing: then it is where the lookup before wrote. */
const MESSAGE_OR_NOTHING = {
  value: 'msg',
  label: 'msg.',
  validate: (path: unknown) => path === '' || RED.utils.validateTypedProperty(path, 'msg') === true,
};

function validSource(
  this: EditedNode<VerdictProperties>,
  value: unknown,
  options: object,
): Validity {
  const type = shownOr(input('propertyType'), this.propertyType) ?? 'msg';
  if (value === '' && type === 'msg') return true;
  return validProperty.call(this, value, options);
}

const validMaliciousAt = validator((node: EditedNode<VerdictProperties>, value) => {
  if (!isCountText(value, 1)) return node._('error.threshold');
  const suspiciousAt = Number(shownOr(input('suspiciousAt'), node.suspiciousAt));
  // A variable is no number, and is neither above nor below.
  return !(Number(value) < suspiciousAt) || node._('error.order');
});

RED.nodes.registerType<VerdictProperties>('virustotal-verdict', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#AAAA66',
  defaults: {
    name: { value: '' },
    property: { value: '', validate: validSource },
    propertyType: { value: 'msg' },
    target: { value: 'verdict', required: true, validate: validPath },
    maliciousAt: { value: 3, validate: validMaliciousAt },
    suspiciousAt: { value: 1, validate: countFrom(1, 'error.threshold') },
    perType: { value: '', validate: validPerType },
    exceptions: { value: true },
    assessment: { value: true },
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
    // A node of before it could be empty has what it had then.
    if (this.property === undefined) input('property').val('payload');
    input('property').typedInput({
      default: 'msg',
      types: [MESSAGE_OR_NOTHING, 'flow', 'global', 'jsonata'],
      typeField: input('propertyType'),
    });
    input('target').typedInput({ default: 'msg', types: ['msg'] });
    // A node of before these choices were there has none, and the runtime takes that for yes.
    if (this.exceptions === undefined) input('exceptions').prop('checked', true);
    if (this.assessment === undefined) input('assessment').prop('checked', true);
    changedPerType = preparePerType(this, this.perType);
    finishEngines = prepareEngines(this, ['trusted', 'ignored']).finish;
  },
  oneditsave() {
    finishEngines();
    this.maliciousAt = asSaved(input('maliciousAt').val());
    this.suspiciousAt = asSaved(input('suspiciousAt').val());
    const perType = changedPerType();
    if (perType !== undefined) this.perType = perType;
  },
});
