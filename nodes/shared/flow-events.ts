import type { NodeAPI } from 'node-red';

/** What tells one runtime from another: the emitter that all node sets of it share. */
export type Runtime = Pick<NodeAPI, 'events'>;

/** What a node does when flows have started, and when they begin to stop. */
export interface FlowListener {
  started?(): void;
  stopping?(): void;
}

/** Those who listen in one runtime, and the one listener that Node-RED has for all of them. */
interface Listeners {
  readonly all: Set<FlowListener>;
  readonly started: () => void;
  readonly stopping: () => void;
}

/** Node-RED warns of a leak where more than ten listen to one event. */
const runtimes = new WeakMap<object, Listeners>();

function listenersOf(RED: Runtime): Listeners {
  const known = runtimes.get(RED.events);
  if (known) return known;
  const all = new Set<FlowListener>();
  const made: Listeners = {
    all,
    started: () => [...all].forEach((each) => each.started?.()),
    stopping: () => [...all].forEach((each) => each.stopping?.()),
  };
  runtimes.set(RED.events, made);
  return made;
}

/** Tells `listener` of the flows, until what is returned is called. */
export function listenToFlows(RED: Runtime, listener: FlowListener): () => void {
  const { all, started, stopping } = listenersOf(RED);
  if (all.size === 0) {
    RED.events.on('flows:started', started);
    RED.events.on('flows:stopping', stopping);
  }
  all.add(listener);
  return () => {
    if (!all.delete(listener) || all.size > 0) return;
    RED.events.off('flows:started', started);
    RED.events.off('flows:stopping', stopping);
  };
}
