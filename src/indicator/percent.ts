/** Bytes that are escaped with `%`, one behind the other; at most as many as a URL may have. */
const BYTES = /(?:%[\da-f]{2}){1,8192}/gi;

/**
 * Undoes the escapes of a URL once, in UTF-8. By hand, because what is no UTF-8 is an error in all that
 * Node.js offers, and an error takes as long as reading a whole line.
 */
export function withoutPercents(text: string): string {
  return text.replaceAll(BYTES, bytesOf);
}

function bytesOf(escaped: string): string {
  if (escaped.length === 3) {
    const code = Number.parseInt(escaped.slice(1), 16);
    return code < 0x80 ? String.fromCharCode(code) : '\ufffd';
  }
  return Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8');
}
