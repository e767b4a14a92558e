/** What is wrong with the address of a token server. */
export type TokenUrlProblem = 'missing' | 'malformed' | 'plain text' | 'credentials';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What is wrong with a text as the address of a token server; `undefined` where nothing is. What it is
 * asked with lets its holder send mails: plain text (`http:`) never leaves this machine.
 */
export function problemOfTokenUrl(text: string): TokenUrlProblem | undefined {
  if (text === '') return 'missing';
  // Also where `<tenant>` still stands for the tenant.
  if (!URL.canParse(text) || /[\s<>{}]/.test(text)) return 'malformed';
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return 'credentials';
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return 'malformed';
  return LOOPBACK.test(hostname) ? undefined : 'plain text';
}
