import type { Node, NodeAPI } from 'node-red';
import { own } from '../../src/plain-object';
import { createPath, createReader, type PropertyReader } from '../shared/message-properties';
import type { Message } from '../shared/run-node';
import { readText, type Properties } from '../shared/settings';

/** Where a verdict node reads a reply. */
interface Source extends PropertyReader {
  /** Which property of this message it is; `undefined` where it is none. */
  pathIn(msg: Message): string | undefined;
}

/**
 * The property that was chosen. Where none was: the one that the lookup before wrote, which the
 * message names, as long as something is there, else the payload.
 */
export function readSource(RED: NodeAPI, node: Node, properties: Properties): Source {
  const value = readText(properties, 'property', 'payload');
  const type = readText(properties, 'propertyType', 'msg');
  if (type === 'msg' && value.trim() === '') return whereLookupWrote(RED);
  const reader = createReader(RED, node, { value, type });
  return { ...reader, pathIn: () => (type === 'msg' ? value : undefined) };
}

function whereLookupWrote(RED: NodeAPI): Source {
  function pathIn(msg: Message): string {
    const target = own(msg.virustotal, 'target');
    if (typeof target !== 'string' || target === '') return 'payload';
    return createPath(RED, target)(msg) === undefined ? 'payload' : target;
  }
  return { use: (msg, act) => act(createPath(RED, pathIn(msg))(msg)), pathIn };
}
