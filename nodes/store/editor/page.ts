import { configInput, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { textOf, validator } from '../../../editor/shared/validator';
import { offerBackup } from './back-up';

interface StoreProperties {
  name: string;
  kind: string;
  path: string;
}

const validPath = validator((node: EditedNode<StoreProperties>, value) => {
  if (shownOr(configInput('kind'), node.kind) === 'memory') return true;
  return textOf(value) !== '' || node._('error.path');
});

function showFields(): void {
  const isMemory = configInput('kind').val() === 'memory';
  $('.virustotal-store-embedded').toggle(!isMemory);
  $('.virustotal-store-memory').toggle(isMemory);
  configInput('path').trigger('change');
}

RED.nodes.registerType<StoreProperties>('virustotal-store', {
  category: 'config',
  defaults: {
    name: { value: '' },
    kind: { value: 'embedded' },
    path: { value: 'virustotal/state.sqlite', validate: validPath },
  },
  icon: 'virustotal-store.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    if (this.name) return this.name;
    return this.kind === 'memory' ? this._('name.memory') : this.path || this._('name.plain');
  },
  labelStyle,
  oneditprepare() {
    configInput('kind').on('change', showFields).trigger('change');
    offerBackup(this);
  },
});
