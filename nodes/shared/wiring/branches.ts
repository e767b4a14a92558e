import type { Node } from 'node-red';

/** A node in the flows that run, of whatever type; its wires are no part of Node-RED's types. */
export type PassedNode = Pick<Node, 'type'>;

/** What is asked of Node-RED. */
export interface Runtime {
  readonly nodes: { getNode(id: string): PassedNode | null };
}

/** Those of our nodes that take a message over from whoever keeps it. */
export const TAKERS: ReadonlySet<string> = new Set([
  'virustotal-collect',
  'virustotal-lookup',
  'virustotal-raise',
  'virustotal-notify',
]);

/** It sends a message by one of its outputs, never by several. */
const GATE = 'virustotal-gate';

/**
 * Whether what a node of ours sends by one of its outputs may go several ways: to several nodes at
 * once, or through others, of whatever kind, to more than one of ours.
 */
export function hasBranches(RED: Runtime, node: PassedNode): boolean {
  const counted = new Map<string, number>();

  function waysFrom(targets: readonly string[]): number {
    return targets.reduce((sum, id) => sum + waysThrough(id), 0);
  }

  /** How many of ours are reached through a node; a way that comes back to itself is none. */
  function waysThrough(id: string): number {
    const known = counted.get(id);
    if (known !== undefined) return known;
    counted.set(id, 0);
    const ways = countWays(RED.nodes.getNode(id));
    counted.set(id, ways);
    return ways;
  }

  function countWays(passed: PassedNode | null): number {
    if (!passed) return 0;
    if (TAKERS.has(passed.type)) return 1;
    const outputs = outputsOf(passed).map(waysFrom);
    const ways =
      passed.type === GATE ? Math.max(...outputs) : outputs.reduce((sum, each) => sum + each, 0);
    // More than two are two: nothing grows where many ways meet again and again.
    return Math.min(2, ways);
  }

  return outputsOf(node).some((targets) => targets.length > 1 || waysFrom(targets) > 1);
}

/** The ids of the nodes that each output is wired to; a link out node leads to others by one, too. */
export function outputsOf(node: PassedNode): string[][] {
  const wires: unknown = Reflect.get(node, 'wires');
  return Array.isArray(wires) ? wires.map(idsIn) : [];
}

function idsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
