import type { Node } from 'node-red';
import type { OutboxLoad } from '../../src/mail/outbox/outbox';

/**
 * Tells the log once that mails are held up, and why, and once that they go out again, however many
 * wait; nothing of a mailer that was stopped, which is so in the middle of every deploy. Called
 * whenever the load may have changed.
 */
export function tellDeliveryTrouble(
  node: Pick<Node, 'warn' | 'log'>,
): (load: Pick<OutboxLoad, 'failure'>) => void {
  let isFailing = false;
  return ({ failure }) => {
    if (failure?.reason === 'stopped' || isFailing === (failure !== undefined)) return;
    isFailing = failure !== undefined;
    if (failure) node.warn(`Mails wait until this is mended: ${failure.message}`);
    else node.log('Mails are delivered again');
  };
}
