import { input, labelStyle, validPath } from '../../../editor/shared/dialog';
import { read } from '../../../editor/shared/durations';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { validator } from '../../../editor/shared/validator';

interface StatusProperties {
  name: string;
  format: string;
  since: string;
  target: string;
}

/** So long is kept what has happened (ms). */
const LONGEST = 30 * 86_400_000;

const validSince = validator((node: Translating, value) => {
  const since = read(value);
  return (since !== undefined && since > 0 && since <= LONGEST) || node._('error.since');
});

RED.nodes.registerType<StatusProperties>('virustotal-status', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#C0C0C0',
  defaults: {
    name: { value: '' },
    format: { value: 'object' },
    since: { value: '24h', validate: validSince },
    target: { value: 'payload', required: true, validate: validPath },
  },
  inputs: 1,
  outputs: 1,
  icon: 'virustotal-status.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || this._('name.plain');
  },
  labelStyle,
  inputLabels() {
    return this._('port.ask');
  },
  outputLabels() {
    return this._('port.answer');
  },
  oneditprepare() {
    input('target').typedInput({ default: 'msg', types: ['msg'] });
  },
});
