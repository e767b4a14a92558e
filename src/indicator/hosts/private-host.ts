import { BlockList } from 'node:net';
import { printable } from '../../text/printable';
import { parseAddress } from '../address';
import { isInRoot } from '../extract/top-level';
import { isFileEnding } from '../identify';
import type { InnerHost } from '../inside-url/inside-url';
import { INTERNAL_ENDINGS, INTERNAL_NAMES, UNMISTAKABLE_ENDINGS } from './internal-names';
import { parseRange } from '../list-line';
import { addRange, isInRanges } from '../list-rule';

/**
 * Ranges that name nothing on the public Internet: IANA's special-purpose address registries
 * (RFC 6890) less the blocks that are globally reachable, multicast, and the IPv4-compatible and
 * site-local addresses that are no longer in use (RFC 4291, RFC 3879).
 */
const RESERVED_RANGES =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 ' +
  '192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 ' +
  '224.0.0.0/4 240.0.0.0/4 ::/96 64:ff9b:1::/48 100::/63 2001:2::/48 2001:10::/28 ' +
  '2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8';

const reserved = new BlockList();
for (const text of RESERVED_RANGES.split(' ')) {
  const range = parseRange(text);
  if (range) addRange(reserved, range);
}

/** Why a host is private: an address, or a name that only a network inside knows; `undefined` if it is not. */
export function reasonForHost(host: string): string | undefined {
  if (isInRanges(reserved, host)) {
    return parseAddress(host) === undefined
      ? `${printable(host)} spells a private or reserved address`
      : `${host} is a private or reserved address`;
  }
  return parseAddress(host) === undefined && isInternalName(host)
    ? `${printable(host)} is an internal name`
    : undefined;
}

/** The same for what is inside a URL: where it may be no host at all, only what can be nothing else is one. */
export function reasonForInnerHost({ host, is }: InnerHost): string | undefined {
  const reason = reasonForHost(host);
  if (reason === undefined || is === 'host' || parseAddress(host) !== undefined) return reason;
  const ending = endingOf(host);
  if (UNMISTAKABLE_ENDINGS.has(ending) || isInRoot(ending)) return reason;
  return is === 'likely' && !isFileEnding(ending) ? reason : undefined;
}

function isInternalName(host: string): boolean {
  const ending = endingOf(host);
  if (ending === host || INTERNAL_ENDINGS.has(ending) || !isInRoot(ending)) return true;
  const labels = host.toLowerCase().split('.');
  if (labels.includes('privatelink')) return true;
  return labels.some((_, index) => INTERNAL_NAMES.has(labels.slice(index).join('.')));
}

function endingOf(host: string): string {
  return host.slice(host.lastIndexOf('.') + 1).toLowerCase();
}
