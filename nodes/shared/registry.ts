import { createRegistry, type Registry } from '../../src/keeping/registry';
import type { Runtime } from './flow-events';

const runtimes = new WeakMap<object, Registry>();

/** Who keeps which message in a runtime, whatever node set they are of. */
export function registryOf(RED: Runtime): Registry {
  const registry = runtimes.get(RED.events) ?? createRegistry();
  runtimes.set(RED.events, registry);
  return registry;
}
