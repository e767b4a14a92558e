import { isNamedAddress, split } from './address-list';
import { validator } from './validator';

/** The validator of a property that is a list of addresses, or empty. */
export const validate = validator((node: Translating, value) => {
  const parts = split(value);
  // A variable that is the whole field does not come here: the editor accepts it before.
  const variable = parts.find((part) => /\$\{\w+\}/.test(part));
  if (variable !== undefined) return node._('error.variable', { variable });
  const wrong = parts.find((part) => !isNamedAddress(part));
  return wrong === undefined || node._('error.address', { address: wrong });
});
