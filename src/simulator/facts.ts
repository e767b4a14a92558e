import type { Tally } from './tally';

/** `pending`: known to the service, not analysed yet. What is in no list is unknown. */
export type Standing = 'malicious' | 'suspicious' | 'clean' | 'pending';

interface CommonFacts {
  /** The identifier of the v3 object: SHA-256 of the file or of the URL, the name, the address. */
  readonly id: string;
  readonly standing: Standing;
  readonly tally: Tally;
  /** The labels that flagging engines use, in turn. */
  readonly labels: readonly string[];
  readonly tags: readonly string[];
  readonly reputation: number;
  readonly votes: { readonly harmless: number; readonly malicious: number };
}

export interface FileFacts extends CommonFacts {
  readonly type: 'file';
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The first is the meaningful one. */
  readonly names: readonly string[];
  readonly typeDescription: string;
  readonly typeTag: string;
  /** Who is known to distribute it, under which names and in which products. */
  readonly distributors?: {
    readonly distributors: readonly string[];
    readonly filenames: readonly string[];
    readonly products: readonly string[];
  };
  /** What each sandbox calls it. */
  readonly sandboxes?: Readonly<Record<string, 'malicious' | 'harmless' | 'undetected'>>;
  readonly threat?: {
    readonly label: string;
    readonly categories: Readonly<Record<string, number>>;
    readonly names: Readonly<Record<string, number>>;
  };
}

export interface UrlFacts extends CommonFacts {
  readonly type: 'url';
  /** Canonical. */
  readonly url: string;
  readonly title?: string;
  /** By vendor. */
  readonly categories: Readonly<Record<string, string>>;
  readonly threatNames: readonly string[];
}

export interface DomainFacts extends CommonFacts {
  readonly type: 'domain';
  /** By vendor. */
  readonly categories: Readonly<Record<string, string>>;
  /** Rank by list. */
  readonly popularity: Readonly<Record<string, number>>;
  /** The URL on it that the engines flagged, when they flagged one. */
  readonly flaggedUrl?: string;
}

export interface AddressFacts extends CommonFacts {
  readonly type: 'ip_address';
  readonly asn: number;
  readonly asOwner: string;
  readonly country: string;
  readonly continent: string;
  readonly network: string;
  readonly registry: string;
  /** The URL on it that the engines flagged, when they flagged one. */
  readonly flaggedUrl?: string;
}

/** All that is known about one indicator; the v3 and the v2 report are two views of it. */
export type Facts = FileFacts | UrlFacts | DomainFacts | AddressFacts;

/** Facts with the times of their analysis, in seconds since the Unix epoch, UTC. */
export interface Analysed<F extends Facts = Facts> {
  readonly facts: F;
  readonly analysedAt: number;
  readonly firstSubmittedAt: number;
}

/** One key for each indicator, whatever its type. */
export function factsKey(facts: Pick<Facts, 'type' | 'id'>): string {
  return `${facts.type} ${facts.id}`;
}
