/** What one engine said. */
export interface EngineResult {
  readonly engine: string;
  /** As API v3 names them; what only says that the engine could not tell is `none`. */
  readonly category: 'malicious' | 'suspicious' | 'harmless' | 'undetected' | 'none';
  /** The engine's own word for it, such as `W32.AIDetect` or `phishing`. */
  readonly label?: string;
}

/** How many engines gave each opinion. */
export interface Votes {
  readonly malicious: number;
  readonly suspicious: number;
  readonly harmless: number;
  readonly undetected: number;
}

/** No engine has spoken. */
export const NO_VOTES: Votes = { malicious: 0, suspicious: 0, harmless: 0, undetected: 0 };

/** The bucket that API v3 names; what is in another one could not tell. */
export function categoryOf(value: unknown): EngineResult['category'] {
  switch (value) {
    case 'malicious':
    case 'suspicious':
    case 'harmless':
    case 'undetected':
      return value;
    default:
      return 'none';
  }
}

/** Counts the opinions in a list of engine results. */
export function countVotes(results: readonly EngineResult[]): Votes {
  let malicious = 0;
  let suspicious = 0;
  let harmless = 0;
  let undetected = 0;
  for (const { category } of results) {
    if (category === 'malicious') malicious += 1;
    else if (category === 'suspicious') suspicious += 1;
    else if (category === 'harmless') harmless += 1;
    else if (category === 'undetected') undetected += 1;
  }
  return { malicious, suspicious, harmless, undetected };
}
