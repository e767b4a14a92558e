/**
 * Bytes of a mail's HTML that are safe to send. Gmail cuts a page at about 102 kB and shows nothing of
 * what is beyond (measured by others: github.com/hteumeuleu/email-bugs/issues/41). They do not agree on
 * whether it counts what was written or what is sent, which is more.
 */
export const MOST_BYTES = 96_000;

/** Characters of a line as it is sent, and of those what is left for the text (RFC 2045, 6.7). */
const LINE = 76;
const TEXT_IN_LINE = 72;

const NOT_PLAIN = /[^ -<>-~\t\r\n]/g;

/** The bytes of a text as it is sent at most: in quoted-printable, which takes three for one. */
export function sentSize(text: string): number {
  const written = Buffer.byteLength(text);
  const others = text.match(NOT_PLAIN) ?? [];
  const encoded = Buffer.byteLength(others.join(''));
  return Math.ceil(((written + 2 * encoded) * LINE) / TEXT_IN_LINE);
}
