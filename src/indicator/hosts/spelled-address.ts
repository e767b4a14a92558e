import { embeddedIpv4, parseAddress, teredoServer } from '../address';

/**
 * Services of DNS that answer with the address that a name spells: `10.0.0.1.nip.io`,
 * `app-10-0-0-1.sslip.io`, `0a000001.nip.io`, `--1.sslip.io`.
 */
const SPELLING = (
  'nip.io sslip.io xip.io xip.name traefik.me local.gd plex.direct my.local-ip.co local-ip.co ' +
  'local-ip.sh ipq.co backname.io ip6.name 1u.ms rbndr.us'
).split(' ');

const DOTTED = /(?<![\d])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?!\d)/g;
const HEXADECIMAL = /(?<![\da-z])[\da-f]{8}(?![\da-z])/gi;
const DECIMAL = /^[1-4]\d{8,9}$/;

/**
 * The addresses that a host is, or carries: itself, the IPv4 address inside of one of IPv6, and what its
 * name spells where a service answers with it.
 */
export function addressesOf(host: string): readonly string[] {
  const address = parseAddress(host);
  if (address === undefined) return spelledIn(host);
  if (!address.includes(':')) return [address];
  const inner = [embeddedIpv4(address), teredoServer(address)];
  return [address, ...inner.filter((each) => each !== undefined)];
}

function spelledIn(host: string): readonly string[] {
  const service = SPELLING.find((name) => host.endsWith(`.${name}`));
  if (service === undefined) return [];
  const name = host.slice(0, -service.length - 1);
  const dotted = [...name.matchAll(DOTTED)].map(([, ...parts]) =>
    parts.slice(0, 4).map(Number).join('.'),
  );
  const hexadecimal = (name.match(HEXADECIMAL) ?? []).map((digits) =>
    fromNumber(Number.parseInt(digits, 16)),
  );
  const labels = name.split('.');
  const decimal = labels
    .filter((label) => DECIMAL.test(label))
    .map((label) => fromNumber(Number(label)));
  const ipv6 = labels
    .filter((label) => label.includes('-'))
    .map((label) => label.replaceAll('-', ':'));
  const whole = [...dotted, ...hexadecimal, ...decimal, ...ipv6];
  return whole.flatMap((text) => (parseAddress(text) === undefined ? [] : addressesOf(text)));
}

function fromNumber(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
