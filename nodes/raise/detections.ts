import type { IndicatorType } from '../../src/indicator/indicator';
import { own } from '../../src/plain-object';
import type { Message } from '../shared/run-node';

/** Each kind of indicator, and what is found where nobody says which kind it is. */
const KINDS = ['url', 'file', 'domain', 'ip', 'indicator'] as const satisfies readonly (
  IndicatorType | 'indicator'
)[];

/** What a raise node calls what it raises. */
export interface Detections {
  /** All that it may be. */
  readonly all: readonly string[];
  of(msg: Message): string;
}

/** One name for all, or where it is empty one by the kind of the indicator. */
export function createDetections(name: string): Detections {
  if (name !== '') return { all: [name], of: () => name };
  return { all: KINDS.map(nameOf), of: (msg) => nameOf(kindIn(msg)) };
}

function nameOf(kind: string): string {
  return `malicious_${kind}_detected`;
}

/** The verdict's indicator, or the one that was looked up where the verdict lies elsewhere. */
function kindIn(msg: Message): string {
  return kindOf(msg.verdict) ?? kindOf(msg.virustotal) ?? 'indicator';
}

function kindOf(judged: unknown): string | undefined {
  const type = own(own(judged, 'indicator'), 'type');
  return KINDS.find((kind) => kind !== 'indicator' && kind === type);
}
