import { addressesIn } from '../../../editor/shared/mail-addresses/address-list';
import { validate } from '../../../editor/shared/mail-addresses/addresses';
import { configInput, labelStyle, shownOr } from '../../../editor/shared/dialog';
import { validator } from '../../../editor/shared/validator';

interface GroupProperties {
  name: string;
  to: string;
  cc: string;
  bcc: string;
}

/** Nobody has to be in To when somebody receives a copy. */
const validTo = validator((node: EditedNode<GroupProperties>, value) => {
  const copies = [shownOr(configInput('cc'), node.cc), shownOr(configInput('bcc'), node.bcc)];
  if ([value, ...copies].every((each) => addressesIn(each).length === 0))
    return node._('error.nobody');
  return validate.call(node, value, {});
});

RED.nodes.registerType<GroupProperties>('virustotal-group', {
  category: 'config',
  defaults: {
    name: { value: '' },
    to: { value: '', validate: validTo },
    cc: { value: '', validate },
    bcc: { value: '', validate },
  },
  icon: 'virustotal-group.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || addressesIn(this.to)[0]?.written || this._('name.plain');
  },
  labelStyle,
});
