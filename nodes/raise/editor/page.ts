import {
  input,
  labelStyle,
  offerTypes,
  shownOr,
  typedValidator,
} from '../../../editor/shared/dialog';
import { emptyOrAtLeast, read, write } from '../../../editor/shared/durations';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { tellUnwired } from '../../../editor/shared/unwired';
import { textOf, validator } from '../../../editor/shared/validator';
import { offerQuiet } from './quiet';
import { offerQuietHours, validQuietHours, validTimeZone, validUrgentFrom } from './quiet-hours';
import { shortestInterval } from './interval';

interface RaiseProperties {
  name: string;
  module: string;
  detection: string;
  subject: string;
  subjectType: string;
  severity: string;
  severityType: string;
  suppress: string;
  escalate: boolean;
  quietHours: string;
  timeZone: string;
  urgentFrom: string;
  store: string;
}

const DAY = 24 * 60 * 60 * 1000;

const validName = validator(
  (node: Translating, value) => textOf(value) !== '' || node._('error.name'),
);

/** While the dialog is open, the type is what it shows. */
const validSeverity = validator((node: EditedNode<RaiseProperties>, value) => {
  const type = shownOr(input('severityType'), node.severityType);
  if (type !== 'num') return RED.utils.validateTypedProperty(value, String(type));
  const severity = textOf(value) === '' ? Number.NaN : Number(value);
  return (severity >= 1 && severity <= 10) || node._('error.severity');
});

/** Says where a time is so short that nothing is ever suppressed. */
function warnOfUselessTime(node: EditedNode<RaiseProperties>): void {
  const every = shortestInterval(node.id);
  const suppress = input('suppress');

  function show(): void {
    const quiet = read(suppress.val()) || 0;
    const isUseless = quiet > 0 && every !== undefined && quiet <= every;
    const warning = isUseless
      ? node._('hint.useless', {
          every: write(every),
          suppress: write(quiet),
          longer: write(Math.max(DAY, 2 * every)),
        })
      : '';
    $('#virustotal-raise-useless').text(warning);
  }

  suppress.on('change keyup', show);
  show();
}

/** What is always raised can neither get worse nor be quiet, but for quiet hours. */
function showSuppressing(): void {
  const isSuppressing = textOf(input('suppress').val()) !== '';
  $('.virustotal-raise-suppressing').toggle(isSuppressing);
  $('.virustotal-raise-quiet').toggle(isSuppressing || textOf(input('quietHours').val()) !== '');
}

RED.nodes.registerType<RaiseProperties>('virustotal-raise', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#E9967A',
  defaults: {
    name: { value: '' },
    module: { value: 'virustotal', validate: validName },
    detection: { value: '' },
    subject: { value: 'verdict.indicator.value', validate: typedValidator('subjectType') },
    subjectType: { value: 'msg' },
    severity: { value: '3', validate: validSeverity },
    severityType: { value: 'num' },
    suppress: { value: '10m', validate: emptyOrAtLeast(0, 'error.duration') },
    escalate: { value: true },
    quietHours: { value: '', validate: validQuietHours },
    timeZone: { value: '', validate: validTimeZone },
    urgentFrom: { value: '', validate: validUrgentFrom },
    store: { value: '', type: 'virustotal-store', required: false },
  },
  inputs: 1,
  outputs: 2,
  icon: 'virustotal-raise.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    if (this.name) return this.name;
    // What an older node lacks is as the runtime takes it.
    const time = textOf(this.suppress === undefined ? '10m' : this.suppress);
    return time === '' || read(time) === 0 ? this._('name.always') : this._('name.once', { time });
  },
  labelStyle,
  inputLabels() {
    return this._('port.event');
  },
  outputLabels(index) {
    return this._(index === 0 ? 'port.raised' : 'port.suppressed');
  },
  oneditprepare() {
    // A node of before it could be empty has what it had then.
    if (this.detection === undefined) input('detection').val('malicious_url_detected');
    offerTypes('subject', ['msg', 'flow', 'global', 'str', 'env', 'jsonata']);
    offerTypes('severity', ['num', 'msg', 'flow', 'global', 'env', 'jsonata']);
    warnOfUselessTime(this);
    input('suppress').add(input('quietHours')).on('change keyup', showSuppressing);
    showSuppressing();
    offerQuietHours(this, this.timeZone);
    offerQuiet(this);
    tellUnwired(this, 1, this._('hint.unwired'));
  },
});
