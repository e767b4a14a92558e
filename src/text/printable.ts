// Controls, format characters (bidirectional marks among them), line separators and half characters.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside made fit for one line of a log, a status or an error:
 * invisible characters become spaces and what is over `limit` characters is cut off with `…`.
 */
export function printable(text: string, limit = 80): string {
  const visible = text.slice(0, limit).replaceAll(INVISIBLE, ' ');
  return text.length > limit ? `${visible}…` : visible;
}
