import type { Recipients } from '../../src/mail/addresses';
import type { ChatText } from '../../src/mail/chat/chat';
import { STYLES, type Style } from '../../src/mail/chat/styles';
import type { MailPart } from '../../src/mail/content/part';
import type { MailTexts } from '../../src/mail/content/texts';
import type { Design, Notification } from '../../src/mail/page/notification';
import { readChoice, type Properties } from '../shared/settings';

/** Where a chat's text goes is up to the node that posts it. */
export const NOBODY: Recipients = { to: [], cc: [], bcc: [] };

/** What is made of one message or several: a mail, or a text for a chat with what a mail tells elsewhere. */
export interface Composed {
  readonly notification: Notification;
  readonly chat?: ChatText;
}

/** How a node composes. */
export interface Composition {
  /** Of a text for a chat; absent where it is a mail. */
  readonly style: Style | undefined;
  readonly recipients: Recipients;
  readonly html: Design;
  readonly texts: MailTexts;
}

/** The style of a node that writes for a chat; nothing for one that writes mails. */
export function readStyle(properties: Properties): Style | undefined {
  const via = properties['via'];
  return via === 'chat' ? readChoice(properties, 'style', STYLES) : undefined;
}

/** Composes what there is to tell of messages. */
export async function compose(
  parts: readonly MailPart[],
  { style, recipients, html, texts }: Composition,
): Promise<Composed> {
  // Loaded with the first mail: it holds up the start of no Node-RED that mails nothing yet.
  if (style) {
    const { composeChat } = await import('../../src/mail/chat/chat.js');
    return forChat(composeChat(parts, style, texts));
  }
  const { composeDigest } = await import('../../src/mail/page/digest.js');
  return { notification: composeDigest(parts, recipients, html, texts) };
}

function forChat(chat: ChatText): Composed {
  const { subject, plaintext, missing } = chat;
  const notification = { subject, payload: plaintext, plaintext, missing, recipients: NOBODY };
  return { chat, notification };
}
