import { mostCareful, showTlp, type Tlp } from '../../indicator/tlp';
import { clip } from '../../text/clip';
import { show } from './show-value';
import type { MailTexts } from './texts';

/** Characters of a subject, with what stands before it. */
const LONGEST = 250;

/** Characters of what is no label. */
const LONGEST_VALUE = 80;

/** A subject with the mark before it: `[TLP:AMBER] malicious: …`. */
export function markSubject(subject: string, tlp: Tlp | undefined): string {
  if (!tlp) return subject;
  const marked = `[${showTlp(tlp.label)}] ${subject}`;
  return marked.length > LONGEST + 1 ? `${clip(marked, LONGEST)}…` : marked;
}

/** What stands at the head of a text: the mark, and why it is that where nobody has written it so. */
export function sayMark(tlp: Tlp | undefined, { say }: MailTexts): string[] {
  if (!tlp) return [];
  const mark = showTlp(tlp.label);
  if (tlp.malformed === undefined) return [mark];
  return [mark, say('tlp.malformed', { mark, value: show(tlp.malformed, LONGEST_VALUE) })];
}

/** The mark of what is told of several messages at once. */
export function markOfAll(parts: readonly { readonly tlp?: Tlp }[]): Tlp | undefined {
  return mostCareful(parts.flatMap(({ tlp }) => (tlp ? [tlp] : [])));
}
