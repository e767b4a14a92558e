import { asSaved, countFrom } from '../../../editor/shared/counts';
import { configInput, createOpenness, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { atLeast, emptyOrAtLeast } from '../../../editor/shared/durations';
import { validList } from '../../../editor/shared/lists';
import { textOf, validator } from '../../../editor/shared/validator';
import { parseUrl } from '../../../src/indicator/parse-url';
import { offerToAsk } from './ask';
import { prepareAutomaticName } from './automatic-name';
import { offerToCheck } from './check';
import { ALLOWANCE, keepUnusedAllowance, preparePlan, prepareTakingOver } from './plan';
import { createSamples } from './samples';

interface AccountProperties {
  name: string;
  api: string;
  baseUrl: string;
  plan: string;
  perMinute: number | string;
  perDay: number | string;
  perMonth: number | string;
  concurrency: number | string;
  timeout: string;
  retries: number | string;
  queueLimit: number | string;
  keepFlagged: string;
  keepClean: string;
  keepUnknown: string;
  neverSend: string;
  sendPrivate: boolean;
  sharing?: string;
  allow: string;
  store: string;
  tls: string;
  proxy: string;
}

const NUMBERS = ['concurrency', 'retries', 'queueLimit'] as const;

const validCount = countFrom(0, 'error.count');
const validPositive = countFrom(1, 'error.positive');
/** That of a public key is fixed, whatever is saved. */
const validAllowance = validator(
  (node: EditedNode<AccountProperties>, value) =>
    shownOr(configInput('plan'), node.plan) === 'public' || validCount.call(node, value, {}),
);
const validKeep = emptyOrAtLeast(0, 'error.keep');

/** What is marked as the most careful may be asked about too. */
const NO_LIMIT = 'red';

const dialog = createOpenness();

/** While the dialog is open the key's own field shows this; the node is marked for it later. */
const validApi = validator((node: EditedNode<AccountProperties>, value) => {
  const { credentials } = node;
  if (value === 'demo' || dialog.isOpen() || !credentials) return true;
  if (credentials.apiKey || credentials.has_apiKey !== false) return true;
  return node._('error.apiKey');
});

const validKey = validator(
  (node: Translating, value) =>
    configInput('api').val() === 'demo' || Boolean(value) || node._('error.apiKey'),
);

/** Its host and port are judged by the browser, which reads a URL as the runtime does. */
const validBaseUrl = validator((node: Translating, value) => {
  const text = textOf(value);
  const hasForm = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(text);
  return (hasForm && parseUrl(text) !== undefined) || node._('error.baseUrl');
});

/** Puts a name into the field of an account that has none; set while a dialog is open. */
let giveName = (): void => undefined;

function prepareFields(node: Translating): void {
  const samples = createSamples(node);
  const show = (): void => {
    const api = configInput('api').val();
    $('.virustotal-account-ask').toggle(api === 'v3');
    $('.virustotal-account-online').toggle(api !== 'demo');
    $('.virustotal-account-demo, .virustotal-account-known').toggle(api === 'demo');
    if (api === 'demo') samples.show();
  };
  configInput('api').on('change', show).trigger('change');
}

RED.nodes.registerType<AccountProperties>('virustotal-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    api: { value: 'v3', validate: validApi },
    baseUrl: { value: 'https://www.virustotal.com', validate: validBaseUrl },
    plan: { value: 'public' },
    perMinute: { value: 4, validate: validAllowance },
    perDay: { value: 500, validate: validAllowance },
    perMonth: { value: 15500, validate: validAllowance },
    concurrency: { value: 4, validate: validPositive },
    timeout: { value: '15s', validate: atLeast(1, 'error.timeout') },
    retries: { value: 3, validate: validCount },
    queueLimit: { value: 1000, validate: validPositive },
    keepFlagged: { value: '24h', validate: validKeep },
    keepClean: { value: '24h', validate: validKeep },
    keepUnknown: { value: '1h', validate: validKeep },
    neverSend: { value: '', validate: validList('neverSend', 'error.neverSend') },
    sendPrivate: { value: false },
    sharing: { value: 'green' },
    allow: { value: '', validate: validList('allow', 'error.allow') },
    store: { value: '', type: 'virustotal-store', required: false },
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
  },
  credentials: {
    apiKey: { type: 'password', validate: validKey },
  },
  icon: 'virustotal-account.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || this._(this.api === 'demo' ? 'name.demo' : 'name.plain');
  },
  labelStyle,
  oneditprepare() {
    dialog.open();
    // An account of before there was this list has none, which is the same.
    this.allow ??= '';
    // One of before there were marks looks at none.
    if (this.sharing === undefined) configInput('sharing').val(NO_LIMIT);
    giveName = prepareAutomaticName(this);
    preparePlan();
    const offerToTakeOver = prepareTakingOver(this);
    offerToAsk(this, offerToTakeOver);
    offerToCheck(this, offerToTakeOver);
    prepareFields(this);
  },
  oneditsave() {
    dialog.close();
    giveName();
    // Unchanged, it stays as it was saved.
    const sharing = configInput('sharing');
    if (this.sharing === undefined && sharing.val() === NO_LIMIT) sharing.val('');
    const used = keepUnusedAllowance() ? [] : ALLOWANCE;
    for (const property of [...used, ...NUMBERS])
      this[property] = asSaved(configInput(property).val());
  },
  oneditcancel: dialog.close,
  oneditdelete: dialog.close,
});
