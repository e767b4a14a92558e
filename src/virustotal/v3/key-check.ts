import { BadResponseError } from '../../lookup/errors';
import type { KeyCheck } from '../../lookup/service';
import { own } from '../../plain-object';
import { readBody, refuseWebPage } from '../reply';
import { readError } from './error-body';
import { overallQuotasRequest, readOverallQuotas } from './overall-quotas';

/** Asks API v3 what the key may do, which it tells only of a key that works. */
export function keyCheckV3(key: string): KeyCheck {
  return {
    request: () => overallQuotasRequest(key),
    read(reply, now) {
      refuseWebPage(reply);
      // Who may not ask this was known by the key.
      if (reply.status === 403 && readError(reply, key).code === 'ForbiddenError') return {};
      const quotas = readOverallQuotas(reply, key, now);
      if (quotas) return quotas;
      if (own(readBody(reply), 'data') !== undefined) return {};
      throw new BadResponseError('The answer is none of VirusTotal');
    },
  };
}
