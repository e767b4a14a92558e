import type { Node, NodeStatus } from 'node-red';
import { createDigestBox } from '../../src/mail/outbox/digest-box';
import type { MailPart } from '../../src/mail/content/part';
import { systemClock } from '../../src/clock';
import type { Replaced, Store } from '../../src/store/store';
import { timeOfDay } from '../../src/store/time-of-day';
import type { Message } from '../shared/run-node';
import { closeInTime } from '../shared/closing/close-in-time';
import { endAll } from '../shared/end-queue-of-removed-node';
import { digestStatus } from '../shared/status/mails';
import type { Texts } from '../shared/status/texts';

/** What a digest keeps of one message. */
export interface DigestItem {
  readonly part: MailPart;
  /** The message's own id, and when it came (ms UTC). */
  readonly messageId: string;
  readonly at: number;
  /** `msg.alert` and `msg.verdict`, as far as they can be written down. */
  readonly alert?: unknown;
  readonly verdict?: unknown;
}

/** The messages that a notify node collects for one mail. */
export interface NotifyDigest {
  /**
   * Resolves when what is to be told of the message is written down, in place of what it has
   * `replaced`, with whether that lasts.
   */
  add(msg: Message, part: MailPart, replaced?: Replaced): Promise<boolean>;
  status(): NodeStatus | undefined;
  start(): Promise<void>;
  close(isRemoved: boolean): Promise<void>;
}

/** Makes the digest of a node, by the node's id: the same node finds it again after a restart. */
export function createNotifyDigest({
  node,
  texts,
  store,
  window,
  send,
  changed,
}: {
  readonly node: Node;
  readonly texts: Texts;
  readonly store: Store;
  /** Milliseconds. */
  readonly window: number;
  /** Sends one mail about all of them; resolves with whether they are finished with that. */
  readonly send: (items: readonly DigestItem[], own: Replaced) => Promise<boolean>;
  readonly changed: () => void;
}): NotifyDigest {
  const queue = `digest ${node.id}`;
  const box = createDigestBox<DigestItem>({
    queue: store.queue(queue),
    clock: systemClock,
    now: () => timeOfDay(store, systemClock),
    ...(store.shared && {
      alone: () => store.shared?.leases.take(queue) ?? Promise.resolve(undefined),
    }),
    window,
    empty: (items, ids) => send(items, { queue, ids }),
    changed,
    trouble: (error) => node.error(error),
  });
  return {
    async add(msg, part, replaced) {
      const { _msgid: messageId, alert, verdict } = msg;
      const at = timeOfDay(store, systemClock);
      return await box.add({ part, messageId, at, alert, verdict }, replaced);
    },
    status: () => digestStatus(texts, box.load()),
    start: () => box.start(),
    async close(isRemoved) {
      await closeInTime(store, box.close(), systemClock);
      if (isRemoved) await endAll(store, queue, node);
    },
  };
}

/** What every digest is the same by: the messages in it. */
export function identityOfDigest(items: readonly DigestItem[]): readonly string[] {
  return ['digest', ...items.map(({ messageId, at }) => `${messageId} ${at}`)];
}
