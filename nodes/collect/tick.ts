import type { NodeAPI } from 'node-red';
import { inPieces, type Pieces } from '../../src/in-pieces';
import type { Custody } from '../../src/keeping/custody';
import { writeEntryPart, type Entry } from '../../src/keeping/entry';
import type { TickPart, WriteTick } from '../../src/window/collector';
import type { NodeKeeping } from '../shared/keeping';
import type { Message } from '../shared/run-node';
import { messagesOf } from './messages';

interface TickSender {
  readonly RED: NodeAPI;
  /** The id of the node. */
  readonly node: string;
  readonly keeping: NodeKeeping;
  /** The time of day by the store's clock. */
  readonly now: () => number;
  /** Whether it is said how many took no place. */
  readonly saysSkipped: boolean;
  readonly send: (msg: Message) => void;
}

/** What a tick tells of one indicator, and the entry that is work until it is sent on. */
interface Told {
  readonly msg: Message;
  readonly entry: Entry;
}

/**
 * Sends on what a tick tells, or a part of it, once it is written by `write`: it is kept until those who
 * follow have it. Resolves with whether it was written, as one of all who share the window does.
 */
export async function sendTick(
  sender: TickSender,
  part: TickPart,
  write: WriteTick,
): Promise<boolean> {
  const { keeping } = sender;
  const all: Told[] = [];
  const payloads: Uint8Array[] = [];
  await inPieces(writeAll(sender, part, all, payloads));
  const custodies = await keeping.writing(async () => {
    const ids = await write(payloads);
    return ids && all.map(({ entry }, at) => keeping.hold(entry, ids[at]));
  });
  if (!custodies) return false;
  const unsure: [Message, Custody][] = [];
  await inPieces(sendAll(sender, all, custodies, unsure));
  for (const [msg, custody] of unsure) {
    if (await keeping.regain(custody)) keeping.send(custody, msg, () => sender.send(msg));
  }
  return true;
}

function* writeAll(
  { RED, node, now, saysSkipped }: TickSender,
  { id, counted, skipped, told, total }: TickPart,
  all: Told[],
  payloads: Uint8Array[],
): Pieces<void> {
  const origin = { node, at: now() };
  const messages = messagesOf(counted, {
    ...(saysSkipped && { skipped }),
    newId: () => RED.util.generateId(),
    sequence: { id, told, total },
  });
  for (const msg of messages) {
    const entry = { msg: { ...msg }, value: undefined, origin, has: [] };
    all.push({ msg, entry });
    payloads.push(writeEntryPart(entry));
    yield;
  }
}

/** Another process may have taken over what is not ours for certain: those are left for later. */
function* sendAll(
  { keeping, send }: TickSender,
  all: readonly Told[],
  custodies: readonly Custody[],
  unsure: [Message, Custody][],
): Pieces<void> {
  for (const [at, custody] of custodies.entries()) {
    const msg = all[at]?.msg;
    if (!msg) continue;
    if (keeping.holds(custody)) keeping.send(custody, msg, () => send(msg));
    else unsure.push([msg, custody]);
    yield;
  }
}
