import { isPlainObject, own } from '../plain-object';
import { isReplyV2 } from './v2/report';
import { isReplyV3 } from './v3/report';

/** How the text of a reply begins. */
const BEGINNING = /^\s{0,20}\{\s{0,20}"(?:data|response_code|resource|scans|scan_id)"\s{0,20}:/;

/** Whether a value is a report by its looks, as an object or as its JSON text, which is not parsed. */
export function looksLikeReport(value: unknown): boolean {
  if (typeof value === 'string') return BEGINNING.test(value);
  if (!isPlainObject(value)) return false;
  return (
    isPlainObject(own(own(value, 'data'), 'attributes')) || isReplyV3(value) || isReplyV2(value)
  );
}
