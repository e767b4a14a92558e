import { addressesIn } from '../../../editor/shared/mail-addresses/address-list';
import { validate } from '../../../editor/shared/mail-addresses/addresses';
import { configInput, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { validator } from '../../../editor/shared/validator';
import { EARLIER_LANGUAGE } from '../../shared/language/told-languages';
import { offerLanguages, saveNoLanguage } from '../../../editor/shared/answers/languages';

interface GroupProperties {
  name: string;
  to: string;
  cc: string;
  bcc: string;
  /** Absent in a group that was saved before there was a choice. */
  language: string;
}

/** Nobody has to be in To when somebody receives a copy. */
const validTo = validator((node: EditedNode<GroupProperties>, value) => {
  const copies = [shownOr(configInput('cc'), node.cc), shownOr(configInput('bcc'), node.bcc)];
  if ([value, ...copies].every((each) => addressesIn(each).length === 0))
    return node._('error.nobody');
  return validate.call(node, value, {});
});

/**
 * Whether it was saved before there was a choice. A new one has no language either: the editor gives
 * a new config node no default that is empty.
 */
function isEarlier({ id, language }: EditedNode<GroupProperties>): boolean {
  return language === undefined && Boolean(RED.nodes.node(id));
}

RED.nodes.registerType<GroupProperties>('virustotal-group', {
  category: 'config',
  defaults: {
    name: { value: '' },
    to: { value: '', validate: validTo },
    cc: { value: '', validate },
    bcc: { value: '', validate },
    language: { value: '' },
  },
  icon: 'virustotal-group.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || addressesIn(this.to)[0]?.written || this._('name.plain');
  },
  labelStyle,
  oneditprepare() {
    offerLanguages(
      this,
      configInput('language'),
      isEarlier(this) ? EARLIER_LANGUAGE : (this.language ?? ''),
    );
  },
  oneditsave() {
    const language = configInput('language');
    // What was saved without one stays as it is.
    if (isEarlier(this) && language.val() === EARLIER_LANGUAGE) saveNoLanguage(language);
  },
});
