import type { Node, NodeAPI } from 'node-red';
import type { DeliveryCause } from '../../src/mail/errors';
import { conditionsOf, type TroubleCode } from '../shared/figures/conditions';
import { offerFigures } from '../shared/figures/sources';
import type { NotifyOutbox } from './outbox';

/** Tells how the outbox of a node stands whoever asks, for as long as the node runs. */
export function offerMailFigures(
  RED: NodeAPI,
  node: Node,
  mailer: string,
  outbox: Pick<NotifyOutbox, 'load' | 'own' | 'queue'>,
): void {
  offerFigures(RED, node, 'doing', () => ({ mails: outbox.own() }));
  offerFigures(RED, node, 'mails', async () => {
    const { waiting, nextTry, failure } = outbox.load();
    return {
      node: node.id,
      name: node.name ?? '',
      mailer,
      waiting,
      // A store that fails tells nothing of them, and is told of itself.
      dead: await outbox.queue.countDead().catch(() => 0),
      ...(nextTry !== undefined && waiting > 0 && { nextTry }),
      ...(failure && waiting > 0 && { failure: failure.message }),
    };
  });
}

/** What a mail server fails with, as its condition. One that was stopped does not fail. */
const CODES: Readonly<Record<DeliveryCause, TroubleCode | undefined>> = {
  unreachable: 'unreachable',
  security: 'security',
  credentials: 'sign-in',
  busy: 'failing',
  reluctant: 'failing',
  connection: 'failing',
  deferred: undefined,
  refused: undefined,
  stopped: undefined,
};

/** Tells whether the mail server `mailer` works for a node, each time that the returned function is called. */
export function watchMailServer(
  RED: NodeAPI,
  node: Node,
  mailer: string,
  outbox: Pick<NotifyOutbox, 'load' | 'serverWorks'>,
): () => void {
  const name = RED.nodes.getNode(mailer)?.name ?? '';
  const watched = { what: 'mail-server' as const, id: mailer, name };
  const report = conditionsOf(RED).watch(watched, 'delivery', node.id);
  let told: string | undefined = '';
  node.on('close', () => report.end());
  return () => {
    const { failure } = outbox.load();
    const code = failure && CODES[failure.reason];
    // Until a mail was tried, what an earlier life has found holds.
    if (outbox.serverWorks() === undefined || (failure && !code) || told === code) return;
    told = code;
    report.set(failure && code && { code, message: failure.message });
  };
}
