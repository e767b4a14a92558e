import { parseAddress } from './address';
import { NeverSendError, PrivateIndicatorError } from './errors';
import { isTopLevel } from './extract/top-level';
import { identify, isDomainName } from './identify';
import type { Indicator } from './indicator';
import { hostOf, isListed, stopListed, type ListRule } from './list-rule';
import { holdsMailAddress } from './inside-url/mail-address';
import { guardPrivacy } from './privacy';
import { isAbove, readTlp, showTlp, type TlpLabel } from './tlp';

/** What an account says about what may be asked. */
export interface SendingRules {
  /** What never leaves. */
  readonly neverSend: readonly ListRule[];
  /** What is known to be good; it comes before all else, also for what is private. */
  readonly allow: readonly ListRule[];
  /** What is marked as more careful than this does not leave; absent where marks are not looked at. */
  readonly sharing?: TlpLabel;
  /** Whether private addresses, internal names, people and secrets in URLs leave. */
  readonly sendPrivate: boolean;
}

/** What is asked in the indicator's place, or that nothing need be asked. */
export interface Permission {
  readonly ask: Indicator;
  /** The account's own list says that it is good: it is answered without a request. */
  readonly isAllowed: boolean;
  /** Why a URL itself must not leave, where its host is asked in its place. */
  readonly instead?: { readonly of: 'url'; readonly why: string };
}

const HOLDS_MAIL = 'The URL holds a mail address';

/**
 * The one room for what may be asked: the `allow` list, then the mark of its message (`msg.tlp`), then
 * `neverSend`, then what is private by itself. The host is asked where a URL names a person, and a URL is asked without a user part that is
 * the name of another host, put there as a bait.
 * Throws `NeverSendError` or `PrivateIndicatorError`; neither repeats the indicator's secrets.
 */
export function permit(indicator: Indicator, rules: SendingRules, mark?: unknown): Permission {
  if (isListed(indicator, rules.allow)) return { ask: indicator, isAllowed: true };
  stopMarked(mark, rules.sharing);
  if (indicator.type !== 'url') {
    guardPrivacy(indicator, rules);
    return { ask: indicator, isAllowed: false };
  }
  const bare = rules.sendPrivate ? undefined : withoutBait(indicator);
  if (bare) {
    stopListed(indicator, rules.neverSend);
    return permit(bare, rules, mark);
  }
  guardPrivacy(indicator, rules);
  if (rules.sendPrivate || !holdsMailAddress(indicator))
    return { ask: indicator, isAllowed: false };
  const { ask, isAllowed } = permit(hostIndicator(indicator), rules, mark);
  return { ask, isAllowed, instead: { of: 'url', why: HOLDS_MAIL } };
}

/** Throws `NeverSendError` for what is marked as more careful than the account may share. */
function stopMarked(mark: unknown, limit: TlpLabel | undefined): void {
  const tlp = limit && readTlp(mark);
  if (!tlp || !isAbove(tlp.label, limit)) return;
  const what =
    tlp.malformed === undefined
      ? `The message is marked ${showTlp(tlp.label)}`
      : `msg.tlp is no TLP label (${tlp.malformed}) and taken for ${showTlp(tlp.label)}`;
  throw new NeverSendError(`${what}; the account shares no more than ${showTlp(limit)}`);
}

/** The last guard before a request: throws what `permit` throws, and for what it would ask another thing. */
export function guardSending(indicator: Indicator, rules: SendingRules): void {
  const { ask, instead } = permit(indicator, rules);
  if (ask.key === indicator.key && ask.value === indicator.value) return;
  throw new PrivateIndicatorError(instead?.why ?? 'The URL holds a user name or password');
}

const USER = /^(https?:[\\/]+)[^\\/?#]*@/i;

/** A URL less a user that is the name of a host: `http://www.irs.gov@evil.example/` leads elsewhere. */
function withoutBait(indicator: Indicator): Indicator | undefined {
  if (indicator.type !== 'url') return undefined;
  const { username, password } = new URL(indicator.value);
  if (username === '' || password !== '' || !isHost(username)) return undefined;
  const bare = identify(indicator.value.replace(USER, '$1'), 'url');
  return bare.host === indicator.host ? bare : undefined;
}

function isHost(text: string): boolean {
  const ending = text.slice(text.lastIndexOf('.') + 1);
  return parseAddress(text) !== undefined || (isDomainName(text) && isTopLevel(ending));
}

function hostIndicator(indicator: Indicator): Indicator {
  const host = hostOf(indicator);
  if (parseAddress(host) !== undefined) return identify(host, 'ip');
  if (isDomainName(host)) return identify(host, 'domain');
  throw new PrivateIndicatorError(`${HOLDS_MAIL}, and its host is no name to ask about`);
}
