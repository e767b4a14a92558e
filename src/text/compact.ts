/**
 * The same text with memory of its own. What was cut out of a text or put together from two keeps
 * all of that alive, which may be a megabyte.
 */
export function compact(text: string): string {
  const encoding = isLatin(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

function isLatin(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\u0000-\u00FF]*$/.test(text);
}
