import type { ChatText } from '../../../src/mail/chat/chat';
import type { Write } from '../../../src/keeping/taking';
import type { Notification } from '../../../src/mail/page/notification';
import type { Message } from '../../shared/run-node';

/** A message, and what was made of it. */
export interface Draft {
  readonly msg: Message;
  readonly notification: Notification;
  /** What `msg.notification.id` becomes. */
  readonly id: string;
  /** What tells this mail from every other, however often its message comes. */
  readonly identity: readonly string[];
  /** What is posted in a chat in place of a mail. */
  readonly chat?: Pick<ChatText, 'payload' | 'headers'>;
  /** The demonstration account answered. */
  readonly simulated: boolean;
  /** Writes it down. */
  readonly write: Write;
}
