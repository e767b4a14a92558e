import { everyWriting, inBase64 } from '../../secrets/writings';

/** User and password, as they are known to a mail server. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Shorter words stand in many a sentence and give nothing away. */
const SHORTEST = 4;

/**
 * Makes what takes user and password out of a text: the password in every form in which a server may
 * repeat it (as `everyWriting` has it, and in Base64 as RFC 4616 and RFC 4954 send it), the user as a
 * whole word.
 */
export function createHider({ user, password }: Credentials): (text: string) => string {
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
  return (text) => text.replaceAll(secrets, '[hidden]');
}

function isLong(secret: string): boolean {
  return secret.length >= SHORTEST;
}

function wholeWord(word: string): string | undefined {
  return word === '' ? undefined : `(?<![\\p{L}\\p{N}])${everyWriting(word)}(?![\\p{L}\\p{N}])`;
}
