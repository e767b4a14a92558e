import { sayAs, type Sayings } from '../../../editor/shared/answers/say-as';

/** What `src/mail/delivery/advice.ts` says. */
const ADVICE: Sayings = [
  [/^It takes no password any more: choose OAuth 2$/, 'advice.noPassword'],
  [/^An administrator has to allow the mailbox to send by SMTP$/, 'advice.administrator'],
  [/^Choose STARTTLS as the encryption$/, 'advice.starttls'],
  [/^It wants an app password, or OAuth 2$/, 'advice.appPassword'],
  [/^It asks for a user and a password$/, 'advice.user'],
  [/^It offers no way to sign in$/, 'advice.noWay'],
  [/^It offers no way to sign in before the connection is encrypted: /, 'advice.noWayYet'],
  [
    /^It offers none of the ways .* \((?<ours>.*?)\), but (?<theirs>.*): choose OAuth 2$/,
    'advice.otherByToken',
  ],
  [
    /^It offers none of the ways .* \((?<ours>.*?)\), but (?<theirs>.*): choose user and password$/,
    'advice.otherByPassword',
  ],
  [/^It offers none of the ways .* \((?<ours>.*?)\), but (?<theirs>.*)$/, 'advice.otherWays'],
  [/^It begins in plain text: /, 'advice.plain'],
  [/^It waits for TLS from the first byte: /, 'advice.tls'],
  [/^Where a server waits for TLS from the first byte, /, 'advice.perhapsTls'],
  [/^It offers no STARTTLS here: /, 'advice.noStarttls'],
  [/^It may want another name to be greeted by: /, 'advice.greeting'],
  [/^Is this the address of a mail server \(SMTP\)\?$/, 'advice.noMailServer'],
];

export function sayAdvice(node: Translating, advice: string): string {
  return sayAs(node, advice, ADVICE);
}
