import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { currentPair } from './pair';

const requireFromNodeRed = createRequire(currentPair.nodeRed);

/**
 * One of Node-RED's own nodes, by its file below `core`: `network/05-tls`. What registers it gives a
 * promise where it first has something to load.
 */
export function coreNode(file: string): (RED: NodeAPI) => unknown {
  const loaded: unknown = requireFromNodeRed(`@node-red/nodes/core/${file}.js`);
  if (typeof loaded !== 'function') throw new Error(`${file} registers no node`);
  return (RED) => {
    const registered: unknown = Reflect.apply(loaded, undefined, [RED]);
    return registered;
  };
}
