import { input, labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { prepareKinds, validFind } from '../../../editor/shared/kinds';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { tellUnwired } from '../../../editor/shared/unwired';
import { textOf, validator } from '../../../editor/shared/validator';
import { showNeed } from './needs-verdict';
import { showLoss } from './target';
import { offerToTry } from './try';

interface LookupProperties {
  name: string;
  account: string;
  property: string;
  propertyType: string;
  source: string;
  kind: string;
  find: string;
  output: string;
  target: string;
  unknown: string;
  maxAge: string;
  skip: boolean;
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

/** Empty: the node chooses it. */
const validTarget = validator(
  (_node: Translating, value) =>
    textOf(value) === '' || RED.utils.validateTypedProperty(value, 'msg'),
);

/** The two ways in which the property is read have a field of their own each; only URLs are scanned. */
function showKinds(): void {
  const isText = input('source').val() === 'text';
  $('.virustotal-lookup-text').toggle(isText);
  $('.virustotal-lookup-value').toggle(!isText);
  const kinds = String(input(isText ? 'find' : 'kind').val()).split(',');
  $('.virustotal-lookup-url').toggle(kinds.some((kind) => ['auto', 'url'].includes(kind)));
}

/** A node of before there was a choice shows what it does. */
function showEarlier(node: Partial<LookupProperties>): void {
  if (node.source === undefined) input('source').val('value');
  if (node.find === undefined) input('find').val('url,file,domain,ip');
  if (node.target === undefined) input('target').val('payload');
}

RED.nodes.registerType<LookupProperties>('virustotal-lookup', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#3FADB5',
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'virustotal-account', validate: validAccount },
    property: { value: 'payload', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    source: { value: 'value' },
    kind: { value: 'auto' },
    find: { value: 'url,file,domain,ip', validate: validFind },
    output: { value: 'report' },
    target: { value: '', validate: validTarget },
    unknown: { value: 'report' },
    maxAge: { value: '', validate: emptyOrAtLeast(0, 'error.duration') },
    skip: { value: true },
  },
  inputs: 1,
  outputs: 2,
  icon: 'virustotal-lookup.svg',
  paletteLabel() {
    return this._('name.auto');
  },
  label() {
    if (this.name) return this.name;
    if (this.source === 'text') return this._('name.inside');
    return this._(LABELS.get(this.kind) || 'name.auto');
  },
  labelStyle,
  inputLabels() {
    return this._(this.source === 'text' ? 'port.event' : 'port.indicator');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'port.lookedUp' : 'port.failed');
  },
  oneditprepare() {
    tellUnwired(this, 1, this._('hint.unwired'));
    showEarlier(this);
    offerTypes('property', ['msg', 'flow', 'global', 'str', 'env', 'jsonata']);
    input('target').typedInput({ default: 'msg', types: ['msg'] });
    prepareKinds(this, 'virustotal-lookup');
    for (const property of ['source', 'kind', 'find']) input(property).on('change', showKinds);
    showKinds();
    showLoss(this);
    showNeed(this);
    offerToTry(this);
  },
  oneditsave() {
    const skip = input('skip');
    // A node of before there was a choice stays as it is: the editor saves what it finds by its id.
    if (this.skip === undefined && !skip.prop('checked')) skip.removeAttr('id');
  },
});
