/** A name of letters, digits, hyphens and underscores between dots; the last part is no number. */
const NAME = /^(?=.{1,253}$)(?:[\w](?:[\w-]{0,61}\w)?\.)*(?!\d+$)\w(?:[\w-]{0,61}\w)?$/;

/** RFC 5321, 4.1.3. */
const ADDRESS_LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|ipv6:[\da-f:.]{2,45})\]$/i;

/** Whether a text is a name by which a mail server can be greeted (RFC 5321, 4.1.1.1). */
export function isGreeting(text: string): boolean {
  return NAME.test(text) || ADDRESS_LITERAL.test(text);
}

/**
 * The name by which a server is greeted where none is chosen: that of this host, if it is whole and not
 * the one that every host has. Else the domain of the sender: servers refuse a name without a domain,
 * and Google's relay an address (`[127.0.0.1]`), but each can look up who sends. Empty where there is
 * neither.
 */
export function defaultGreeting(hostname: string, from: string): string {
  const domain = /@([^\s@<>]+?)>?$/.exec(from)?.[1] ?? '';
  return [hostname, toAscii(domain)].find(isWholeName) ?? '';
}

/** What a system is called that nobody has named. */
const OF_EVERY_HOST = /^localhost\.|\.local(?:host|domain)$/i;

function isWholeName(name: string): boolean {
  return name.includes('.') && NAME.test(name) && !OF_EVERY_HOST.test(name);
}

/** RFC 5891. */
function toAscii(domain: string): string {
  return URL.canParse(`http://${domain}/`) ? new URL(`http://${domain}/`).hostname : '';
}
