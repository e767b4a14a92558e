/**
 * Takes a key out of text that came from outside: VirusTotal's own error messages repeat it,
 * and a proxy's page may repeat the address that was asked for. Each character may stand for itself
 * or be percent-encoded, in either case of the digits.
 */
export function redact(text: string, key: string): string {
  if (key === '') return text;
  const pattern = Array.from(key, (character) => `(?:${literal(character)}|${encoded(character)})`);
  return text.replaceAll(new RegExp(pattern.join(''), 'giu'), '[key]');
}

function literal(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function encoded(character: string): string {
  return Buffer.from(character).toString('hex').replaceAll(/../g, '%$&');
}
