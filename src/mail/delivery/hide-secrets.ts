import { everyWriting, inBase64 } from '../../secrets/writings';
import { xoauth2 } from './xoauth2';

const HIDDEN = '[hidden]';

/** User and password, as they are known to a mail server. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A longer secret is a token, which is only ever repeated as it was sent. */
const LONGEST_WRITTEN = 200;

/** Shorter words stand in many a sentence and give nothing away. */
const SHORTEST = 4;

/**
 * Makes what takes user and password out of a text: the password in every form in which a server may
 * repeat it (as `everyWriting` has it, and in Base64 as RFC 4616 and RFC 4954 send it), the user as a
 * whole word. `others`, asked each time, are secrets that may change, such as a token.
 */
export function createHider(
  credentials: Credentials,
  others: () => readonly string[] = () => [],
): (text: string) => string {
  const hideCredentials = hiderOf(credentials);
  return (text) => {
    const secrets = others().filter((secret) => secret !== '');
    const hidden = secrets.reduce((left, secret) => hideSecret(left, secret, credentials), text);
    return hideCredentials(hidden);
  };
}

function hideSecret(text: string, secret: string, { user }: Credentials): string {
  const sent = inBase64(xoauth2(user, secret));
  const whole = secret.length > LONGEST_WRITTEN ? text.replaceAll(secret, HIDDEN) : text;
  const forms = [sent, inBase64(secret)].filter((form) => form !== undefined);
  const written = secret.length > LONGEST_WRITTEN ? forms : [...forms, everyWriting(secret)];
  return whole.replaceAll(new RegExp(written.join('|'), 'giu'), HIDDEN);
}

function hiderOf({ user, password }: Credentials): (text: string) => string {
  // As AUTH PLAIN sends them (RFC 4616), for themselves and for somebody else.
  const sent = [`\0${user}\0${password}`, `${user}\0${user}\0${password}`];
  const forms = [
    ...[...(password === '' ? [] : sent), password, user].map(inBase64),
    isLong(password) ? everyWriting(password) : wholeWord(password),
    isLong(user) ? wholeWord(user) : undefined,
  ].filter((form) => form !== undefined);
  if (forms.length === 0) return (text) => text;
  // The longest first: it may hold a shorter one.
  const byLength = forms.toSorted((one, other) => other.length - one.length);
  const secrets = new RegExp(byLength.join('|'), 'giu');
  return (text) => text.replaceAll(secrets, HIDDEN);
}

function isLong(secret: string): boolean {
  return secret.length >= SHORTEST;
}

function wholeWord(word: string): string | undefined {
  return word === '' ? undefined : `(?<![\\p{L}\\p{N}])${everyWriting(word)}(?![\\p{L}\\p{N}])`;
}
