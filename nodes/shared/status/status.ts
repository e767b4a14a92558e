import type { Node, NodeStatus } from 'node-red';
import type { Clock } from '../../../src/clock';
import type { Level } from '../../../src/verdict/verdict';
import type { Texts } from './texts';

/** Makes a status when it is about to be seen: most of a busy node's never are. */
export type MakeStatus = () => NodeStatus;

/**
 * Shows a status soon: at once, or when the last one has been seen for a moment. With `says`, which is
 * the same for what says the same, nothing is made that is shown already.
 */
export type ShowStatus = (make: MakeStatus, says?: string) => void;

/** How a status looks, whatever it says. */
export interface Look {
  readonly fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape: 'ring' | 'dot';
}

/** A node that has nothing to say. */
export const NO_STATUS: MakeStatus = () => ({});

/** Milliseconds for which a status stays before the next; each goes to every open editor. */
const MOMENT = 250;

/**
 * The status line of one node. What does not differ is not sent again, and of many in a moment only
 * the first and the last are.
 */
export function createStatus(node: Node, clock: Clock): ShowStatus {
  let shown = '';
  let said: string | undefined;
  let next: MakeStatus | undefined;
  let cancel: (() => void) | undefined;

  function send(make: MakeStatus): void {
    const status = make();
    const text = JSON.stringify(status);
    if (text === shown) return;
    shown = text;
    node.status(status);
    cancel = clock.after(MOMENT, () => {
      cancel = undefined;
      const last = next;
      next = undefined;
      if (!last) return;
      // It is made only now, and may say something else than when it was asked for.
      said = undefined;
      send(last);
    });
  }

  node.on('close', () => cancel?.());
  return (make, says) => {
    if (says !== undefined && says === said) return;
    said = says;
    if (cancel) next = make;
    else send(make);
  };
}

/** A status of a message that the demonstration answered says so. */
export function withDemo(texts: Texts, status: NodeStatus, simulated: boolean): NodeStatus {
  if (!simulated) return status;
  return { ...status, text: texts.say('status.demo', { text: status.text ?? '' }) };
}

/** How each level looks. */
export const LEVEL_LOOK: Readonly<Record<Level, Look>> = {
  malicious: { fill: 'red', shape: 'dot' },
  suspicious: { fill: 'yellow', shape: 'dot' },
  clean: { fill: 'green', shape: 'dot' },
  unknown: { fill: 'grey', shape: 'ring' },
  pending: { fill: 'blue', shape: 'ring' },
};
