import type { Node } from 'node-red';
import type { Runtime } from '../flow-events';
import { conditionsOf, type Watched } from './conditions';

/** Tells whether the settings of a node let it work, for as long as it runs. */
export function reportSettings(
  RED: Runtime,
  node: Node,
  what: Watched['what'],
  problem: Error | undefined,
): void {
  const watched = { what, id: node.id, name: node.name ?? '' };
  const report = conditionsOf(RED).watch(watched, 'settings', node.id);
  report.set(problem && { code: 'unusable', message: problem.message });
  node.on('close', () => report.end());
}
