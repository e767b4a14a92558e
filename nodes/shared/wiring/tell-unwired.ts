import type { Node, NodeAPI } from 'node-red';
import { offerFigures } from '../figures/sources';
import { listenToFlows } from '../flow-events';
import { isWired } from '../run-node';

/** An output that should lead somewhere. */
export interface WatchedOutput {
  /** From 0. */
  readonly output: number;
  /** What leaves by it, as a sentence goes on after "Output 2 is wired to nothing: ". */
  readonly consequence: string;
  /** It is told as a warning, and not only in the log: what leaves by it is lost. */
  readonly loses: boolean;
}

/**
 * Tells once in the log, when flows have started, of an output that is wired to nothing, and whoever
 * asks how things stand for as long as it is so.
 */
export function tellUnwired(RED: NodeAPI, node: Node, watched: WatchedOutput): void {
  const { output, consequence, loses } = watched;
  let isTold = false;
  const stopListening = listenToFlows(RED, {
    started() {
      const isLoose = !isWired(RED, node, output);
      if (isLoose && !isTold) {
        const sentence = `Output ${output + 1} is wired to nothing: ${consequence}`;
        if (loses) node.warn(sentence);
        else node.log(sentence);
      }
      isTold = isLoose;
    },
  });
  node.on('close', stopListening);
  offerFigures(RED, node, 'unwired', () => {
    const { id, type, name = '' } = node;
    if (isWired(RED, node, output)) return undefined;
    return { node: id, name, type, output: output + 1, loses };
  });
}

/** Whether what leaves by an output is judged to be bad and comes to nobody. */
export function isBadAndLost(RED: NodeAPI, node: Node, output: number, level: unknown): boolean {
  return level === 'malicious' && !isWired(RED, node, output);
}
