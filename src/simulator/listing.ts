import { dataset } from './dataset';
import type { Facts, Standing } from './facts';

/** An indicator that the stand-in knows, to be copied into a flow. */
export interface KnownIndicator {
  readonly type: 'file' | 'url' | 'domain' | 'ip';
  /** What is looked up: of a file its SHA-256. */
  readonly value: string;
  readonly standing: Standing;
  /** What the file is called. */
  readonly name?: string;
}

/** All that the stand-in knows from the start, kind by kind. */
export function listKnown(): KnownIndicator[] {
  return dataset.map(toKnown);
}

function toKnown(facts: Facts): KnownIndicator {
  const { standing } = facts;
  switch (facts.type) {
    case 'file':
      return { type: 'file', value: facts.sha256, standing, name: facts.names[0] ?? '' };
    case 'url':
      return { type: 'url', value: facts.url, standing };
    case 'domain':
      return { type: 'domain', value: facts.id, standing };
    case 'ip_address':
      return { type: 'ip', value: facts.id, standing };
  }
}
