import { configInput, createOpenness, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { textOf, validator } from '../../../editor/shared/validator';
import { offerBackup } from './back-up';
import { offerCheck } from './check';
import { offerMoving } from './moving';
import { problemOfSchema, problemOfUrl } from './database';

interface StoreProperties {
  name: string;
  kind: string;
  path: string;
  schema: string;
  tls: string;
}

type EditedStore = EditedNode<StoreProperties>;

const dialog = createOpenness();

function kindOf(node: EditedStore): unknown {
  return shownOr(configInput('kind'), node.kind);
}

const validPath = validator((node: EditedStore, value) => {
  if (kindOf(node) !== 'embedded') return true;
  return textOf(value) !== '' || node._('error.path');
});

const validSchema = validator((node: EditedStore, value) => {
  if (kindOf(node) !== 'postgres') return true;
  return problemOfSchema(node, textOf(value)) ?? true;
});

const validUrl = validator((node: EditedStore, value) => {
  if (kindOf(node) !== 'postgres') return true;
  return problemOfUrl(node, textOf(value)) ?? true;
});

/** While the dialog is open the field itself shows what is missing; the node is marked for it later. */
const validKind = validator((node: EditedStore, value) => {
  const { credentials } = node;
  if (value !== 'postgres' || dialog.isOpen() || !credentials) return true;
  if (credentials['url'] || credentials['has_url']) return true;
  return node._('error.url.missing');
});

function showFields(): void {
  const kind = String(configInput('kind').val());
  for (const each of ['embedded', 'memory', 'postgres']) {
    $(`.virustotal-store-${each}`).toggle(each === kind);
  }
  for (const property of ['path', 'url', 'schema']) configInput(property).trigger('change');
}

RED.nodes.registerType<StoreProperties>('virustotal-store', {
  category: 'config',
  defaults: {
    name: { value: '' },
    kind: { value: 'embedded', validate: validKind },
    path: { value: 'virustotal/state.sqlite', validate: validPath },
    schema: { value: 'virustotal', validate: validSchema },
    tls: { value: '', type: 'tls-config', required: false },
  },
  credentials: {
    url: { type: 'password', validate: validUrl },
  },
  icon: 'virustotal-store.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    if (this.name) return this.name;
    if (this.kind === 'memory') return this._('name.memory');
    if (this.kind === 'postgres') return this._('name.postgres', { schema: this.schema });
    return this.path || this._('name.plain');
  },
  labelStyle,
  oneditprepare() {
    dialog.open();
    // Saved before there was such a kind.
    if (!this.schema) configInput('schema').val('virustotal');
    configInput('kind').on('change', showFields).trigger('change');
    offerBackup(this);
    offerCheck(this);
    offerMoving(this);
  },
  oneditsave: dialog.close,
  oneditcancel: dialog.close,
  oneditdelete: dialog.close,
});
