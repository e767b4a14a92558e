import { sayAs, type Sayings } from '../../../editor/shared/answers/say-as';

/** What `src/mail/delivery/failures.ts` says first, by what its error is about. */
const SENTENCES: Sayings = [
  [/^The mail server cannot be reached$/, 'why.unreachable'],
  [/^There is no secure connection to the mail server$/, 'why.security'],
  [/^The mail server does not take user and password$/, 'why.credentials'],
  [/^The mail server does not take the sign-in by OAuth 2$/, 'why.token'],
  [/^The mail server has no time for mails now$/, 'why.busy'],
  [/^The mail server does not take the mail now$/, 'why.reluctant'],
  [/^The connection to the mail server was lost$/, 'why.connection'],
  [/^The mail server refuses the mail$/, 'why.refused'],
  [/^The mail server node was stopped$/, 'why.stopped'],
  [/^The entry cannot be read$/, 'why.unreadable'],
];

/** A sentence of ours, the server in brackets, and what that or the network has said. */
const FAILURE = /^(?<sentence>[^():]+)(?<said> \(\S+\): .*)$/s;

/** Why a mail waits or was given up, our part of it in the language of the editor. */
export function whyWaiting(node: Translating, why: string): string {
  const { sentence = why, said = '' } = FAILURE.exec(why)?.groups ?? {};
  return sayAs(node, sentence, SENTENCES) + said;
}
