import { isNetwork, readIpv6 } from '../address';
import { codeIn } from '../characters';
import {
  addressRunEnd,
  defangedRun,
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
  if (after < 0 && codeIn(scan.codes, at) !== 0x3a) scan.addressesFrom = Math.max(before, at + 1);
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
  const defanged = isDefanged ? defangedRun(codes, start) : undefined;
  if (!(defanged?.mayBeAddress ?? mayBeIpv6(codes, start, run))) {
    scan.addressesFrom = Math.max(run, defanged?.nextFrom ?? 0);
    return NOTHING;
  }
  // What is behind one that is defanged tells whether all of it belongs to it.
  const end = defanged ? defanged.end + 1 : run;
  const address = readIpv6(text, start, end, scan.addresses);
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
