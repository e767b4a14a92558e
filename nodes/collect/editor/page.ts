import { countFrom } from '../../../editor/shared/counts';
import { input, labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { atLeast, emptyOrAtLeast, read } from '../../../editor/shared/durations';
import { textOf, validator } from '../../../editor/shared/validator';

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
  store: string;
}

const KINDS = ['url', 'file', 'domain', 'ip'];

/** The kinds of indicators in a list, or in a text with a comma or a new line between them. */
function kindsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : textOf(value).split(/[\n,]/);
  const names = list.map(textOf);
  return KINDS.filter((kind) => names.includes(kind));
}

const validFind = validator(
  (node: Translating, value) => kindsIn(value).length > 0 || node._('error.find'),
);

function prepareKinds(): void {
  const find = input('find');
  const boxes = $('.virustotal-collect-kinds input');
  boxes.val(kindsIn(find.val()));
  boxes.on('change', () => {
    const kinds = boxes.filter(':checked').map((_index, box) => String($(box).val()));
    find.val(kinds.get().join(',')).trigger('change');
  });
}

/** Says where events are missed between two sendings. */
function showGap(): void {
  const every = read(input('every').val());
  const window = read(input('window').val());
  const hasGap = every !== undefined && window !== undefined && every > window;
  $('#virustotal-collect-gap').toggle(hasGap);
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
    prepareKinds();
    $('#node-input-window, #node-input-every').on('change keyup', showGap);
    showGap();
  },
});
