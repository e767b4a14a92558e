import { configInput } from '../../../editor/shared/dialog';
import type { Allowance } from '../../../src/store/store';
import { PUBLIC_ALLOWANCE } from '../../../src/virustotal/public-allowance';

const NAMES: readonly (keyof Allowance)[] = ['perMinute', 'perDay', 'perMonth'];

/** Shows a public key's fixed allowance, and the entered one again for a custom plan. */
export function preparePlan(): void {
  const entered = new Map<keyof Allowance, string>();

  function show(): void {
    const isPublic = configInput('plan').val() === 'public';
    for (const name of NAMES) {
      const field = configInput(name);
      if (isPublic === field.prop('disabled')) continue;
      if (isPublic) entered.set(name, String(field.val()));
      field.val(isPublic ? PUBLIC_ALLOWANCE[name] : (entered.get(name) ?? ''));
      field.prop('disabled', isPublic);
    }
    $('.virustotal-account-custom').toggle(!isPublic);
    configInput('perMinute').trigger('change');
  }

  configInput('plan').on('change', show).trigger('change');
}

/** Shows what VirusTotal tells about the key; a plan that differs from the public one is custom. */
export function fillIn(told: Partial<Allowance>): void {
  const names = NAMES.filter((name) => told[name] !== undefined);
  const isPublic = names.every((name) => told[name] === PUBLIC_ALLOWANCE[name]);
  if (!isPublic) configInput('plan').val('custom').trigger('change');
  if (configInput('plan').val() === 'public') return;
  for (const name of names)
    configInput(name)
      .val(told[name] ?? '')
      .trigger('change');
}
