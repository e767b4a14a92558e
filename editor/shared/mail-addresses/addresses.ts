import { addressesIn } from './address-list';
import { validator } from '../validator';

/** The validator of a property that is a list of addresses, or empty. */
export const validate = validator((node: Translating, value) => {
  const wrong = addressesIn(value).find(({ problem }) => problem !== undefined);
  if (!wrong) return true;
  const { written, problem } = wrong;
  // A variable that is the whole field does not come here: the editor accepts it before.
  return problem === 'variable'
    ? node._('error.variable', { variable: written })
    : node._('error.address', { address: written });
});
