import type { KnowledgeBase } from './knowledge';
import type { Limits, Usage } from './usage';

/** What both versions of the API answer from. */
export interface Service {
  readonly knowledge: KnowledgeBase;
  readonly usage: Usage;
  readonly limits: Limits;
  isKnownKey(key: string): boolean;
}
