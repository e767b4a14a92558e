import { readAddressList, type ReadAddress } from '../../../src/mail/address-list';
import { textOf } from '../validator';

/** The addresses of a property, as the runtime reads them; what is malformed is among them. */
export function addressesIn(value: unknown): ReadAddress[] {
  return readAddressList(textOf(value));
}
