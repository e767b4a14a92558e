import { isSecretInUrl } from '../secrets/judge';
import { secretIn, secretNameInPath } from '../secrets/secret-in-text';
import { printable } from '../text/printable';
import { PrivateIndicatorError } from './errors';
import type { Indicator } from './indicator';
import { insideOf, type Inside } from './inside-url/inside-url';
import { hostOf, parseList, stopListed, type ListRule } from './list-rule';
import { reasonForHost, reasonForInnerHost } from './hosts/private-host';

const HOLDS_USER = 'The URL holds a user name or password';

/** One line of the account's `neverSend`, ready to be asked. */
export type NeverSendRule = ListRule;

/** Makes rules of the lines of `neverSend`. Returns them, or the first line that is none. */
export function parseNeverSend(text: string): ReturnType<typeof parseList> {
  return parseList(text, 'neverSend');
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
  return reasonForHost(hostOf(indicator)) ?? reasonInUrl(indicator);
}

function reasonInUrl(indicator: Indicator): string | undefined {
  return secretReason(indicator) ?? reasonForHosts(insideOf(indicator));
}

/** Which secret a URL holds, or that it names a user; `undefined` where it does neither. */
export function secretReason(indicator: Indicator): string | undefined {
  if (indicator.type !== 'url') return undefined;
  const url = new URL(indicator.value);
  if (url.username !== '' || url.password !== '') return HOLDS_USER;
  const inside = insideOf(indicator);
  const secret = secretIn([url.host + url.pathname, ...inside.texts].join('\n'));
  if (secret !== undefined) return `The URL holds ${secret}`;
  return (
    secretParameter(inside) ?? secretInPath(inside) ?? (inside.hasUser ? HOLDS_USER : undefined)
  );
}

/** A copied link with a secret in it lets in whoever gets it. */
function secretParameter({ parameters }: Inside): string | undefined {
  const found = parameters.find(([name, value]) => isSecretInUrl(name, value));
  return found && `The URL's parameter "${printable(found[0])}" may hold a secret`;
}

function secretInPath({ texts }: Inside): string | undefined {
  const paths = texts.filter((text) => text.includes('/'));
  const name = paths.map(secretNameInPath).find((found) => found !== undefined);
  return name && `The URL's path may hold a secret behind "${printable(name)}"`;
}

function reasonForHosts({ hosts }: Inside): string | undefined {
  for (const host of hosts) {
    const reason = reasonForInnerHost(host);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
