import { announce } from '../../../editor/shared/announce';
import { configInput } from '../../../editor/shared/dialog';
import type { Allowance } from '../../../src/store/store';
import { PUBLIC_ALLOWANCE } from '../../../src/virustotal/public-allowance';
import type { ToldAllowance } from '../answers';

export const ALLOWANCE: readonly (keyof Allowance)[] = ['perMinute', 'perDay', 'perMonth'];

/** Shows a public key's fixed allowance, and the entered one again for a custom plan. */
export function preparePlan(): void {
  const entered = new Map<keyof Allowance, string>();

  function show(): void {
    const isPublic = configInput('plan').val() === 'public';
    for (const name of ALLOWANCE) {
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

/**
 * Has the editor save nothing of the allowance of a public key, which is fixed: what was saved stays, and
 * is there again for a custom plan. To be called before the dialog saves; tells whether it is so.
 */
export function keepUnusedAllowance(): boolean {
  const isPublic = configInput('plan').val() === 'public';
  // The editor saves what a field holds that it finds by its id.
  if (isPublic) for (const name of ALLOWANCE) configInput(name).removeAttr('id');
  return isPublic;
}

/** The button that takes over what VirusTotal tells of the key, there where it is something else. */
export function prepareTakingOver(node: Translating): (told: ToldAllowance) => void {
  const row = $('.virustotal-account-take-over').hide();
  const button = $('#virustotal-account-take-over');
  let told: ToldAllowance | undefined;

  button.on('click', () => {
    if (!told) return;
    fillIn(told);
    row.hide();
    configInput('plan').trigger('focus');
    announce(node._('allowance.takenOver'));
  });

  return (answer) => {
    told = answer;
    row.toggle(differs(answer));
  };
}

function differs(told: ToldAllowance): boolean {
  return ALLOWANCE.some((name) => {
    const is = told[name];
    return is !== undefined && String(is) !== String(configInput(name).val()).trim();
  });
}

/** Fills in what VirusTotal tells of the key; a plan that differs from the public one is custom. */
function fillIn(told: Partial<Allowance>): void {
  const names = ALLOWANCE.filter((name) => told[name] !== undefined);
  const isPublic = names.every((name) => told[name] === PUBLIC_ALLOWANCE[name]);
  configInput('plan')
    .val(isPublic ? 'public' : 'custom')
    .trigger('change');
  if (isPublic) return;
  for (const name of names)
    configInput(name)
      .val(told[name] ?? '')
      .trigger('change');
}
