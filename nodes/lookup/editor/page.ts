import {
  input,
  labelStyle,
  offerTypes,
  validPath,
  validProperty,
} from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { textOf, validator } from '../../../editor/shared/validator';

interface LookupProperties {
  name: string;
  account: string;
  property: string;
  propertyType: string;
  kind: string;
  output: string;
  target: string;
  unknown: string;
  maxAge: string;
}

const LABELS = new Map([
  ['auto', 'name.auto'],
  ['file', 'name.file'],
  ['url', 'name.url'],
  ['domain', 'name.domain'],
  ['ip', 'name.ip'],
]);

/** The editor's own check of a config node gives no reason, and is left out where there is one. */
const validAccount = validator((node: Translating, value) => {
  const id = textOf(value);
  if (id === '' || id === '_ADD_') return node._('error.noAccount');
  const account = RED.nodes.node(id);
  if (!account) return node._('error.lostAccount');
  return account.valid !== false || node._('error.account');
});

RED.nodes.registerType<LookupProperties>('virustotal-lookup', {
  category: 'VirusTotal',
  color: '#A6BBCF',
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'virustotal-account', validate: validAccount },
    property: { value: 'payload', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    kind: { value: 'auto' },
    output: { value: 'report' },
    target: { value: 'payload', required: true, validate: validPath },
    unknown: { value: 'report' },
    maxAge: { value: '', validate: emptyOrAtLeast(0, 'error.duration') },
  },
  inputs: 1,
  outputs: 2,
  icon: 'virustotal-lookup.svg',
  paletteLabel() {
    return this._('name.auto');
  },
  label() {
    return this.name || this._(LABELS.get(this.kind) || 'name.auto');
  },
  labelStyle,
  inputLabels() {
    return this._('port.indicator');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'port.lookedUp' : 'port.failed');
  },
  oneditprepare() {
    offerTypes('property', ['msg', 'flow', 'global', 'str', 'env', 'jsonata']);
    input('target').typedInput({ default: 'msg', types: ['msg'] });
  },
});
