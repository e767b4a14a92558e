import { isNetwork, readIpv6 } from '../address';
import { codeIn } from '../characters';
import {
  addressRunEnd,
  defangedIpv6End,
  isColonsStart,
  isDefangedAt,
  isIpv6Start,
  LONGEST_IPV6,
  mayBeIpv6,
} from './starts';
import { addNamed, NOTHING, type Scan } from './state';

/** Adds the IPv6 address that begins with the word from `start` to `end`. Returns where to go on, or `NOTHING`. */
export function addIpv6Word(scan: Scan, start: number, end: number): number {
  if (!scan.wantsIp || start < scan.addressesFrom) return NOTHING;
  return isIpv6Start(scan.codes, start, end) ? addIpv6(scan, start) : NOTHING;
}

/** The same for one that begins with colons. */
export function addIpv6Colons(scan: Scan, at: number): number {
  if (!scan.wantsIp || at < scan.addressesFrom) return NOTHING;
  if (!isColonsStart(scan.text, scan.codes, at)) return NOTHING;
  const before = scan.addressesFrom;
  const after = addIpv6(scan, at);
  // Brackets may belong to what is before: what is behind them is looked at by itself.
  if (after < 0 && codeIn(scan.codes, at) !== 0x3a) scan.addressesFrom = before;
  return after;
}

function addIpv6(scan: Scan, start: number): number {
  const { text, codes } = scan;
  const run = runEnd(scan, start);
  const isDefanged = isDefangedAt(codes, run);
  if (isDefanged && run - start > LONGEST_IPV6) {
    // It may be one from nearer the brackets on.
    scan.addressesFrom = run - LONGEST_IPV6;
    return NOTHING;
  }
  const end = isDefanged ? defangedIpv6End(codes, start) : run;
  if (end < 0 || (!isDefanged && !mayBeIpv6(codes, start, run))) {
    scan.addressesFrom = run;
    return NOTHING;
  }
  // What is behind one that is defanged tells whether all of it belongs to it.
  const address = readIpv6(text, start, isDefanged ? end + 1 : end, scan.addresses);
  scan.addressesFrom = address.end;
  if (address.value === undefined) return NOTHING;
  if (!isNetwork(text, address.value, address.end)) {
    addNamed(scan, 'ip', address.value, start, address.end);
  }
  return address.end;
}

/** Where the run of what an address is written with ends; it is gone through once. */
function runEnd(scan: Scan, start: number): number {
  if (start >= scan.addressRun) scan.addressRun = addressRunEnd(scan.codes, start);
  return scan.addressRun;
}
