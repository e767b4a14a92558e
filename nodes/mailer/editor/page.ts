import { isNamedAddress, split } from '../../../editor/shared/address-list';
import { isCountText } from '../../../editor/shared/counts';
import { configInput, labelStyle } from '../../../editor/shared/dialog';
import { emptyOrAtLeast } from '../../../editor/shared/durations';
import { textOf, validator } from '../../../editor/shared/validator';
import { DEFAULT_PORTS, HIGHEST_PORT, isHost } from '../../../src/mail/delivery/host-and-port';

interface MailerProperties {
  name: string;
  host: string;
  port: number;
  security: keyof typeof DEFAULT_PORTS;
  from: string;
  tls: string;
  giveUpAfter: string;
  store: string;
}

const validHost = validator(
  (node: Translating, value) => isHost(textOf(value)) || node._('error.host'),
);

const validPort = validator((node: Translating, value) => {
  const isPort = isCountText(value, 1) && Number(value) <= HIGHEST_PORT;
  return isPort || node._('error.port');
});

const validFrom = validator((node: Translating, value) => {
  const [sender = '', ...others] = split(value);
  return (isNamedAddress(sender) && others.length === 0) || node._('error.from');
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
}

RED.nodes.registerType<MailerProperties>('virustotal-mailer', {
  category: 'config',
  defaults: {
    name: { value: '' },
    host: { value: '', validate: validHost },
    port: { value: 587, validate: validPort },
    security: { value: 'starttls' },
    from: { value: '', validate: validFrom },
    tls: { value: '', type: 'tls-config', required: false },
    giveUpAfter: { value: '24h', validate: emptyOrAtLeast(0, 'error.giveUpAfter') },
    store: { value: '', type: 'virustotal-store', required: false },
  },
  credentials: {
    user: { type: 'password' },
    password: { type: 'password' },
  },
  icon: 'virustotal-mailer.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || this.host || this._('name.plain');
  },
  labelStyle,
  oneditprepare() {
    showFields();
    configInput('security').on('change', showFields);
    // What the editor itself sets while it fills the dialog in is no choice.
    setTimeout(() => configInput('security').on('change', followSecurity));
  },
});
