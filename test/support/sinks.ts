import assert from 'node:assert/strict';
import type { FlowNode, TestMessage } from './flow';

/** Sinks on the tab `tab`. */
export function sinks(...ids: readonly string[]): FlowNode[] {
  return ids.map((id) => ({ id, type: 'helper', z: 'tab', wires: [] }));
}

/** The object in a property of a message. */
export function part(msg: TestMessage, name: string): TestMessage {
  const value = msg[name];
  assert.ok(typeof value === 'object' && value !== null, `msg.${name} is an object`);
  return { ...value };
}
