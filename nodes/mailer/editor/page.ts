import { addressesIn } from '../../../editor/shared/mail-addresses/address-list';
import { isCountText } from '../../../editor/shared/counts';
import { configInput, createOpenness, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { textOf, validator } from '../../../editor/shared/validator';
import { isGreeting } from '../../../src/mail/delivery/greeting';
import {
  DEFAULT_PORTS,
  HIGHEST_PORT,
  problemOfHost,
} from '../../../src/mail/delivery/host-and-port';
import { problemOfTokenUrl } from '../../../src/mail/delivery/token-url';
import { offerTest } from './send-test';

/** Two that have the same server are told apart by who sends. */
function ownName(node: MailerProperties): string {
  const [sender] = addressesIn(node.from);
  const from = sender && !sender.problem ? sender.address : '';
  return [textOf(node.host), from].filter(Boolean).join(', ');
}

interface MailerProperties {
  name: string;
  host: string;
  port: number;
  security: keyof typeof DEFAULT_PORTS;
  from: string;
  tls: string;
  giveUpAfter: string;
  store: string;
  greeting: string;
  auth: string;
  tokenUrl: string;
}

const HOST_ERRORS = {
  malformed: 'error.host',
  scheme: 'error.hostScheme',
  port: 'error.hostPort',
} as const;

const validHost = validator((node: Translating, value) => {
  const problem = problemOfHost(textOf(value));
  return problem === undefined || node._(HOST_ERRORS[problem]);
});

const validGreeting = validator((node: Translating, value) => {
  const text = textOf(value);
  return text === '' || isGreeting(text) || node._('error.greeting');
});

const TOKEN_URL_ERRORS = {
  missing: 'error.tokenUrl',
  malformed: 'error.tokenUrl',
  'plain text': 'error.tokenUrlOpen',
  credentials: 'error.tokenUrlCredentials',
} as const;

/** Nobody needs the address of a token server who signs in with a password. */
const validTokenUrl = validator((node: EditedNode<MailerProperties>, value) => {
  if (shownOr(configInput('auth'), node.auth) !== 'oauth2') return true;
  const problem = problemOfTokenUrl(textOf(value));
  return problem === undefined || node._(TOKEN_URL_ERRORS[problem]);
});

/** What OAuth 2 cannot do without, as the fields of the open dialog have it. */
const NEEDED = {
  user: 'error.user',
  clientId: 'error.clientId',
  refreshToken: 'error.refreshToken',
} as const;

const dialog = createOpenness();

function neededByToken(name: keyof typeof NEEDED): Validator<EditedNode<MailerProperties>> {
  return validator((node, value) => {
    const isByToken = shownOr(configInput('auth'), node.auth) === 'oauth2';
    return !isByToken || textOf(value) !== '' || node._(NEEDED[name]);
  });
}

/** While the dialog is open the fields themselves show what is missing; the node is marked for it later. */
const validAuth = validator((node: EditedNode<MailerProperties>, value) => {
  const { credentials } = node;
  if (value !== 'oauth2' || dialog.isOpen() || !credentials) return true;
  const missing = Object.entries(NEEDED).find(
    ([name]) => !credentials[name] && !credentials[`has_${name}`],
  );
  return missing === undefined || node._(missing[1]);
});

const validPort = validator((node: Translating, value) => {
  const isPort = isCountText(value, 1) && Number(value) <= HIGHEST_PORT;
  return isPort || node._('error.port');
});

const validFrom = validator((node: Translating, value) => {
  const [sender, ...others] = addressesIn(value);
  if (sender?.problem === 'variable') {
    return node._('error.variable', { variable: sender.written });
  }
  return (sender && !sender.problem && others.length === 0) || node._('error.from');
});

/** A port that is the usual one follows the security; one that was chosen stays. */
function followSecurity(): void {
  const port = configInput('port');
  const isUsual = Object.values(DEFAULT_PORTS).includes(Number(port.val()));
  const usual = Object.entries(DEFAULT_PORTS).find(
    ([name]) => name === configInput('security').val(),
  );
  if (isUsual && usual) port.val(usual[1]).trigger('change');
}

function showFields(): void {
  const isPlain = configInput('security').val() === 'none';
  $('.virustotal-mailer-open').toggle(isPlain);
  $('.virustotal-mailer-tls').toggle(!isPlain);
  const isByToken = configInput('auth').val() === 'oauth2';
  $('.virustotal-mailer-token').toggle(isByToken);
  $('.virustotal-mailer-password').toggle(!isByToken);
}

RED.nodes.registerType<MailerProperties>('virustotal-mailer', {
  category: 'config',
  defaults: {
    name: { value: '' },
    host: { value: '', validate: validHost },
    port: { value: 587, validate: validPort },
    security: { value: 'starttls' },
    from: { value: '', validate: validFrom },
    greeting: { value: '', validate: validGreeting },
    auth: { value: 'password', validate: validAuth },
    tokenUrl: { value: '', validate: validTokenUrl },
    tls: { value: '', type: 'tls-config', required: false },
    giveUpAfter: { value: '24h', validate: emptyOrAtLeast(0, 'error.giveUpAfter') },
    store: { value: '', type: 'virustotal-store', required: false },
  },
  credentials: {
    user: { type: 'password', validate: neededByToken('user') },
    password: { type: 'password' },
    clientId: { type: 'password', validate: neededByToken('clientId') },
    clientSecret: { type: 'password' },
    refreshToken: { type: 'password', validate: neededByToken('refreshToken') },
  },
  icon: 'virustotal-mailer.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || ownName(this) || this._('name.plain');
  },
  labelStyle,
  oneditprepare() {
    dialog.open();
    // Saved before there was a choice.
    if (!this.auth) configInput('auth').val('password');
    showFields();
    offerTest(this);
    configInput('security').on('change', showFields);
    configInput('auth').on('change', () => {
      showFields();
      for (const name of ['tokenUrl', ...Object.keys(NEEDED)]) configInput(name).trigger('change');
    });
    // What the editor itself sets while it fills the dialog in is no choice.
    setTimeout(() => configInput('security').on('change', followSecurity));
  },
  oneditsave() {
    dialog.close();
  },
  oneditcancel: dialog.close,
  oneditdelete: dialog.close,
});
