/**
 * A process that looks hosts up over HTTP, all at once, with an account that it makes of a real
 * clock. Sent a `LookupsWork`, it sends back how each ended: the host in the answer, or the code of
 * the failure.
 */
import { lookUpAll, type LookupsWork } from './lookups-at-once';

process.on('message', (work: LookupsWork) => {
  void lookUpAll(work).then((ends) => process.send?.(ends));
});
