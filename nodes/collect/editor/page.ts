import { countFrom } from '../../../editor/shared/counts';
import { input, labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { atLeast, emptyOrAtLeast, read } from '../../../editor/shared/durations';
import { prepareKinds, validFind } from '../../../editor/shared/kinds';
import { validList } from '../../../editor/shared/lists';
import { IGNORED_BY_DEFAULT } from '../../../src/indicator/ignored-by-default';

interface CollectProperties {
  name: string;
  source: string;
  property: string;
  propertyType: string;
  find: string;
  window: string;
  every: string;
  limit: number;
  maxDistinct: number;
  lines: boolean;
  skip: boolean;
  account: string;
  ignore: string;
  store: string;
}

/** Says where events are missed between two sendings. */
function showGap(): void {
  const every = read(input('every').val());
  const window = read(input('window').val());
  const hasGap = every !== undefined && window !== undefined && every > window;
  $('#virustotal-collect-gap').toggle(hasGap);
}

/** The account only says what is left out. */
function showAccount(): void {
  $('.virustotal-collect-account').toggle(input('skip').is(':checked'));
}

RED.nodes.registerType<CollectProperties>('virustotal-collect', {
  category: 'VirusTotal',
  color: '#A6BBCF',
  defaults: {
    name: { value: '' },
    source: { value: 'text' },
    property: { value: 'payload', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    find: { value: 'url', validate: validFind },
    window: { value: '1h', validate: atLeast(1000, 'error.window') },
    every: { value: '1h', validate: emptyOrAtLeast(1000, 'error.every') },
    limit: { value: 4, validate: countFrom(0, 'error.count') },
    maxDistinct: { value: 100000, validate: countFrom(1, 'error.positive') },
    lines: { value: true },
    skip: { value: true },
    account: { value: '', type: 'virustotal-account', required: false },
    ignore: { value: IGNORED_BY_DEFAULT, validate: validList('ignore', 'error.ignore') },
    store: { value: '', type: 'virustotal-store', required: false },
  },
  inputs: 1,
  outputs: 1,
  icon: 'virustotal-collect.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    if (this.name) return this.name;
    return this.every ? this._('name.every', { every: this.every }) : this._('name.plain');
  },
  labelStyle,
  inputLabels() {
    return this._('port.events');
  },
  outputLabels() {
    return this._('port.indicators');
  },
  oneditprepare() {
    offerTypes('property', ['msg', 'flow', 'global', 'jsonata']);
    prepareKinds(this, 'virustotal-collect');
    input('skip').on('change', showAccount);
    showAccount();
    $('#node-input-window, #node-input-every').on('change keyup', showGap);
    showGap();
  },
});
