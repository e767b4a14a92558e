/** A shorter secret is also a word that means nothing, and its Base64 too. */
const SHORTEST_ENCODED = 4;

/**
 * The source of an expression (flags `giu`) for a secret in every writing in which a server or a proxy
 * may repeat it: each character as it is, percent-encoded, or escaped as in JSON.
 */
export function everyWriting(secret: string): string {
  return Array.from(secret, (character) => `(?:${writingsOf(character).join('|')})`).join('');
}

/** The same for Base64 as a whole, padded or not; `undefined` for what is too short to be told from words. */
export function inBase64(secret: string): string | undefined {
  if (secret.length < SHORTEST_ENCODED) return undefined;
  const digits = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return `${plain(digits)}=*`;
}

function writingsOf(character: string): readonly string[] {
  const escaped = JSON.stringify(character).slice(1, -1);
  const forms = [...new Set([escaped, encoded(character), character])];
  // The longest first: a backslash alone also begins an escaped one, and a percent sign an encoded one.
  return forms.toSorted((one, other) => other.length - one.length).map(plain);
}

function plain(text: string): string {
  return Array.from(text, literal).join('');
}

function literal(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function encoded(character: string): string {
  return Buffer.from(character).toString('hex').replaceAll(/../g, '%$&');
}
