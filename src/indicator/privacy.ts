import { BlockList } from 'node:net';
import { isSecretInUrl } from '../secrets/judge';
import { secretIn, secretInPath } from '../secrets/secret-in-text';
import { printable } from '../text/printable';
import { parseAddress } from './address';
import { PrivateIndicatorError } from './errors';
import type { Indicator } from './indicator';
import { hostNameOf } from './parse-url';
import { nestedUrls, parametersIn, textsIn } from './inside-url';
import { parseRange } from './list-line';
import { addRange, hostOf, isInRanges, parseList, stopListed, type ListRule } from './list-rule';

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

/** Names that public DNS never holds (RFC 2606, RFC 6761, RFC 8375, RFC 9476) or that offices use inside. */
const INTERNAL_ENDINGS = new Set(
  (
    'alt arpa corp domain example home internal intranet invalid lan local localdomain localhost ' +
    'mail private test workgroup'
  ).split(' '),
);

const HOLDS_USER = 'The URL holds a user name or password';

/** One line of the account's `neverSend`, ready to be asked. */
export type NeverSendRule = ListRule;

/** Makes rules of the lines of `neverSend`. Returns them, or the first line that is none. */
export function parseNeverSend(text: string): ReturnType<typeof parseList> {
  return parseList(text, 'neverSend');
}

const reserved = new BlockList();
for (const text of RESERVED_RANGES.split(' ')) {
  const range = parseRange(text);
  if (range) addRange(reserved, range);
}

/**
 * Stops, before the request, what must not leave. `neverSend` always holds; with `sendPrivate`
 * private addresses, internal names and URLs that carry credentials pass; they are also looked for
 * in the URLs inside a URL. What is asked in the place of a URL that names a person is told by `permit`.
 * Throws `NeverSendError` or `PrivateIndicatorError`; neither repeats the indicator's secrets.
 */
export function guardPrivacy(
  indicator: Indicator,
  options: { neverSend: readonly ListRule[]; sendPrivate: boolean },
): void {
  stopListed(indicator, options.neverSend);
  if (options.sendPrivate) return;
  const reason = reasonToKeep(indicator);
  if (reason !== undefined) throw new PrivateIndicatorError(reason);
}

/** Why an indicator is private by itself; `undefined` where it is not. */
export function reasonToKeep(indicator: Indicator): string | undefined {
  if (indicator.type === 'file') return undefined;
  const reason = reasonForHost(hostOf(indicator));
  return reason ?? (indicator.type === 'url' ? reasonInside(new URL(indicator.value)) : undefined);
}

function reasonForHost(host: string): string | undefined {
  if (isInRanges(reserved, host)) return `${host} is a private or reserved address`;
  return parseAddress(host) === undefined && isInternalName(host)
    ? `${printable(host)} is an internal name`
    : undefined;
}

function isInternalName(host: string): boolean {
  const dot = host.lastIndexOf('.');
  return dot < 0 || INTERNAL_ENDINGS.has(host.slice(dot + 1).toLowerCase());
}

function reasonInside(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') return HOLDS_USER;
  const texts = textsIn(url);
  const secret = secretInPath(hostNameOf(url), url.pathname) ?? secretIn(texts.join('\n'));
  if (secret !== undefined) return `The URL holds ${secret}`;
  for (const text of texts) {
    const reason = secretParameter(text) ?? reasonForNested(text);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** A copied link with a secret in it lets in whoever gets it. */
function secretParameter(text: string): string | undefined {
  for (const [name, value] of parametersIn(text)) {
    if (value !== '' && isSecretInUrl(name, value)) {
      return `The URL's parameter "${printable(name)}" may hold a secret`;
    }
  }
  return undefined;
}

function reasonForNested(text: string): string | undefined {
  for (const { hasUser, host } of nestedUrls(text)) {
    const reason = hasUser ? HOLDS_USER : reasonForHost(host);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
