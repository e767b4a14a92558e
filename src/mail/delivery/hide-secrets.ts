/** User and password, as they are known to a mail server. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Shorter words stand in many a sentence and give nothing away. */
const SHORTEST = 4;

/**
 * Makes what takes user and password out of a text: the password in every form in which a server may
 * repeat it (as it is, in JSON, in a URL, in Base64 as RFC 4616 and RFC 4954 send it, with and without
 * padding), the user as a whole word.
 */
export function createHider({ user, password }: Credentials): (text: string) => string {
  const sent = [`\0${user}\0${password}`, `${user}\0${user}\0${password}`].filter(
    () => password !== '',
  );
  const forms = [
    ...[...sent, ...long(password), ...long(user)].map(base64),
    ...long(password).flatMap(writings).map(escape),
    ...[...(password.length < SHORTEST ? [password] : []), ...long(user)]
      .filter((word) => word !== '')
      .map(wholeWord),
  ];
  if (forms.length === 0) return (text) => text;
  // The longest first: it may hold a shorter one.
  const byLength = forms.toSorted((one, other) => other.length - one.length);
  const secrets = new RegExp(byLength.join('|'), 'giu');
  return (text) => text.replaceAll(secrets, '[hidden]');
}

function long(secret: string): string[] {
  return secret.length >= SHORTEST ? [secret] : [];
}

function writings(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret).toString()),
  ];
}

function base64(text: string): string {
  const digits = Buffer.from(text).toString('base64').replace(/=+$/, '');
  return `${escape(digits)}=*`;
}

function wholeWord(word: string): string {
  return `(?<![\\p{L}\\p{N}])${escape(word)}(?![\\p{L}\\p{N}])`;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
