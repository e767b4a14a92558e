import type { FlowNode } from './flow';
import { sinks } from './sinks';

/** Raise nodes of these ids beside each other, over one store in memory, and what hears of them. */
export function raiseFlow(
  properties: Record<string, unknown> = {},
  ids: readonly string[] = ['raise'],
): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'kept', type: 'virustotal-store', kind: 'memory' },
    ...ids.map((id) => ({
      id,
      type: 'virustotal-raise',
      z: 'tab',
      store: 'kept',
      wires: [['raised'], ['suppressed']],
      ...properties,
    })),
    { id: 'catching', type: 'catch', z: 'tab', scope: ids, wires: [['caught']] },
    { id: 'completing', type: 'complete', z: 'tab', scope: ids, wires: [['completed']] },
    ...sinks('raised', 'suppressed', 'caught', 'completed'),
  ];
}
